import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'

/** From 1954 on numbers have ten digits; earlier births have nine. */
const FIRST_YEAR_OF_TEN = 54

/** Month of birth: women + 50, and + 20 where a day's numbers are used up. */
const monthOf = (coded: number): number => (coded % 50 > 20 ? (coded % 50) - 20 : coded % 50)

/**
 * Whether 9 or 10 digits are a Czech or Slovak birth number (rodné číslo): a date, and for ten digits divisible by 11; numbers
 * whose remainder is 10 were given a 0 until 1985. Source: Act 133/2000 (CZ) § 13; Act 301/1995 (SK).
 */
export const birthNumber = (value: string): boolean => {
  const hasCheck = isDigits(value, 10)
  if (!hasCheck && !isDigits(value, 9)) return false
  const yearOfCentury = numberAt(value, 0, 2)
  if (!hasCheck && yearOfCentury >= FIRST_YEAR_OF_TEN) return false
  const century = hasCheck && yearOfCentury < FIRST_YEAR_OF_TEN ? 2000 : 1900
  if (!isCalendarDate(century + yearOfCentury, monthOf(numberAt(value, 2, 4)), numberAt(value, 4, 6))) return false
  return hasCheck ? (numberAt(value, 0, 9) % 11) % 10 === digitAt(value, 9) : numberAt(value, 6, 9) > 0
}
