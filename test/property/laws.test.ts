import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLeaves, writeLeaves } from '../../src/formats/json.js'
import { restoreJson } from '../../src/formats/response.js'
import { FREE } from '../../src/formats/shape.js'
import { SPACES_CHAT } from '../../src/formats/spaces-chat.js'
import { type Guard, protect } from '../../src/guard.js'
import { createLiteralFinder } from '../../src/pseudonyms/literals.js'
import type { ThreadMap } from '../../src/types.js'

/** A detector that is quick and overlaps itself: e-mail addresses, their local parts followed by a digit, long numbers. */
const guard: Guard = {
  detect: (text) => [
    ...[...text.matchAll(/[\p{L}\p{N}.]+@[\p{L}\p{N}]+\.example/gu)].map((m) => found('EMAIL', m)),
    ...[...text.matchAll(/\p{L}\d@\p{L}+/gu)].map((m) => found('HANDLE', m)),
    ...[...text.matchAll(/\d{7,}/g)].map((m) => found('NUMBER', m)),
  ],
  identify: (_, value) => value,
  operatorFor: () => 'pseudonymise',
  accepts: null,
  shadow: new Set(),
  hash: null,
  surrogateFor: () => null,
  findLiterals: createLiteralFinder(['EMAIL', 'HANDLE', 'NUMBER', 'LITERAL']),
}
const found = (entity: string, match: RegExpMatchArray) => {
  const start = match.index ?? 0
  return { rule: entity, entity, start, end: start + match[0].length, score: 3 }
}

const EMPTY: ThreadMap = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }
const protectJson = (value: unknown, known = EMPTY) => {
  const source = JSON.stringify(value)
  const leaves = findLeaves(source, SPACES_CHAT, 512)
  const sent = new Set(known.entries.keys())
  return { leaves, ...protect(guard, { source, leaves, known, sent, storedOnly: new Map(), marks: [] }) }
}

const AWKWARD = [
  'a1@corp.example',
  'b.c@corp.example',
  'é😀@corp.example',
  '12345678',
  '<EMAIL_1>',
  '<EMAIL_10>',
  'EMAIL_1',
  '[EMAIL_2]',
  '&lt;EMAIL_1&gt;',
  '%3CEMAIL_1%3E',
  '\\<EMAIL\\_1\\>',
  '<LITERAL_1>',
  '__proto__',
  'constructor',
  '$& $1',
  '"quoted"\n',
  '😀𝒜',
  '\\u003cEMAIL_1\\u003e',
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constant(' ')), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const key = fc.oneof(
  fc.constantFrom('message', 'metadata', 'constructor', '__proto__', 'a1@corp.example'),
  fc.string({ maxLength: 6 }),
)
const free = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value
const body = fc.record({ message: text, metadata: free, title: text }, { requiredKeys: ['message'] })
const RUNS = { numRuns: 300 }
const OPTIONS = {
  shape: FREE,
  urls: 'always',
  isHostNamed: () => true,
} as const

/** A replaced number comes back as a string: compare bodies with every long number spelt as one. */
const spelt = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, leaf) => (typeof leaf === 'number' && String(leaf).length >= 7 ? String(leaf) : leaf)),
  )

describe('the laws of the house', () => {
  it('2: restore of replace is the identity, also for text that spells placeholders', () => {
    fc.assert(
      fc.property(body, (value) => {
        let result: ReturnType<typeof protectJson>
        try {
          result = protectJson(value)
        } catch (error) {
          // Two keys of one identity cannot both be replaced: refused, not merged.
          expect((error as Error).message).toBe('body_key_collision')
          return
        }
        const values = new Map([...result.used].map(([token, entry]) => [token, entry.value]))
        const { json } = restoreJson(JSON.parse(result.body), { values }, OPTIONS)
        expect(spelt(json)).toEqual(spelt(value))
      }),
      RUNS,
    )
  })

  it('4: writing what was extracted is the identity on the bytes', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(0, 1, '\t'), (value, space) => {
        const source = JSON.stringify(value, null, space)
        expect(writeLeaves(source, findLeaves(source, SPACES_CHAT, 512), new Map())).toBe(source)
      }),
      RUNS,
    )
  })

  it('5: no found value stays in the forwarded body', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        const { body: out } = protectJson({ message: 'a1@corp.example 12345678', metadata: texts })
        expect(out).not.toContain('a1@corp.example')
        for (const leaf of findLeaves(out, SPACES_CHAT, 512)) expect(guard.detect(leaf.text, '')).toEqual([])
      }),
      RUNS,
    )
  })

  it('7: positions index what they claim, in both texts', () => {
    fc.assert(
      fc.property(text, (message) => {
        const { replacements, edits, leaves } = protectJson({ message })
        const source = leaves[0]?.text ?? ''
        const target = edits.get(0) ?? source
        let from = 0
        let rebuilt = ''
        for (const replacement of replacements) {
          expect(target.slice(replacement.target.start, replacement.target.end)).toBe(`<${replacement.token}>`)
          rebuilt += target.slice(from, replacement.target.start)
          rebuilt += source.slice(replacement.source.start, replacement.source.end)
          from = replacement.target.end
        }
        expect(rebuilt + target.slice(from)).toBe(source)
      }),
      RUNS,
    )
  })

  it('tokens are one per identity, and never a number that the text spells', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { used, literals } = protectJson({ message: a, title: b })
        const identities = [...used.values()].map((entry) => `${entry.entity} ${entry.key}`)
        expect(new Set(identities).size).toBe(identities.length)
        for (const token of used.keys()) expect(literals.has(token)).toBe(false)
      }),
      RUNS,
    )
  })
})
