import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'

const centuryOf = (digit: number): number => (digit === 9 ? 1800 : digit <= 5 ? 1900 : 2000)

/**
 * Whether eleven digits are a Cuban identity number: a birth date whose century is told by the seventh digit. It has no
 * published check digit. Source: es.wikipedia Carné_de_identidad_(Cuba).
 */
export const cuNi = (value: string): boolean =>
  isDigits(value, 11) &&
  isCalendarDate(centuryOf(digitAt(value, 6)) + numberAt(value, 0, 2), numberAt(value, 2, 4), numberAt(value, 4, 6))
