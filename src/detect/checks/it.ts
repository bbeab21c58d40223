import { isCalendarDate } from './calendar.js'
import { isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'

const CODE_0 = 48
const CODE_A = 65

/** Values of 0-9 and A-Z at odd positions (1st, 3rd, …). Digits and the letters A to J share the first ten. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
/** L stands for digit 0, M for 1 and so on where two people would share a code (omocodia). */
const OMOCODIA = 'LMNPQRSTUV'
const MONTHS = 'ABCDEHLMPRST'
/** Added to the day of birth of women. */
const WOMEN = 40
const ANY_LEAP_YEAR = 2000
const DIGIT_POSITIONS = [6, 7, 9, 10, 12, 13, 14]
const LETTER_POSITIONS = [0, 1, 2, 3, 4, 5, 11, 15]

const isLetter = (code: number): boolean => code >= CODE_A && code < CODE_A + 26

const decimalAt = (value: string, index: number): number => {
  const digit = value.charCodeAt(index) - CODE_0
  return digit >= 0 && digit <= 9 ? digit : OMOCODIA.indexOf(value.charAt(index))
}

const hasShape = (value: string): boolean => {
  for (const position of DIGIT_POSITIONS) if (decimalAt(value, position) < 0) return false
  for (const position of LETTER_POSITIONS) if (!isLetter(value.charCodeAt(position))) return false
  const day = decimalAt(value, 9) * 10 + decimalAt(value, 10)
  return isCalendarDate(ANY_LEAP_YEAR, MONTHS.indexOf(value.charAt(8)) + 1, day > WOMEN ? day - WOMEN : day)
}

/**
 * Whether `value` (16 characters, upper case) is an Italian codice fiscale: shape, birth day (women + 40) and the check letter
 * from the odd and even tables modulo 26. Source: Decreto ministeriale 23 December 1976, n. 13813; it.wikipedia Codice_fiscale.
 */
export const itCodiceFiscale = (value: string): boolean => {
  if (value.length !== 16 || !hasShape(value)) return false
  let sum = 0
  for (let i = 0; i < 15; i++) {
    const code = value.charCodeAt(i)
    const index = isLetter(code) ? code - CODE_A : code - CODE_0
    sum += i % 2 === 0 ? ODD[index]! : index
  }
  return sum % 26 === value.charCodeAt(15) - CODE_A
}

/** Offices beside the provinces 001 to 100. */
const PIVA_OFFICES = [120, 121, 888, 999]

/**
 * Whether eleven digits (`IT` in front or not) are an Italian VAT number (partita IVA): a serial number, an office and Luhn.
 * Source: Agenzia delle Entrate, struttura della partita IVA; European Commission, VIES VAT check algorithms (IT).
 */
export const itPiva = (value: string): boolean => {
  const number = withoutPrefix(value, 'IT')
  if (!isDigits(number, 11) || numberAt(number, 0, 7) === 0) return false
  const office = numberAt(number, 7, 10)
  return ((office >= 1 && office <= 100) || PIVA_OFFICES.includes(office)) && luhn(number)
}
