import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2, 1]
/** Added to the day for organisations. */
const ORGANISATION = 40
/** Last digit: the century. */
const CENTURIES: Readonly<Record<number, number>> = { 8: 1800, 9: 1900, 0: 2000 }

/**
 * Whether ten digits are an Icelandic kennitala: a date (organisations: day + 40), a weighted sum divisible by 11, the century.
 * Source: Þjóðskrá (skra.is), "Um kennitölur"; is.wikipedia Kennitala.
 */
export const isKennitala = (value: string): boolean => {
  const sum = isDigits(value, 10) ? weightedSum(value, WEIGHTS) : null
  const century = CENTURIES[digitAt(value, 9)]
  if (sum === null || sum % 11 !== 0 || century === undefined) return false
  const day = numberAt(value, 0, 2)
  const year = century + numberAt(value, 4, 6)
  return isCalendarDate(year, numberAt(value, 2, 4), day > ORGANISATION ? day - ORGANISATION : day)
}
