import { digitAt } from './digits.js'

/**
 * Whether a string of digits passes MOD 11,10 with its last digit as the check digit.
 * Source: ISO/IEC 7064, hybrid system MOD 11,10.
 */
export const iso7064Mod11Comma10 = (value: string): boolean => {
  let check = 10
  for (let i = 0; i < value.length - 1; i++) {
    const digit = digitAt(value, i)
    if (digit < 0) return false
    const sum = (check + digit) % 10
    check = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  const last = digitAt(value, value.length - 1)
  return last >= 0 && (check + last) % 10 === 1
}
