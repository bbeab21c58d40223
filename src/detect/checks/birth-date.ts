import { isCalendarDate } from './calendar.js'
import { digitAt } from './digits.js'

/** No living person was born earlier; no date that is written today lies later. */
const FIRST_YEAR = 1890
const LAST_YEAR = 2039
const ANY_LEAP_YEAR = 2000

type DigitRun = { readonly number: number; readonly length: number }

const digitRuns = (value: string): readonly DigitRun[] => {
  const runs: DigitRun[] = []
  let number = 0
  let length = 0
  for (let i = 0; i <= value.length; i++) {
    const digit = digitAt(value, i)
    if (digit >= 0) {
      number = number * 10 + digit
      length++
    } else if (length > 0) {
      runs.push({ number, length })
      number = length = 0
    }
  }
  return runs
}

const isYear = ({ number, length }: DigitRun): boolean => length === 4 && number >= FIRST_YEAR && number <= LAST_YEAR

const isDayAndMonth = (year: number, a: number, b: number): boolean =>
  isCalendarDate(year, a, b) || isCalendarDate(year, b, a)

const isCompact = ({ number, length }: DigitRun): boolean => {
  const year = Math.trunc(number / 10_000)
  if (length !== 8 || year < FIRST_YEAR || year > LAST_YEAR) return false
  return isCalendarDate(year, Math.trunc(number / 100) % 100, number % 100)
}

/**
 * Whether `value` is a written date on which a living person can be born: year-month-day, day and month in either order before
 * a year of 4 or 2 digits, yyyymmdd, or day and year beside a month's name (the pattern knows the names).
 */
export const birthDate = (value: string): boolean => {
  const [a, b, c] = digitRuns(value)
  if (a === undefined) return false
  if (b === undefined) return isCompact(a)
  if (c === undefined) return isYear(b) ? a.number >= 1 && a.number <= 31 : isYear(a) && b.number >= 1 && b.number <= 31
  if (isYear(a)) return isCalendarDate(a.number, b.number, c.number)
  if (isYear(c)) return isDayAndMonth(c.number, a.number, b.number)
  return a.length <= 2 && c.length === 2 && isDayAndMonth(ANY_LEAP_YEAR, a.number, b.number)
}
