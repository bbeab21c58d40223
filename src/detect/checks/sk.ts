import { birthNumber } from './birth-number.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'

const THIRD_DIGITS = [2, 3, 4, 7, 8, 9]

/**
 * Whether ten digits (`SK` in front or not) are a Slovak VAT number (IČ DPH): divisible by 11 with 2, 3, 4, 7, 8 or 9 as third
 * digit, or a birth number. Source: European Commission, VIES VAT check algorithms (SK).
 */
export const skVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'SK')
  if (!isDigits(number, 10)) return false
  if (birthNumber(number)) return true
  return digitAt(number, 0) > 0 && THIRD_DIGITS.includes(digitAt(number, 2)) && numberAt(number, 0, 10) % 11 === 0
}
