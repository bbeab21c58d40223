import { describe, expect, it } from 'vitest'
import { hasReference, optionName, SETTINGS, substitute, unknownVariables } from '../../../src/config/env.js'
import { nodeAt } from '../../../src/config/problems.js'
import { configurationSchema } from '../../../src/config/schema.js'

const reference = (inside: string) => ['$', '{', inside, '}'].join('')
const REFERENCE = reference('NAME')

describe('substitute', () => {
  it('fills in variables and defaults, and leaves an escaped reference', () => {
    const env = { NAME: 'jo', EMPTY: '' }
    expect(substitute(`a ${REFERENCE} b`, env)).toEqual({ text: 'a jo b', missing: [] })
    expect(substitute(reference('EMPTY:-x') + reference('GONE:-'), env)).toEqual({ text: 'x', missing: [] })
    expect(substitute(`$${REFERENCE}`, env)).toEqual({ text: REFERENCE, missing: [] })
  })

  it('names the variables that have no value', () => {
    expect(substitute(`${REFERENCE} ${reference('OTHER')}`, { OTHER: '' }).missing).toEqual(['NAME', 'OTHER'])
  })

  it('does not fill in what a value contains', () => {
    expect(substitute(REFERENCE, { NAME: reference('HOME'), HOME: '/root' }).text).toBe(reference('HOME'))
  })
})

describe('hasReference', () => {
  it('is false for an escaped reference', () => {
    expect([hasReference(REFERENCE), hasReference(`$${REFERENCE}`), hasReference('plain')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('unknownVariables', () => {
  it('names each unknown COATCHECK_ variable with the nearest valid one', () => {
    const issues = unknownVariables({ COATCHECK_UPSTRAEM: 'http://secret', COATCHECK_PORT: '1', PATH: '/bin' })
    expect(issues).toEqual([
      {
        file: 'environment',
        line: 0,
        path: 'COATCHECK_UPSTRAEM',
        message: 'unknown variable; did you mean "COATCHECK_UPSTREAM"?',
      },
    ])
  })
})

describe('variables that Kubernetes makes', () => {
  it.each([
    'COATCHECK_SERVICE_HOST',
    'COATCHECK_SERVICE_PORT',
    'COATCHECK_SERVICE_PORT_TRAFFIC',
    'COATCHECK_PORT_80_TCP',
    'COATCHECK_PORT_80_TCP_ADDR',
    'COATCHECK_METRICS_SERVICE_HOST',
  ])('are told apart from a slip, with the remedy: %s', (name) => {
    expect(unknownVariables({ [name]: '10.0.0.1' })[0]?.message).toContain('enableServiceLinks: false')
  })
})

describe('SETTINGS', () => {
  it('names only keys that the schema has', () => {
    const schema = configurationSchema()
    expect(SETTINGS.filter(({ path }) => nodeAt(schema, path) === null)).toEqual([])
  })

  it('has every variable of the contract', () => {
    const names =
      'UPSTREAM HOST PORT ADMIN_HOST ADMIN_PORT RULES MAPPING_CLIENT MAPPING_UPSTREAM SEAL_KEY HASH_KEY VAULT'
    const variables = SETTINGS.map(({ variable }) => variable)
    expect(variables).toEqual(expect.arrayContaining(names.split(' ').map((name) => `COATCHECK_${name}`)))
  })

  it('has no flag for a secret', () => {
    expect(SETTINGS.filter(({ path, flag }) => /key/.test(path.join('.')) && flag !== null)).toEqual([])
  })
})

describe('optionName', () => {
  it('is the camel case form', () => {
    expect(optionName('admin-host')).toBe('adminHost')
  })
})
