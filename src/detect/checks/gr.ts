import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'

/**
 * Whether eleven digits are a Greek social security number (AMKA): a birth date (ddmmyy) and Luhn.
 * Source: amka.gr, "Τι είναι ο ΑΜΚΑ"; el.wikipedia ΑΜΚΑ.
 */
export const grAmka = (value: string): boolean =>
  isDigits(value, 11) &&
  isCalendarDate(2000 + numberAt(value, 4, 6), numberAt(value, 2, 4), numberAt(value, 0, 2)) &&
  luhn(value)

/**
 * Whether nine digits (`EL` or `GR` in front or not) are a Greek tax and VAT number (AFM): powers of 2 from 256 down, modulo 11,
 * modulo 10. Source: el.wikipedia Αριθμός Φορολογικού Μητρώου; European Commission, VIES VAT check algorithms (EL).
 */
export const grAfm = (value: string): boolean => {
  const number = withoutPrefix(withoutPrefix(value, 'EL'), 'GR')
  if (!isDigits(number, 9) || numberAt(number, 0, 8) === 0) return false
  let sum = 0
  for (let i = 0; i < 8; i++) sum = (sum + digitAt(number, i)) * 2
  return (sum % 11) % 10 === digitAt(number, 8)
}
