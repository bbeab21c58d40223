import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiJson } from '../../../src/mapping/emit.js'
import { decodeHeaderValue } from '../../../src/mapping/header-value.js'
import { PII_HEADERS } from '../../../src/mapping/headers.js'
import { parseMap } from '../../../src/mapping/parse-map.js'

const { mapping, positions } = PII_HEADERS
const MAP = '{"<PERSON_1>":"Zoë Marić 😀","<EMAIL_1>":"zoe@example.org"}'
const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const base64 = (text: string, name: 'base64' | 'base64url') => Buffer.from(text, 'utf8').toString(name)
const spellings = (json: string): readonly (readonly [string, string])[] => [
  ['raw UTF-8', wire(json)],
  ['\\u-escaped', asciiJson(JSON.parse(json))],
  ['percent-encoded', encodeURIComponent(json)],
  ['percent-encoded in lower case', encodeURIComponent(json).replace(/%../g, (hex) => hex.toLowerCase())],
  ['base64', base64(json, 'base64')],
  ['base64 without padding', base64(json, 'base64').replace(/=+$/, '')],
  ['base64url', base64(json, 'base64url')],
]
const codeOf = (raw: string, allow = true) => {
  try {
    return decodeHeaderValue(raw, mapping, allow).kind
  } catch (error) {
    return (error as { details: object }).details
  }
}

describe('decodeHeaderValue', () => {
  it.each(spellings(MAP))('reads JSON in %s', (_, raw) => {
    const decoded = decodeHeaderValue(raw, mapping, true)
    const { entries } = parseMap(decoded.kind === 'json' ? decoded.json : '', mapping)
    expect(entries.map(({ token, value }) => [token, value])).toEqual([
      ['PERSON_1', 'Zoë Marić 😀'],
      ['EMAIL_1', 'zoe@example.org'],
    ])
  })

  it('gives the same map for every spelling of any map (F92)', () => {
    const value = fc
      .string({ unit: 'binary', minLength: 2, maxLength: 20 })
      .filter((text) => !/\p{Surrogate}/u.test(text))
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        fc.pre(values.every((text) => [...text].length >= 2))
        const json = JSON.stringify(Object.fromEntries(values.map((text, index) => [`<PERSON_${index + 1}>`, text])))
        for (const [, raw] of spellings(json)) {
          const decoded = decodeHeaderValue(raw, mapping, false)
          const { entries } = parseMap(decoded.kind === 'json' ? decoded.json : '', mapping)
          expect(entries.map((entry) => entry.value)).toEqual(values)
        }
      }),
    )
  })

  it.each(['', '   ', 'your_pii_mapping', ' your_api_key '])('counts %j as absent', (raw) => {
    expect(decodeHeaderValue(raw, mapping, true)).toEqual({ kind: 'absent' })
  })

  it('returns five dot-separated parts as a sealed token', () => {
    expect(decodeHeaderValue('eyJ9..aXY.Y3Q.dGFn', mapping, true)).toEqual({
      kind: 'sealed',
      token: 'eyJ9..aXY.Y3Q.dGFn',
    })
  })

  it('reads an array for positions only', () => {
    expect(decodeHeaderValue('[]', positions, false)).toEqual({ kind: 'json', json: '[]' })
    expect(decodeHeaderValue('%5b%5D', positions, false)).toEqual({ kind: 'json', json: '[]' })
    expect(decodeHeaderValue(base64('[]', 'base64'), positions, false)).toEqual({ kind: 'json', json: '[]' })
    expect(() => decodeHeaderValue('{}', positions, false)).toThrow('header_invalid')
    expect(codeOf('[]')).toEqual({ header: mapping, offset: 0 })
  })

  it('takes directives only where they are allowed', () => {
    expect(decodeHeaderValue('email=mask, ssn=redact', mapping, true)).toEqual({
      kind: 'directives',
      text: 'email=mask, ssn=redact',
    })
    expect(codeOf('email=mask', false)).toEqual({ header: mapping, offset: 0 })
  })

  it.each([
    ['words', 'hello there', 0],
    ['a signed token of three parts', 'eyJ9.e30.c2ln', 0],
    ['base64 of something else', 'aGVsbG8', 0],
    ['Latin-1 instead of UTF-8', '{"<PERSON_1>":"Jos\xe9"}', 18],
    ['a broken percent escape', '%7B%2', 3],
    ['percent-encoded bytes that are not UTF-8', '%7B%FF%7D', 1],
    ['a char that is no byte', '{"\u0160"}', 2],
  ])('refuses %s with its offset', (_, raw, offset) => {
    expect(codeOf(raw)).toEqual({ header: mapping, offset })
  })
})
