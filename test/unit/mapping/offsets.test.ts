import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOffsetWalk, toUtf16Offsets, type Unit } from '../../../src/mapping/offsets.js'

const UNITS: readonly Unit[] = ['codepoint', 'utf16', 'byte']
const lengthIn = (unit: Unit, text: string) =>
  unit === 'utf16' ? text.length : unit === 'byte' ? Buffer.byteLength(text, 'utf8') : [...text].length
const anyText = fc
  .array(fc.constantFrom('a', 'é', 'ß', '€', '\u{1f600}', '\ud83d', '\ude00', '\uffff', '\u0000'))
  .map((parts) => parts.join(''))

/** What the offsets mean, the slow way: the length of the prefix before each character. */
const boundaries = (text: string, unit: Unit) => {
  const characters = [...text]
  return Array.from({ length: characters.length + 1 }, (_, count) => {
    const before = characters.slice(0, count)
    const counted = before.reduce((sum, character) => sum + lengthIn(unit, character), 0)
    return { utf16: before.join('').length, counted }
  })
}

describe('toUtf16Offsets', () => {
  it.each([
    ['codepoint', 'a😀b', [0, 1, 2, 3, 4], [0, 1, 3, 4, -1]],
    ['utf16', 'a😀b', [0, 1, 2, 3, 4, 5], [0, 1, -1, 3, 4, -1]],
    ['byte', 'é😀€', [0, 1, 2, 3, 6, 8, 9, 10], [0, -1, 1, -1, 3, -1, 4, -1]],
    ['codepoint', 'abc', [3, 0, 4, -1], [3, 0, -1, -1]],
    ['byte', 'abc', [3, 3, 1], [3, 3, 1]],
    ['codepoint', '\ud83d\ud83d\ude00', [1, 2, 3], [1, 3, -1]],
    ['byte', '\ude00x', [3, 4], [1, 2]],
    ['codepoint', '', [0, 1], [0, -1]],
  ] as const)('converts %s offsets of %j in any order', (unit, text, offsets, expected) => {
    expect(toUtf16Offsets(text, offsets, unit)).toEqual(expected)
  })

  it('agrees with counting characters, in every unit, lone surrogates included (F60)', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...UNITS), (text, unit) => {
        const expected = new Map(boundaries(text, unit).map(({ utf16, counted }) => [counted, utf16]))
        const asked = Array.from({ length: lengthIn('byte', text) + 2 }, (_, offset) => offset).reverse()
        expect(toUtf16Offsets(text, asked, unit)).toEqual(asked.map((offset) => expected.get(offset) ?? -1))
      }),
    )
  })
})

describe('createOffsetWalk', () => {
  it('converts back and forth without loss', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...UNITS), (text, unit) => {
        const there = createOffsetWalk(text, unit)
        const back = createOffsetWalk(text, unit)
        for (const { utf16, counted } of boundaries(text, unit)) {
          expect(there.fromUtf16(utf16)).toBe(counted)
          expect(back.toUtf16(counted)).toBe(utf16)
        }
      }),
    )
  })

  it('has no offset inside a surrogate pair', () => {
    expect(createOffsetWalk('😀', 'codepoint').fromUtf16(1)).toBe(-1)
    expect(createOffsetWalk('😀', 'byte').fromUtf16(1)).toBe(-1)
  })
})
