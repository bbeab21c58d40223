import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const PERSON_WEIGHTS = [10, 5, 8, 4, 2, 1, 6, 3, 7, 9]
const FIRM_WEIGHTS = [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]
/** Codes from July 2017 on begin so and hold no date. */
const NEW_SERIES = '32'

/**
 * Whether eleven digits are a Latvian personal code: a birth date with its century, or 32 in front, and a weighted sum modulo 11,
 * modulo 10. Source: Fizisko personu reģistra likums; pmlp.gov.lv, "Personas kods".
 */
export const lvPk = (value: string): boolean => {
  const sum = isDigits(value, 11) ? weightedSum(value, PERSON_WEIGHTS) : null
  if (sum === null || ((1 + sum) % 11) % 10 !== digitAt(value, 10)) return false
  if (value.startsWith(NEW_SERIES)) return true
  const year = 1800 + digitAt(value, 6) * 100 + numberAt(value, 4, 6)
  return digitAt(value, 6) <= 2 && isCalendarDate(year, numberAt(value, 2, 4), numberAt(value, 0, 2))
}

/**
 * Whether eleven digits (`LV` in front or not) are a Latvian VAT number (PVN): a firm's (first digit from 4 on, weighted sum 3
 * modulo 11) or a person's. Source: European Commission, VIES VAT check algorithms (LV).
 */
export const lvVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'LV')
  if (!isDigits(number, 11)) return false
  if (digitAt(number, 0) <= 3) return lvPk(number)
  const sum = weightedSum(number, FIRM_WEIGHTS)
  return sum !== null && sum % 11 === 3
}
