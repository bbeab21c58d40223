import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { balticYear } from './ee.js'
import { withoutPrefix } from './prefix.js'
import { twoRounds } from './two-rounds.js'

/** Codes of people without a birth date begin so. */
const NO_DATE = 9

/**
 * Whether eleven digits are a Lithuanian personal code: sex and century, a birth date (none after a 9), two rounds of weights.
 * Source: Gyventojų registro įstatymas; lt.wikipedia Asmens kodas.
 */
export const ltAk = (value: string): boolean => {
  if (!isDigits(value, 11) || digitAt(value, 0) < 1 || !twoRounds(value)) return false
  if (digitAt(value, 0) === NO_DATE) return true
  return isCalendarDate(balticYear(value), numberAt(value, 3, 5), numberAt(value, 5, 7))
}

/**
 * Whether 9 or 12 digits (`LT` in front or not) are a Lithuanian VAT number (PVM): a 1 as last but one, two rounds of weights.
 * Source: European Commission, VIES VAT check algorithms (LT).
 */
export const ltVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'LT')
  if (!isDigits(number, 9) && !isDigits(number, 12)) return false
  return digitAt(number, number.length - 2) === 1 && twoRounds(number)
}
