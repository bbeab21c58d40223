import { digitAt } from './digits.js'
import { weightedSum } from './weighted.js'

/** The check digit that belongs to a weighted sum; anything outside 0-9 means that no number has this sum. */
export type DigitOfSum = (sum: number) => number

/** What is missing to the next multiple of `modulus`: 0 to modulus − 1. With modulus 11, sums that need a 10 are not issued. */
export const complement =
  (modulus: number): DigitOfSum =>
  (sum) =>
    (modulus - (sum % modulus)) % modulus

/** Complement to 11 with 0 in place of 10. */
export const complementOr0: DigitOfSum = (sum) => ((11 - (sum % 11)) % 11) % 10

/** Last digit of 11 − (sum mod 11): a remainder of 0 gives 1, a remainder of 1 gives 0. */
export const lastDigitOf11Minus: DigitOfSum = (sum) => (11 - (sum % 11)) % 10

/** Whether the digit behind the weighted ones is the check digit of their sum. False where one of them is not a digit. */
export const hasCheckDigit = (value: string, weights: readonly number[], digitOf: DigitOfSum): boolean => {
  const sum = weightedSum(value, weights)
  return sum !== null && digitOf(sum) === digitAt(value, weights.length)
}
