import { describe, expect, it } from 'vitest'
import { createDigitFinder } from '../../../src/detect/digits.js'

describe('createDigitFinder', () => {
  const find = createDigitFinder('a1 b2c3 .......... 456 7')

  it('finds the first digit with enough others close by', () => {
    expect(find(0, { minDigits: 1, maxLength: 1 })).toBe(1)
    expect(find(0, { minDigits: 3, maxLength: 6 })).toBe(1)
    expect(find(0, { minDigits: 3, maxLength: 5 })).toBe(19)
    expect(find(20, { minDigits: 3, maxLength: 5 })).toBe(20)
  })

  it('finds none where too few are left', () => {
    expect(find(0, { minDigits: 8, maxLength: 90 })).toBe(Number.POSITIVE_INFINITY)
    expect(find(21, { minDigits: 3, maxLength: Number.POSITIVE_INFINITY })).toBe(Number.POSITIVE_INFINITY)
  })
})
