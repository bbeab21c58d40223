import { describe, expect, it } from 'vitest'
import { type FindText, parsePositions } from '../../../src/mapping/parse-positions.js'

const header = 'X-Pii-Positions'
const TEXTS = new Map([
  ['text /message', 'Hi 😀 Zoë, call me'],
  ['text /title', 'Zoë'],
  ['key /metadata/Zoë', 'Zoë'],
])
const findText: FindText = (pointer, isKey) => TEXTS.get(`${isKey ? 'key' : 'text'} ${pointer}`)
const parse = (rows: unknown, unit: 'codepoint' | 'utf16' | 'byte' = 'codepoint') =>
  parsePositions(typeof rows === 'string' ? rows : JSON.stringify(rows), findText, unit)
const failure = (rows: unknown, unit?: 'codepoint' | 'utf16' | 'byte') => {
  try {
    return parse(rows, unit)
  } catch (error) {
    const { code, details } = error as { code: string; details: object }
    return [code, details]
  }
}
const zoe = { pointer: '/message', isKey: false, start: 6, end: 9, entity: 'PERSON', token: null }

describe('parsePositions', () => {
  it.each([
    ['codepoint', 5, 8],
    ['utf16', 6, 9],
    ['byte', 8, 12],
  ] as const)('reads %s offsets', (unit, start, end) => {
    expect(parse([{ start, end, entity: 'PERSON' }], unit)).toEqual([zoe])
  })

  it('reads what the gateway writes, any number of spans in any order', () => {
    const written = { entity: 'PERSON', placeholder: '<PERSON_2>', score: 1 }
    expect(
      parse([
        { ...written, start: 10, end: 14, field: '/message' },
        { ...written, start: 0, end: 3, field: '/title' },
        { ...written, start: 0, end: 3, field: '/metadata/Zoë', key: true },
        { ...written, start: 5, end: 8, field: '/message' },
      ]),
    ).toEqual([
      { ...zoe, token: 'PERSON_2', start: 11, end: 15 },
      { ...zoe, token: 'PERSON_2', pointer: '/title', start: 0, end: 3 },
      { ...zoe, token: 'PERSON_2', pointer: '/metadata/Zoë', isKey: true, start: 0, end: 3 },
      { ...zoe, token: 'PERSON_2' },
    ])
  })

  it('takes the entity from the placeholder', () => {
    expect(parse([{ start: 5, end: 8, placeholder: '<PERSON_1>' }])).toEqual([{ ...zoe, token: 'PERSON_1' }])
  })

  it('reads an empty list', () => {
    expect(parse('[]')).toEqual([])
  })

  const good = { start: 5, end: 8, entity: 'PERSON' }
  it.each([
    ['an end after the text', { ...good, end: 18 }],
    ['an empty span', { ...good, end: 5 }],
    ['a reversed span', { ...good, start: 8, end: 5 }],
    ['a negative start', { ...good, start: -1 }],
    ['a fraction', { ...good, start: 5.5 }],
    ['a string as offset', { ...good, start: '5' }],
    ['a missing end', { start: 5, entity: 'PERSON' }],
    ['an unknown field', { ...good, field: '/model' }],
    ['a member name that is not there', { ...good, key: true }],
    ['a field that is no string', { ...good, field: 7 }],
    ['no entity', { start: 5, end: 8 }],
    ['a lower-case entity', { ...good, entity: 'person' }],
    ['a malformed placeholder', { ...good, placeholder: 'PERSON_1' }],
    ['a placeholder of another entity', { ...good, placeholder: '<EMAIL_1>' }],
    ['a number for an object', 7],
    ['null for an object', null],
  ])('refuses %s with its index', (_, row) => {
    expect(failure([good, row])).toEqual(['positions_invalid', { header, index: 1 }])
  })

  it.each([
    ['utf16', 4, 6],
    ['byte', 4, 8],
    ['byte', 8, 11],
  ] as const)('refuses a %s offset inside a character (F60)', (unit, start, end) => {
    expect(failure([{ start, end, entity: 'PERSON' }], unit)).toEqual(['positions_invalid', { header, index: 0 }])
  })

  it('refuses text that is not a JSON array without quoting it', () => {
    expect(failure('[{"start":5,secret}]')).toEqual(['header_invalid', { header, offset: 12 }])
    expect(failure('{}')).toEqual(['header_invalid', { header, offset: 0 }])
  })

  it('stays linear in the text for many spans in descending order', () => {
    const text = '😀'.repeat(200_000)
    const rows = Array.from({ length: 2000 }, (_, index) => ({
      start: 199_998 - index,
      end: 199_999 - index,
      entity: 'A',
    }))
    const started = performance.now()
    expect(parsePositions(JSON.stringify(rows), () => text, 'codepoint')[0]?.start).toBe(399_996)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
