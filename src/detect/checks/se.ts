import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'

/** Added to the day in coordination numbers. */
const COORDINATION = 60
const FIRST_CENTURY = 18
const LAST_CENTURY = 20

/** Ten digits with Luhn and a date whose day is `shift` higher; with the century in front twelve. */
const isDated = (value: string, shift: number): boolean => {
  const isLong = value.length === 12
  if (isLong ? !isDigits(value, 12) : !isDigits(value, 10)) return false
  const century = isLong ? numberAt(value, 0, 2) : LAST_CENTURY
  const number = isLong ? value.slice(2) : value
  if (century < FIRST_CENTURY || century > LAST_CENTURY || !luhn(number)) return false
  const year = century * 100 + numberAt(number, 0, 2)
  return isCalendarDate(year, numberAt(number, 2, 4), numberAt(number, 4, 6) - shift)
}

/**
 * Whether 10 or 12 digits are a Swedish personal number: a birth date and Luhn over the last ten.
 * Source: skatteverket.se, "Personnummer" (SKV 704).
 */
export const sePersonnummer = (value: string): boolean => isDated(value, 0)

/** Whether 10 or 12 digits are a Swedish coordination number: a personal number with 60 added to the day. Source: SKV 707. */
export const seSamordning = (value: string): boolean => isDated(value, COORDINATION)

const VAT_SUFFIX = '01'
const LOWEST_THIRD_AND_FOURTH = 20

/**
 * Whether ten digits are a Swedish organisation number (third and fourth digit from 20 on, Luhn), or twelve with 01 behind
 * (`SE` in front or not) the VAT number of an organisation or of a person. Source: Lag (1974:174); VIES algorithms (SE).
 */
export const seOrgnr = (value: string): boolean => {
  const number = withoutPrefix(value, 'SE')
  const isVat = number.length === 12 && number.endsWith(VAT_SUFFIX)
  const body = isVat ? number.slice(0, 10) : number
  if (!isDigits(body, 10) || digitAt(body, 0) < 1 || !luhn(body)) return false
  return numberAt(body, 2, 4) >= LOWEST_THIRD_AND_FOURTH || isVat
}
