import { digitAt } from './digits.js'
import { hasCheckDigit, lastDigitOf11Minus } from './has-check-digit.js'

const WEIGHTS = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]

/**
 * Whether thirteen digits are a Thai identity number: kind of person 1 to 8, modulus 11. Source: Department of Provincial
 * Administration (dopa.go.th); en.wikipedia Thai_identity_card.
 */
export const thPin = (value: string): boolean => {
  const kind = digitAt(value, 0)
  return value.length === 13 && kind >= 1 && kind <= 8 && hasCheckDigit(value, WEIGHTS, lastDigitOf11Minus)
}
