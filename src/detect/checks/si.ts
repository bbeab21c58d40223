import { digitAt, isDigits } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const TIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2]

/**
 * Whether eight digits (`SI` in front or not) are a Slovenian tax and VAT number: weights 8 to 2 modulo 11; 10 gives 0, 11 is not
 * given out. Source: Zakon o davčni službi; European Commission, VIES VAT check algorithms (SI).
 */
export const siTin = (value: string): boolean => {
  const number = withoutPrefix(value, 'SI')
  const sum = isDigits(number, 8) && digitAt(number, 0) > 0 ? weightedSum(number, TIN_WEIGHTS) : null
  return sum !== null && sum % 11 !== 0 && (11 - (sum % 11)) % 10 === digitAt(number, 7)
}
