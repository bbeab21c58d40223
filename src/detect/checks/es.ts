import { digitAt, isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'

const CHECK_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'
const NIE_PREFIXES = 'XYZ'

const hasLetter = (number: number, letter: string): boolean =>
  number >= 0 && CHECK_LETTERS.charAt(number % 23) === letter

/**
 * Whether `value` (7 or 8 digits and an upper-case letter) is a Spanish DNI: the letter is the number modulo 23.
 * Source: Ministerio del Interior, cálculo del dígito de control del NIF-NIE.
 */
export const esDni = (value: string): boolean => {
  const last = value.length - 1
  return (last === 8 || last === 7) && hasLetter(numberAt(value, 0, last), value.charAt(last))
}

/** Whether `value` (X, Y or Z, 7 digits, letter) is a Spanish NIE: as a DNI with X, Y, Z read as 0, 1, 2. Source: as DNI. */
export const esNie = (value: string): boolean => {
  const prefix = value.length === 9 ? NIE_PREFIXES.indexOf(value.charAt(0)) : -1
  const number = numberAt(value, 1, 8)
  return prefix >= 0 && number >= 0 && hasLetter(prefix * 10_000_000 + number, value.charAt(8))
}

const CIF_KINDS = 'ABCDEFGHJNPQRSUVW'
const CIF_LETTERS = 'JABCDEFGHI'

/**
 * Whether `value` (a letter, 7 digits, a digit or letter; `ES` in front or not) is a Spanish company number (CIF): the last
 * character is the Luhn digit or the letter that stands for it. Source: Orden EHA/451/2008; es.wikipedia CIF.
 */
export const esCif = (value: string): boolean => {
  const number = withoutPrefix(value, 'ES')
  if (number.length !== 9 || !CIF_KINDS.includes(number.charAt(0)) || !isDigits(number.slice(1, 8), 7)) return false
  const letter = CIF_LETTERS.indexOf(number.charAt(8))
  return luhn(`${number.slice(1, 8)}${letter < 0 ? number.charAt(8) : letter}`)
}

const SHORT_NUMBERS = 10_000_000

/**
 * Whether twelve digits are a Spanish social security number (NUSS): province and number modulo 97; numbers below ten million
 * are added without their leading zero. Source: Seguridad Social, número de la Seguridad Social; es.wikipedia.
 */
export const esNss = (value: string): boolean => {
  if (!isDigits(value, 12)) return false
  const province = numberAt(value, 0, 2)
  if (province < 1 || (province > 53 && province !== 66)) return false
  const number = numberAt(value, 2, 10)
  const body = number < SHORT_NUMBERS ? province * SHORT_NUMBERS + number : numberAt(value, 0, 10)
  return body % 97 === numberAt(value, 10, 12)
}

/** Whether `value` is a Spanish VAT number: `ES` and a CIF, DNI or NIE. Source: European Commission, VIES (ES). */
export const esVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'ES')
  return number.length === 9 && (digitAt(number, 0) >= 0 ? esDni(number) : esCif(number) || esNie(number))
}
