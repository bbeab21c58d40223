import { isCalendarDate } from './calendar.js'
import { digitAt, numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const PESEL_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]
/** The century is added to the month: 80 for 18xx, 0 for 19xx, 20 for 20xx, 40 for 21xx, 60 for 22xx. */
const CENTURIES = [1900, 2000, 2100, 2200, 1800]

/**
 * Whether eleven digits are a Polish PESEL: a real birth date and weights 1, 3, 7, 9 modulus 10.
 * Source: gov.pl "Czym jest numer PESEL"; pl.wikipedia PESEL.
 */
export const plPesel = (value: string): boolean => {
  const sum = value.length === 11 ? weightedSum(value, PESEL_WEIGHTS) : null
  if (sum === null || (10 - (sum % 10)) % 10 !== digitAt(value, 10)) return false
  const codedMonth = numberAt(value, 2, 4)
  const year = CENTURIES[Math.trunc(codedMonth / 20)]! + numberAt(value, 0, 2)
  return isCalendarDate(year, codedMonth % 20, numberAt(value, 4, 6))
}
