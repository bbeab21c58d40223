import { isCalendarDate } from './calendar.js'
import { isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const CHECK_CHARACTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY'
/** Signs of the century; the letters beside - and A came into use in 2023. */
const CENTURIES: readonly (readonly [signs: string, century: number])[] = [
  ['+', 1800],
  ['-YXWVU', 1900],
  ['ABCDEF', 2000],
]
const HETU_LENGTH = 11
const FIRST_INDIVIDUAL = 2

const centuryOf = (sign: string): number => CENTURIES.find(([signs]) => signs.includes(sign))?.[1] ?? 0

/**
 * Whether `value` (ddmmyy, sign, three digits, check character; upper case) is a Finnish personal identity code: a birth date and
 * the nine digits modulo 31. Numbers 900 to 999 are given out for a time only. Source: dvv.fi, "Personal identity code".
 */
export const fiHetu = (value: string): boolean => {
  if (value.length !== HETU_LENGTH) return false
  const birth = numberAt(value, 0, 6)
  const individual = numberAt(value, 7, 10)
  const century = centuryOf(value.charAt(6))
  if (birth < 0 || individual < FIRST_INDIVIDUAL || century === 0) return false
  if (!isCalendarDate(century + (birth % 100), numberAt(value, 2, 4), numberAt(value, 0, 2))) return false
  return CHECK_CHARACTERS.charAt((birth * 1000 + individual) % 31) === value.charAt(10)
}

const VAT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1]

/**
 * Whether eight digits (`FI` in front or not) are a Finnish business id (Y-tunnus, VAT): weighted sum divisible by 11.
 * Source: vero.fi, "Y-tunnuksen tarkistusmerkki"; European Commission, VIES VAT check algorithms (FI).
 */
export const fiVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'FI')
  const sum = isDigits(number, 8) && numberAt(number, 0, 8) > 0 ? weightedSum(number, VAT_WEIGHTS) : null
  return sum !== null && sum % 11 === 0
}
