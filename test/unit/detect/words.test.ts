import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWordReader, wordsIn, wordsOf } from '../../../src/detect/words.js'

describe('wordsOf', () => {
  it.each([
    ['Card_number: 12-ab', ['card', 'number', '12', 'ab']],
    ['socialSecurityNo SSNs', ['social', 'security', 'no', 'ssns']],
    ['TELÉFONO, Straße, nu\u0301mero', ['telefono', 'strasse', 'numero']],
    ['Номер 電話 x😀y', ['номер', 'x', 'y']],
    ['', []],
  ])('reads the words of "%s"', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })
})

describe('createWordReader', () => {
  it('gives the whole words of any window, however the blocks fall', () => {
    const part = fc.constantFrom('a', 'B', 'é', ' ', '_', '7', '-', 'ß', 'word', 'camelCase')
    const input = fc.tuple(fc.array(part, { minLength: 40, maxLength: 200 }), fc.nat(400), fc.nat(200))
    fc.assert(
      fc.property(input, ([parts, from, length]) => {
        const text = parts.join('')
        const [start, end] = [Math.min(from, text.length), Math.min(from + length, text.length)]
        const expected = wordsIn(text, 0, text.length).filter((word) => word.start >= start && word.end <= end)
        expect(createWordReader(text)(start, end)).toEqual(expected)
      }),
    )
  })
})
