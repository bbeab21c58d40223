import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiJson, emitMap } from '../../../src/mapping/emit.js'
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

describe('emitMap', () => {
  it('writes placeholder to original in mode plain', () => {
    expect(emitMap(entries, 'plain')).toBe(
      '{"<EMAIL_1>":"jane@example.org","<PERSON_1>":"Zo\\u00eb \\"Z\\" \\ud83d\\ude00\\n"}',
    )
  })

  it('writes no value in mode tokens (F107)', () => {
    expect(emitMap(entries, 'tokens')).toBe('{"<EMAIL_1>":"<EMAIL_1>","<PERSON_1>":"<PERSON_1>"}')
  })

  it('gives the map to seal in mode sealed', () => {
    const json = '{"<EMAIL_1>":"jane@example.org","<PERSON_1>":"Zoë \\"Z\\" 😀\\n"}'
    expect(emitMap(entries, 'sealed', (map) => `sealed ${map === json}`)).toBe('sealed true')
  })

  it('refuses mode sealed without a seal instead of writing values', () => {
    expect(() => emitMap(entries, 'sealed')).toThrow('internal')
  })

  it('sends no header for an empty map or in mode off', () => {
    expect([emitMap([], 'plain'), emitMap([], 'sealed'), emitMap(entries, 'off')]).toEqual([null, null, null])
  })

  it('writes what parseMap reads', () => {
    const read = parseMap(emitMap(entries, 'plain') ?? '', 'X-Pii-Mapping')
    expect(read.entries.map(({ token, value }) => [token, value])).toEqual(
      entries.map(({ token, value }) => [token, value]),
    )
  })
})
