import { describe, expect, it } from 'vitest'
import { luhn } from '../../../../src/detect/checks/luhn.js'
import { nlBsn } from '../../../../src/detect/checks/nl.js'
import { createWeightedCheck, type WeightedCheck } from '../../../../src/detect/checks/weighted-check.js'

const DEFAULTS: WeightedCheck = {
  weights: [7, 6, 5, 4, 3, 2, 1],
  mod: 11,
  check: 'last',
  ten_as: 'reject',
  complement: true,
  digit_sum: false,
}
const check = (parts: Partial<WeightedCheck>) => createWeightedCheck({ ...DEFAULTS, ...parts })

/** Numbers of a fixed sequence, so that a failure can be repeated. */
const numbers = (count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, at) => String((at * 2_654_435_761 + 12_345) % 10 ** digits).padStart(digits, '0'))

describe('createWeightedCheck', () => {
  it('compares the complement of the sum with the last digit', () => {
    // 7+12+15+16+15+12+7 = 84, which lacks 4 to 88.
    expect(check({})('12345674')).toBe(true)
    expect(check({})('12345675')).toBe(false)
    expect(check({ complement: false })('12345677')).toBe(true)
  })

  it('finds the check digit where the rule says', () => {
    expect(check({ check: 'first' })('41234567')).toBe(true)
    expect(check({ check: 3 })('12344567')).toBe(true)
    expect(check({ mod: 97, check: 'last-two', complement: false })('123456784')).toBe(true)
  })

  it('writes a check value of ten as the rule says', () => {
    // 4*1+3*1+2*2+1*... : the sum of 0000001 is 1, which lacks 10.
    expect(check({ ten_as: 'X' })('0000001X')).toBe(true)
    expect(check({ ten_as: '0' })('00000010')).toBe(true)
    expect(check({})('00000010')).toBe(false)
    expect(check({})('0000001X')).toBe(false)
  })

  it('gives the same answers as checks written in code', () => {
    const bsn = check({ weights: [9, 8, 7, 6, 5, 4, 3, 2, -1], check: 'none' })
    const card = check({ weights: [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2], mod: 10, digit_sum: true })
    let passed = 0
    for (const number of numbers(2000, 9)) {
      if (nlBsn(number)) passed += 1
      expect(bsn(number), number).toBe(nlBsn(number))
    }
    for (const number of numbers(2000, 16)) {
      if (luhn(number)) passed += 1
      expect(card(number), number).toBe(luhn(number))
    }
    expect(passed).toBeGreaterThan(200)
  })

  it('refuses other lengths and letters', () => {
    for (const value of ['', '1234567', '123456744', '1234567a', 'a2345674']) expect(check({})(value)).toBe(false)
  })
})
