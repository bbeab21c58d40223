import { numberAt } from './digits.js'

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
