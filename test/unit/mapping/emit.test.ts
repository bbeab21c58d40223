import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiJson, mapJsonOf } from '../../../src/mapping/emit.js'
import { parseMap } from '../../../src/mapping/parse-map.js'
import type { MapEntry } from '../../../src/types.js'

const entries: readonly MapEntry[] = [
  { token: 'EMAIL_1', entity: 'EMAIL', key: 'jane@example.org', value: 'jane@example.org' },
  { token: 'PERSON_1', entity: 'PERSON', key: 'zoë', value: 'Zoë "Z" 😀\n' },
]

describe('asciiJson', () => {
  it('is printable ASCII that means the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(asciiJson(text)).toMatch(/^[\x20-\x7e]*$/)
        expect(JSON.parse(asciiJson(text))).toBe(text)
      }),
    )
  })

  it('escapes DEL, which no header may hold', () => {
    expect(asciiJson('\x7f')).toBe('"\\u007f"')
  })
})

describe('mapJsonOf', () => {
  it('writes placeholder to original in mode plain', () => {
    expect(mapJsonOf(entries, 'plain')).toBe(
      '{"<EMAIL_1>":"jane@example.org","<PERSON_1>":"Zo\\u00eb \\"Z\\" \\ud83d\\ude00\\n"}',
    )
  })

  it('writes no value in mode tokens (F107)', () => {
    expect(mapJsonOf(entries, 'tokens')).toBe('{"<EMAIL_1>":"<EMAIL_1>","<PERSON_1>":"<PERSON_1>"}')
  })

  it('escapes no more than JSON does for a map that will be sealed', () => {
    const json = '{"<EMAIL_1>":"jane@example.org","<PERSON_1>":"Zoë \\"Z\\" 😀\\n"}'
    expect(mapJsonOf(entries, 'sealed')).toBe(json)
  })

  it.each(['plain', 'sealed'] as const)('writes JSON of any value in mode %s', (mode) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const entry = { token: 'EMAIL_1', entity: 'EMAIL', key: value, value }
        expect(JSON.parse(mapJsonOf([entry], mode) ?? '')).toEqual({ '<EMAIL_1>': value })
      }),
    )
  })

  it('sends no header for an empty map or in mode off', () => {
    expect([mapJsonOf([], 'plain'), mapJsonOf([], 'sealed'), mapJsonOf(entries, 'off')]).toEqual([null, null, null])
  })

  it('writes what parseMap reads', () => {
    const read = parseMap(mapJsonOf(entries, 'plain') ?? '', 'X-Pii-Mapping')
    expect(read.entries.map(({ token, value }) => [token, value])).toEqual(
      entries.map(({ token, value }) => [token, value]),
    )
  })
})
