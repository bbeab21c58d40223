import { describe, expect, it } from 'vitest'
import { PII_HEADERS } from '../../../src/mapping/headers.js'
import { parseMap, toSentMap } from '../../../src/mapping/parse-map.js'

const header = PII_HEADERS.history
const failure = (json: string) => {
  try {
    return parseMap(json, header)
  } catch (error) {
    const { code, details } = error as { code: string; details: object }
    return [code, details]
  }
}
const mapOf = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`<ID_${index + 1}>`, 'ab'])))

describe('parseMap', () => {
  it('reads placeholders, entities and numbers in order', () => {
    expect(parseMap(' { "<US_SSN_12>" : "a\\u0062\\n" , "\\u003cEMAIL_1\\u003e":"$&" } ', header)).toEqual({
      place: { header },
      entries: [
        { token: 'US_SSN_12', entity: 'US_SSN', number: 12, value: 'ab\n' },
        { token: 'EMAIL_1', entity: 'EMAIL', number: 1, value: '$&' },
      ],
    })
  })

  it('reads an empty map and one of 1,000 entries', () => {
    expect(parseMap('{}', header).entries).toEqual([])
    expect(parseMap(mapOf(1000), header).entries).toHaveLength(1000)
  })

  it('keeps values that name members of Object (F61)', () => {
    const { entries } = parseMap('{"<PERSON_1>":"constructor","<PERSON_2>":"__proto__"}', header)
    expect(entries.map((entry) => entry.value)).toEqual(['constructor', '__proto__'])
  })

  it.each([
    ['a key without brackets', '{"EMAIL_1":"ab"}', 0],
    ['a lower-case key', '{"<EMAIL_1>":"ab","<email_2>":"ab"}', 1],
    ['a leading zero', '{"<EMAIL_01>":"ab"}', 0],
    ['the number 0', '{"<EMAIL_0>":"ab"}', 0],
    ['a number of ten digits', '{"<EMAIL_1234567890>":"ab"}', 0],
    ['a key without a number', '{"<EMAIL>":"ab"}', 0],
    ['__proto__ as a key', '{"__proto__":"ab"}', 0],
    ['a line break after the key', '{"<EMAIL_1>\\n":"ab"}', 0],
    ['one code point in two units', '{"<EMAIL_1>":"😀"}', 0],
    ['an empty value', '{"<EMAIL_1>":""}', 0],
    ['a lone surrogate', '{"<EMAIL_1>":"ab\\ud800"}', 0],
    ['a number as value', '{"<EMAIL_1>":"ab","<EMAIL_2>":12}', 1],
    ['an object as value', '{"<EMAIL_1>":{"a":"b"}}', 0],
    ['null as value', '{"<EMAIL_1>":null}', 0],
  ])('refuses %s with the index, never the value', (_, json, index) => {
    expect(failure(json)).toEqual(['mapping_invalid', { header, index }])
  })

  it('refuses more than 1,000 entries', () => {
    expect(failure(mapOf(1001))).toEqual(['mapping_too_large', { header }])
  })

  it.each([
    ['a duplicate key', '{"<EMAIL_1>":"ab","<EMAIL_1>":"cd"}', 18],
    ['a duplicate key in another spelling', '{"<EMAIL_1>":"ab","\\u003cEMAIL_1>":"ab"}', 18],
    ['a missing brace', '{"<EMAIL_1>":"ab"', 17],
    ['a trailing comma', '{"<EMAIL_1>":"ab",}', 18],
    ['text after the object', '{} {}', 3],
    ['single quotes', "{'<EMAIL_1>':'ab'}", 1],
    ['a raw line break in a string', '{"<EMAIL_1>":"a\nb"}', 13],
    ['an unknown escape', '{"<EMAIL_1>":"a\\xb"}', 13],
    ['a missing colon', '{"<EMAIL_1>" "ab"}', 13],
    ['an array', '[]', 0],
  ])('refuses %s with its offset', (_, json, offset) => {
    expect(failure(json)).toEqual(['header_invalid', { header, offset }])
  })

  it('reads a header of 60 KB of escapes without running out of stack', () => {
    const value = '\\n'.repeat(30_000)
    expect(parseMap(`{"<NOTE_1>":"${value}"}`, header).entries[0]?.value).toBe('\n'.repeat(30_000))
  })
})

describe('toSentMap', () => {
  it('names the place of a map that came in a body', () => {
    const place = { pointer: '/existing_mapping' }
    expect(() => toSentMap([['<EMAIL_1>', 7]], place)).toThrow(
      expect.objectContaining({ details: { ...place, index: 0 } }),
    )
  })
})
