const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether the proleptic Gregorian calendar has this day. Months and days count from 1. */
export const isCalendarDate = (year: number, month: number, day: number): boolean => {
  if (day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return false
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))
}
