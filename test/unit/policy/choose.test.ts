import { describe, expect, it } from 'vitest'
import { policiesOf } from '../../../src/policies.js'
import { usesHash } from '../../../src/policy/uses-hash.js'
import { wishesOf, withWishes } from '../../../src/policy/wishes.js'
import { rehearsePolicies } from '../../../src/rehearse.js'
import type { Operator } from '../../../src/types.js'
import { loadText, ruleText } from '../../support/rules.js'

const MAIL = ruleText({
  id: 'mail',
  entity: 'EMAIL',
  group: 'EMAIL',
  severity: 'medium',
  jurisdictions: '[GLOBAL]',
  patterns: `[{ regex: '[a-z.]{1,20}@[a-z.]{1,20}', likelihood: possible }]`,
  context: '{ boost: { en: [mail] } }',
  tests: `{ match: ['mail [[a@b.example]]'], no_match: ['a@'] }`,
})
const DAY = ruleText({
  id: 'day',
  entity: 'DATE',
  group: 'DATE',
  severity: 'low',
  jurisdictions: '[GLOBAL]',
  patterns: `[{ regex: '\\b\\d{4}-\\d\\d-\\d\\d\\b', likelihood: likely }]`,
  tests: `{ match: ['[[2026-11-22]]'], no_match: ['2026-11'] }`,
})

const BASE = { mode: 'enforce' as const, min_likelihood: 'likely' as const, default_operator: 'pseudonymise' as const }

const load = async (policies: string, operators: Record<string, Operator> = {}, jurisdictions: string[] = []) => {
  const text = `schema: 1\n${policies}`
  const loaded = await loadText({ 'ssn.yaml': ruleText(), 'mail.yaml': MAIL, 'day.yaml': DAY, 'policies.yaml': text })
  if ('issues' in loaded) throw new Error(loaded.issues.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  const choose = policiesOf({ policy: { ...BASE, operators, jurisdictions } }, loaded.ruleSet)
  const { observe } = loaded.ruleSet
  return {
    ruleSet: loaded.ruleSet,
    at: (tenant: string | null, space: string | null, route: string | null) => choose({ tenant, space, route }),
    seen: (text: string, space: string | null = null) => {
      const { accepts } = choose({ tenant: null, space, route: null })
      return observe(text, '')
        .filter((finding) => accepts === null || accepts(finding, text))
        .map(({ entity }) => entity)
    },
  }
}

const OWNED = 'owner: dpo, reason: because'

describe('the policies of rule files', () => {
  it('the most specific one wins: route over space over tenant, the longer route over the shorter', async () => {
    const { at } = await load(`policies:
  - { id: tenant, match: { tenants: [acme] }, ${OWNED} }
  - { id: space, match: { spaces: [hr] }, ${OWNED} }
  - { id: both, match: { tenants: [acme], spaces: [hr] }, ${OWNED} }
  - { id: route, match: { routes: ['/v1/*'] }, ${OWNED} }
  - { id: longer, match: { routes: ['/v1/chat/*', '/v2'] }, ${OWNED} }
`)
    expect(at(null, null, null).name).toBe('default')
    expect(at('acme', 'x', null).name).toBe('tenant')
    expect(at('other', 'hr', null).name).toBe('space')
    expect(at('acme', 'hr', null).name).toBe('both')
    expect(at('acme', 'hr', '/v1/messages').name).toBe('route')
    expect(at('acme', 'hr', '/v1/chat/completions').name).toBe('longer')
    expect(at(null, null, '/v2').name).toBe('longer')
    expect(at(null, null, '/v2/x').name).toBe('default')
    expect(at('acme', 'hr', '/v1/messages')).toBe(at('acme', 'hr', '/v1/messages'))
  })

  it('say an operator by entity, then group, then severity, and leave the rest to what they extend', async () => {
    const { at } = await load(
      `policies:
  - id: default
    groups: { DATE: allow, SSN: mask }
    by_severity: { high: block, medium: redact }
    ${OWNED.replace(', ', '\n    ')}
  - { id: hr, match: { spaces: [hr] }, entities: { US_SSN: hash, EMAIL: { operator: allow } }, mode: shadow, ${OWNED} }
  - { id: lab, extends: hr, match: { spaces: [lab] }, default_operator: redact, ${OWNED} }
`,
      { EMAIL: 'mask' },
    )
    const operators = (space: string | null) =>
      ['US_SSN', 'EMAIL', 'DATE', 'NEW'].map(at(null, space, null).operatorFor)
    expect(operators(null)).toEqual(['mask', 'mask', 'allow', 'pseudonymise'])
    expect(operators('hr')).toEqual(['hash', 'allow', 'allow', 'pseudonymise'])
    expect(operators('lab')).toEqual(['hash', 'allow', 'allow', 'redact'])
    expect([at(null, 'hr', null).mode, at(null, 'lab', null).mode, at(null, null, null).mode]).toEqual([
      'shadow',
      'shadow',
      'enforce',
    ])
    expect(at(null, null, null).operatorFor('constructor')).toBe('pseudonymise')
  })

  it('ask for another likelihood, and only for the rules of their countries', async () => {
    const { seen, ruleSet } = await load(`policies:
  - { id: eager, match: { spaces: [eager] }, entities: { EMAIL: { operator: mask, min_likelihood: possible } }, ${OWNED} }
  - { id: strict, match: { spaces: [strict] }, min_likelihood: very_likely, ${OWNED} }
  - { id: german, match: { spaces: [german] }, jurisdictions: [DE], ${OWNED} }
`)
    expect(ruleSet.detectedFrom).toBe(2)
    const text = 'a@b.example 536-90-4399'
    expect(seen(text)).toEqual(['US_SSN'])
    expect(seen(text, 'eager').sort()).toEqual(['EMAIL', 'US_SSN'])
    expect(seen(`mail ${text}`, 'strict')).toEqual(['EMAIL'])
    expect(seen(`mail ${text}`, 'german')).toEqual(['EMAIL'])
  })

  it('take the countries of the configuration where none names any', async () => {
    const { seen } = await load('policies: []', {}, ['DE'])
    expect(seen('mail a@b.example 536-90-4399')).toEqual(['EMAIL'])
  })

  it('know exceptions: exact, by domain, by shape, in their place and until their day', async () => {
    const { seen } = await load(`allow:
  - { id: box, entities: [EMAIL], values: [Help@Acme.example], expires: 2999-01-01, ${OWNED} }
  - { id: press, domains: [press.acme.example], expires: 2999-01-01, ${OWNED} }
  - { id: shape, regexes: ['bot[.][a-z]{1,9}@b.example'], spaces: [hr], expires: 2999-01-01, ${OWNED} }
  - { id: old, values: [old@acme.example], expires: 2020-01-01, ${OWNED} }
`)
    expect(seen('mail help@acme.example')).toEqual([])
    expect(seen('mail xhelp@acme.example')).toEqual(['EMAIL'])
    expect(seen('mail elp@acme.example')).toEqual(['EMAIL'])
    expect(seen('mail help@acme.example.org')).toEqual(['EMAIL'])
    expect(seen('mail a@press.acme.example')).toEqual([])
    expect(seen('mail a@mypress.acme.example')).toEqual(['EMAIL'])
    expect(seen('mail bot.one@b.example')).toEqual(['EMAIL'])
    expect(seen('mail bot.one@b.example', 'hr')).toEqual([])
    expect(seen('mail bot.one@b.examples', 'hr')).toEqual(['EMAIL'])
    expect(seen('mail old@acme.example')).toEqual(['EMAIL'])
  })

  it.each(['values', 'domains', 'regexes'])('refuse an exception for nothing among its %s', async (key) => {
    const allow = `allow:\n  - { id: box, ${key}: [''], expires: 2999-01-01, ${OWNED} }\n`
    await expect(load(allow)).rejects.toThrow(`allow.0.${key}.0`)
  })

  it('are run with their own examples', async () => {
    const run = async (out: string, place = '') => {
      const { ruleSet } = await load(`policies:
  - id: hr
    match: { spaces: [hr] }
    entities: { EMAIL: mask, DATE: block }
    owner: dpo
    reason: because
    tests: [{ in: 'ssn 536-90-4399', out: 'ssn <US_SSN_1>' }, { in: '2026-11-22', out: '!block' }, { in: 'mail a@b.example', out: '${out}'${place} }]
`)
      return rehearsePolicies(ruleSet)
    }
    expect(await run('mail ****************')).toEqual([])
    expect(await run('mail a@b.example')).toMatchObject([{ path: 'policies.0.tests.2', line: 8 }])
    expect((await run('mail x', ', space: lab'))[0]?.message).toContain('here the policy default holds')
  })

  it.each([
    [`{ id: a, match: { spaces: [hr] }, entities: { EMIAL: mask }, ${OWNED} }`, 'did you mean "EMAIL"?'],
    [`{ id: a, match: { spaces: [hr] }, extends: b, ${OWNED} }`, 'there is no such policy'],
    [`{ id: a, match: { spaces: [hr] }, extends: a, ${OWNED} }`, 'leads back to this policy'],
    [`{ id: a, ${OWNED} }`, 'names no tenant, space or route'],
    [`{ id: default, match: { spaces: [hr] }, ${OWNED} }`, 'holds everywhere'],
    [
      `{ id: a, match: { spaces: [hr, x] }, ${OWNED} }\n  - { id: b, match: { spaces: [y, hr] }, ${OWNED} }`,
      'fits the same places as closely',
    ],
  ])('refuse %s', async (policy, expected) => {
    await expect(load(`policies:\n  - ${policy}\n`)).rejects.toThrow(expected)
  })

  it('say when a key is needed', async () => {
    const { ruleSet } = await load(`policies: [{ id: default, groups: { SSN: hash }, ${OWNED} }]`)
    expect(usesHash(ruleSet.policies)).toBe(true)
    expect(usesHash((await load('policies: []')).ruleSet.policies)).toBe(false)
  })
})

describe('withWishes', () => {
  const rules = [
    { id: 'org', entity: 'ORGANIZATION', group: 'ORGANIZATION', subject: 'person', isCustom: false },
    { id: 'vat', entity: 'DE_VAT', group: 'TAX_ID', subject: 'organisation', isCustom: false },
    { id: 'project', entity: 'PROJECT', group: 'OTHER_ID', subject: 'person', isCustom: true },
  ]
  const policy = {
    name: 'default',
    mode: 'enforce' as const,
    operatorFor: (entity: string): Operator => (entity === 'DE_VAT' ? 'pseudonymise' : 'allow'),
    isNamed: (entity: string) => entity === 'NAMED',
    accepts: null,
  }
  const finding = (rule: string) => ({ rule, entity: '', start: 0, end: 1, score: 4 })

  it('leaves all to the policy where nothing is asked', () => {
    expect(withWishes(policy, wishesOf({ include_oii: null }), { rules })).toBe(policy)
  })

  it('adds organisations and business data, or leaves them out', () => {
    const more = withWishes(policy, wishesOf({ include_oii: true, include_business_data: true }), { rules })
    expect(['ORGANIZATION', 'PROJECT'].map(more.operatorFor)).toEqual(['pseudonymise', 'pseudonymise'])
    const less = withWishes(policy, wishesOf({ include_oii: false, include_business_data: false }), { rules })
    expect(['org', 'vat', 'project', 'mail'].map((id) => less.accepts?.(finding(id), 'x'))).toEqual([
      false,
      false,
      false,
      true,
    ])
  })
})
