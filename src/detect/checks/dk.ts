import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

/** Century by the seventh digit and the year: 5 to 8 with a year from 58 on is the 19th. */
const yearOf = (value: string): number => {
  const year = numberAt(value, 4, 6)
  const digit = digitAt(value, 6)
  if (digit >= 5 && digit <= 8 && year >= 58) return 1800 + year
  return digit <= 3 || ((digit === 4 || digit === 9) && year >= 37) ? 1900 + year : 2000 + year
}

/**
 * Whether ten digits are a Danish person number (CPR): a birth date with its century. The check digit modulo 11 proves nothing:
 * since 1 October 2007 numbers are given out without it. Source: cpr.dk, "Personnummeret i CPR"; da.wikipedia CPR-nummer.
 */
export const dkCpr = (value: string): boolean =>
  isDigits(value, 10) && isCalendarDate(yearOf(value), numberAt(value, 2, 4), numberAt(value, 0, 2))

const CVR_WEIGHTS = [2, 7, 6, 5, 4, 3, 2, 1]

/**
 * Whether eight digits (`DK` in front or not) are a Danish company number (CVR): weights 2, 7 to 1, divisible by 11.
 * Source: erhvervsstyrelsen.dk, "Modulus 11 kontrol"; European Commission, VIES VAT check algorithms (DK).
 */
export const dkCvr = (value: string): boolean => {
  const number = withoutPrefix(value, 'DK')
  const sum = isDigits(number, 8) && digitAt(number, 0) > 0 ? weightedSum(number, CVR_WEIGHTS) : null
  return sum !== null && sum % 11 === 0
}
