import { isCalendarDate } from './calendar.js'
import { numberAt } from './digits.js'

/** Whether two-digit year, month and day are a date of the 20th or the 21st century. Negative numbers are none. */
export const isDateOfEitherCentury = (year: number, month: number, day: number): boolean =>
  year >= 0 && (isCalendarDate(1900 + year, month, day) || isCalendarDate(2000 + year, month, day))

/** Whether the six digits at `at` are a date of either century, written yymmdd. */
export const isShortDateAt = (value: string, at: number): boolean =>
  isDateOfEitherCentury(numberAt(value, at, at + 2), numberAt(value, at + 2, at + 4), numberAt(value, at + 4, at + 6))

/** Whether the six digits at `at` are a date of the century that begins with `century` (1900, 2000), written yymmdd. */
export const isDateOfCenturyAt = (value: string, at: number, century: number): boolean => {
  const year = numberAt(value, at, at + 2)
  return year >= 0 && isCalendarDate(century + year, numberAt(value, at + 2, at + 4), numberAt(value, at + 4, at + 6))
}
