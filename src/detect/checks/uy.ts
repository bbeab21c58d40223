import { isDigits, numberAt } from './digits.js'
import { complement, hasCheckDigit } from './has-check-digit.js'

const CI_WEIGHTS = [2, 9, 8, 7, 6, 3, 4]

/**
 * Whether seven or eight digits are a Uruguayan cédula: the last is the check digit, modulus 10.
 * Source: Dirección Nacional de Identificación Civil; es.wikipedia Cédula_de_identidad_(Uruguay).
 */
export const uyCi = (value: string): boolean =>
  (value.length === 7 || value.length === 8) && hasCheckDigit(value.padStart(8, '0'), CI_WEIGHTS, complement(10))

const RUT_WEIGHTS = [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
const LAST_OFFICE = 22

/**
 * Whether twelve digits are a Uruguayan RUT: registration office 01 to 22, a sequence that is not zero, 001, modulus 11.
 * Source: Dirección General Impositiva (dgi.gub.uy).
 */
export const uyRut = (value: string): boolean => {
  const office = isDigits(value, 12) ? numberAt(value, 0, 2) : 0
  if (office < 1 || office > LAST_OFFICE || value.slice(8, 11) !== '001' || numberAt(value, 2, 8) === 0) return false
  return hasCheckDigit(value, RUT_WEIGHTS, complement(11))
}
