import { isDigits } from './digits.js'

/** A check digit as data: how a rule file describes it. */
export type WeightedCheck = {
  /** One weight for each digit that is not the check digit, in reading order. */
  readonly weights: readonly number[]
  readonly mod: number
  /** Where the check digit stands: an index counts from 0; with `none` the whole sum must be a multiple of `mod`. */
  readonly check: 'last' | 'first' | 'last-two' | 'none' | number
  /** What stands for a check value of 10: a digit, a letter, or no number at all. */
  readonly ten_as: string
  /** The check digit is what the sum lacks to the next multiple of `mod`, not the remainder itself. */
  readonly complement: boolean
  /** Adds the digits of each product (18 counts 9), as Luhn does. */
  readonly digit_sum: boolean
}

const digitSum = (product: number): number => (product > 9 ? Math.floor(product / 10) + (product % 10) : product)

/**
 * A check of the weighted sum of digits: every digit times its weight, the sum modulo `mod`, compared with the check
 * digit. False for values of another length and for anything but digits (and `ten_as` as the check character).
 */
export const createWeightedCheck = (options: WeightedCheck): ((value: string) => boolean) => {
  const { weights, mod, check, ten_as: tenAs, complement, digit_sum: addsDigits } = options
  const width = check === 'none' ? 0 : check === 'last-two' ? 2 : 1
  const length = weights.length + width
  const at = check === 'first' ? 0 : typeof check === 'number' ? check : weights.length
  return (value) => {
    if (value.length !== length) return false
    const digits = value.slice(0, at) + value.slice(at + width)
    if (!isDigits(digits, weights.length)) return false
    let sum = 0
    for (let i = 0; i < weights.length; i++) {
      const product = (digits.charCodeAt(i) - 48) * weights[i]!
      sum += addsDigits ? digitSum(product) : product
    }
    const remainder = ((sum % mod) + mod) % mod
    if (width === 0) return remainder === 0
    const expected = complement ? (mod - remainder) % mod : remainder
    const written = value.slice(at, at + width).toUpperCase()
    if (width === 2) return written === String(expected).padStart(2, '0')
    return expected === 10 ? tenAs !== 'reject' && written === tenAs : written === String(expected)
  }
}
