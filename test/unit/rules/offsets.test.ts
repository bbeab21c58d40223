import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOffsets } from '../../../src/rules/offsets.js'

describe('readOffsets', () => {
  it('agrees with the bytes of every prefix, astral text and lone surrogates included', () => {
    const char = fc.constantFrom('a', 'é', '東', '😀', '\ud83d', '\ude00')
    fc.assert(
      fc.property(fc.array(char, { maxLength: 20 }), (chars) => {
        const text = chars.join('')
        const { toByte, toUnit } = readOffsets(text)
        let unit = 0
        for (const character of text) {
          expect(toByte(unit)).toBe(Buffer.byteLength(text.slice(0, unit)))
          expect(toUnit(toByte(unit))).toBe(unit)
          unit += character.length
        }
        expect(toByte(text.length)).toBe(Buffer.byteLength(text))
        expect(toUnit(toByte(text.length))).toBe(text.length)
      }),
    )
  })
})
