import { describe, expect, it } from 'vitest'
import { readDigits } from '../../../src/detect/digits.js'

describe('readDigits', () => {
  const digits = readDigits('a1 b2c3 .......... 456 7')

  it('finds the first digit with enough others close by', () => {
    expect(digits.firstFrom(0, { minDigits: 1, maxLength: 1, isNumeric: false })).toBe(1)
    expect(digits.firstFrom(0, { minDigits: 3, maxLength: 6, isNumeric: false })).toBe(1)
    expect(digits.firstFrom(0, { minDigits: 3, maxLength: 5, isNumeric: false })).toBe(19)
    expect(digits.firstFrom(20, { minDigits: 3, maxLength: 5, isNumeric: false })).toBe(20)
  })

  it('finds none where too few are left', () => {
    expect(digits.firstFrom(0, { minDigits: 8, maxLength: 90, isNumeric: false })).toBe(Number.POSITIVE_INFINITY)
    expect(digits.firstFrom(21, { minDigits: 3, maxLength: Number.POSITIVE_INFINITY, isNumeric: false })).toBe(
      Number.POSITIVE_INFINITY,
    )
  })

  it('says whether enough digits stand close enough anywhere', () => {
    expect(digits.count).toBe(7)
    expect(digits.hasDense({ minDigits: 3, maxLength: 3, isNumeric: false })).toBe(true)
    expect(digits.hasDense({ minDigits: 4, maxLength: 4, isNumeric: false })).toBe(false)
    expect(digits.hasDense({ minDigits: 4, maxLength: 5, isNumeric: false })).toBe(true)
    expect(digits.hasDense({ minDigits: 8, maxLength: 99, isNumeric: false })).toBe(false)
    expect(readDigits('').hasDense({ minDigits: 1, maxLength: 9, isNumeric: false })).toBe(false)
  })

  it('counts digits without letters between them, where a pattern wants that', () => {
    const dates = readDigits('on 14 March 2024, at 9:30: 555-0132 a1b2c3d4e5')
    const numeric = (minDigits: number) => ({ minDigits, maxLength: 20, isNumeric: true })
    expect(dates.hasDense(numeric(11))).toBe(false)
    expect(dates.hasDense({ ...numeric(11), isNumeric: false })).toBe(true)
    expect(dates.hasDense(numeric(7))).toBe(true)
    expect(dates.firstFrom(0, numeric(7))).toBe(21)
    expect(dates.firstFrom(14, numeric(11))).toBe(Number.POSITIVE_INFINITY)
    expect(dates.firstFrom(23, numeric(7))).toBe(23)
    expect(dates.firstFrom(25, numeric(7))).toBe(27)
  })

  it('says whether there is a long run without white space', () => {
    expect(digits.hasLongRun()).toBe(false)
    for (const before of ['', 'a ', 'abcdefghijklmno ', 'ab cd ef gh ij kl mn op qr '])
      for (const after of ['', ' ', '\nabc']) {
        expect(readDigits(`${before}0123456789abcdef${after}`).hasLongRun(), before).toBe(true)
        expect(readDigits(`${before}0123456789abcde${after}`).hasLongRun(), before).toBe(false)
      }
  })
})
