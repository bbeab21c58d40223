import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { weightedSum } from './weighted.js'

const STATES = new Set(
  'AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS'.split(' '),
)
const CURP_ALPHABET = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

/**
 * Whether 18 characters (upper case) are a Mexican CURP: initials, birth date, sex, state, and the check digit of weights 18
 * to 2 over a base-37 alphabet, modulus 10. Source: gob.mx, Instructivo normativo para la asignación de la CURP (DOF 2008).
 */
export const mxCurp = (value: string): boolean => {
  if (!/^[A-ZÑ]{4}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[0-9A-Z]\d$/.test(value) || !STATES.has(value.slice(11, 13))) return false
  const century = digitAt(value, 16) >= 0 ? 1900 : 2000
  if (!isCalendarDate(century + numberAt(value, 4, 6), numberAt(value, 6, 8), numberAt(value, 8, 10))) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += CURP_ALPHABET.indexOf(value.charAt(i)) * (18 - i)
  return (10 - (sum % 10)) % 10 === digitAt(value, 17)
}

const RFC_ALPHABET = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'

/** Whether `value` (upper case) has the form of an RFC: initials of a person (4) or company (3), a date, three characters. */
export const mxRfcForm = (value: string): boolean => {
  const parts = /^([A-ZÑ&]{3,4})(\d{6})[0-9A-Z]{2}[0-9A]$/.exec(value)
  if (parts === null) return false
  const date = parts[2]!
  return isCalendarDate(2000 + numberAt(date, 0, 2), numberAt(date, 2, 4), numberAt(date, 4, 6))
}

/**
 * Whether `value` (upper case) is an RFC with its check digit: weights 13 to 2 over a base-39 alphabet, modulus 11, A for ten.
 * About one in seventy numbers in use fails it. Source: SAT, anexo "Procedimiento para obtener el dígito verificador".
 */
export const mxRfc = (value: string): boolean => {
  if (!mxRfcForm(value)) return false
  const padded = value.padStart(13, ' ')
  let sum = 0
  for (let i = 0; i < 12; i++) sum += RFC_ALPHABET.indexOf(padded.charAt(i)) * (13 - i)
  return '0123456789A'.charAt((11 - (sum % 11)) % 11) === padded.charAt(12)
}

const CLABE_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7]

/** Whether 18 digits are a Mexican CLABE: weights 3, 7, 1, modulus 10. Source: Banco de México; es.wikipedia CLABE. */
export const mxClabe = (value: string): boolean => {
  const sum = isDigits(value, 18) && !isOneCharacter(value) ? weightedSum(value, CLABE_WEIGHTS) : null
  return sum !== null && (10 - (sum % 10)) % 10 === digitAt(value, 17)
}

/** Whether eleven digits are a Mexican social security number (NSS): Luhn. Source: imss.gob.mx. */
export const mxNss = (value: string): boolean =>
  isDigits(value, 11) && numberAt(value, 0, 2) > 0 && !isOneCharacter(value) && luhn(value)
