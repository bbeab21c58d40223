import { digitAt, isDigits } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const VAT_WEIGHTS = [3, 4, 6, 7, 8, 9, 10, 1]

/**
 * Whether eight digits (`MT` in front or not) are a Maltese VAT number: weighted sum divisible by 37.
 * Source: European Commission, VIES VAT check algorithms (MT).
 */
export const mtVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'MT')
  const sum = isDigits(number, 8) && digitAt(number, 0) > 0 ? weightedSum(number, VAT_WEIGHTS) : null
  return sum !== null && sum % 37 === 0
}
