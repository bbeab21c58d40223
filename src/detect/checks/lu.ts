import { isCalendarDate } from './calendar.js'
import { isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'
import { verhoeff } from './verhoeff.js'

const FIRST_YEAR = 1850
const LAST_YEAR = 2039

/**
 * Whether thirteen digits are a Luxembourg identification number: a birth date, then Luhn over the first twelve and Verhoeff over
 * the first eleven and the last. Source: Règlement grand-ducal of 21 November 2013; guichet.lu, "matricule".
 */
export const luNin = (value: string): boolean => {
  if (!isDigits(value, 13)) return false
  const year = numberAt(value, 0, 4)
  if (year < FIRST_YEAR || year > LAST_YEAR) return false
  if (!isCalendarDate(year, numberAt(value, 4, 6), numberAt(value, 6, 8))) return false
  return luhn(value.slice(0, 12)) && verhoeff(value.slice(0, 11) + value.charAt(12))
}

/**
 * Whether eight digits (`LU` in front or not) are a Luxembourg VAT number: the last two are the first six modulo 89.
 * Source: European Commission, VIES VAT check algorithms (LU).
 */
export const luVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'LU')
  const body = isDigits(number, 8) ? numberAt(number, 0, 6) : 0
  return body > 0 && body % 89 === numberAt(number, 6, 8)
}
