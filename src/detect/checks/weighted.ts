import { digitAt } from './digits.js'

/**
 * Sum of digit × weight over the first `weights.length` characters of `value`.
 * Null when one of these characters is missing or not an ASCII digit.
 */
export const weightedSum = (value: string, weights: readonly number[]): number | null => {
  let sum = 0
  for (let i = 0; i < weights.length; i++) {
    const digit = digitAt(value, i)
    if (digit < 0) return null
    sum += digit * weights[i]!
  }
  return sum
}
