import { describe, expect, it } from 'vitest'
import { nodeAt, toProblems } from '../../../src/config/problems.js'
import { configSchema, configurationSchema } from '../../../src/config/schema.js'

const schema = configurationSchema()

const problemsOf = (data: unknown): string[] => {
  const parsed = configSchema.safeParse(data)
  const problems = parsed.success ? [] : toProblems(parsed.error.issues, schema)
  return problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('toProblems', () => {
  it.each([
    [{ policy: 'strict' }, 'policy: must be a mapping'],
    [{ auth: { keys: {} } }, 'auth.keys: must be a list'],
    [{ auth: { keys: [{ hash: 'x' }] } }, 'auth.keys.0.id: is required'],
    [{ port: 70_000 }, 'port: must be at most 65535'],
    [{ port: 1.5 }, 'port: must be a whole number'],
    [
      { policy: { operators: { EMAIL: 'hide' } } },
      'policy.operators.EMAIL: must be one of allow, pseudonymise, surrogate, hash, mask, redact, block',
    ],
    [{ auth: { keys: [{ id: 'a', hsah: 'x', hash: 'y' }] } }, 'auth.keys.0.hsah: unknown key; did you mean "hash"?'],
    [{ upstream_url: 'http://x' }, 'upstream_url: unknown key; did you mean "upstream.url"?'],
    [{ constructor: 1 }, 'constructor: unknown key'],
  ])('says of %j what is wrong', (data, expected) => {
    expect(problemsOf(data)).toContain(expected)
  })
})

describe('nodeAt', () => {
  it('finds keys, list items and entries of a mapping', () => {
    expect(nodeAt(schema, ['port'])?.type).toBe('integer')
    expect(nodeAt(schema, ['auth', 'keys', 0, 'id'])?.type).toBe('string')
    expect(nodeAt(schema, ['policy', 'operators', 'EMAIL'])?.enum).toContain('mask')
  })

  it('is null for what the schema does not know', () => {
    expect([nodeAt(schema, ['nope', 'x']), nodeAt(schema, ['toString'])]).toEqual([null, null])
  })
})
