import { digitAt, isDigits } from './digits.js'
import { withoutPrefix } from './prefix.js'

/** Values of digits at the 1st, 3rd, 5th and 7th place. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
const CODE_A = 65
const NEVER_ISSUED = '12'

/**
 * Whether 8 digits and a letter (`CY` in front or not) are a Cypriot VAT number: the letter is the sum of the digits, those at
 * odd places by a table, modulo 26. Source: European Commission, VIES VAT check algorithms (CY).
 */
export const cyVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'CY')
  if (number.length !== 9 || !isDigits(number.slice(0, 8), 8) || number.startsWith(NEVER_ISSUED)) return false
  let sum = 0
  for (let i = 0; i < 8; i++) sum += i % 2 === 0 ? ODD[digitAt(number, i)]! : digitAt(number, i)
  return number.charCodeAt(8) === CODE_A + (sum % 26)
}
