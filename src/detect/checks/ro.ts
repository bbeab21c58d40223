import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const CNP_WEIGHTS = [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]
const CUI_WEIGHTS = [7, 5, 3, 2, 1, 7, 5, 3, 2]
/** Century by the first digit; 7 to 9 (residents and foreigners) do not tell it. */
const CENTURIES = [0, 1900, 1900, 1800, 1800, 2000, 2000, 2000, 2000, 2000]
/** Beside the counties 01 to 48: Călărași, Giurgiu, any (70, since 2024), and numbers given out without a county. */
const OTHER_COUNTIES = [51, 52, 70, 80, 81, 82, 83]

/**
 * Whether thirteen digits are a Romanian personal number (CNP): sex and century, birth date, county, weighted sum modulo 11 where
 * 10 gives 1. Source: Legea 105/1996; ro.wikipedia Cod numeric personal.
 */
export const roCnp = (value: string): boolean => {
  const sum = isDigits(value, 13) && digitAt(value, 0) > 0 ? weightedSum(value, CNP_WEIGHTS) : null
  if (sum === null || (sum % 11 === 10 ? 1 : sum % 11) !== digitAt(value, 12)) return false
  const county = numberAt(value, 7, 9)
  if (county < 1 || (county > 48 && !OTHER_COUNTIES.includes(county))) return false
  const year = CENTURIES[digitAt(value, 0)]! + numberAt(value, 1, 3)
  return isCalendarDate(year, numberAt(value, 3, 5), numberAt(value, 5, 7))
}

/**
 * Whether 2 to 10 digits (`RO` in front or not) are a Romanian company and VAT number (CUI): ten times the weighted sum modulo 11,
 * modulo 10. Source: HG 1/1999; ro.wikipedia Cod de identificare fiscală.
 */
export const roCui = (value: string): boolean => {
  const number = withoutPrefix(value, 'RO')
  if (number.length < 2 || number.length > 10 || digitAt(number, 0) < 1) return false
  const sum = weightedSum(number.slice(0, -1).padStart(9, '0'), CUI_WEIGHTS)
  return sum !== null && ((sum * 10) % 11) % 10 === digitAt(number, number.length - 1)
}
