import { digitAt } from './digits.js'

/**
 * Whether the digits of `value` pass the Luhn check (modulus 10, every second digit from the right doubled).
 * False for fewer than two characters or anything that is not an ASCII digit. Source: ISO/IEC 7812-1, annex B.
 */
export const luhn = (value: string): boolean => {
  if (value.length < 2) return false
  let sum = 0
  for (let i = value.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const digit = digitAt(value, i)
    if (digit < 0) return false
    const weighted = isDoubled ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}
