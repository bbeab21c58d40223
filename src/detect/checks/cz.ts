import { birthNumber } from './birth-number.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const ICO_WEIGHTS = [8, 7, 6, 5, 4, 3, 2]

/**
 * Whether eight digits are a Czech company number (IČO): weights 8 to 2 modulo 11; remainder 0 gives check digit 1, remainder 1
 * gives 0. Source: Czech Statistical Office, Registr ekonomických subjektů; cs.wikipedia Identifikační číslo osoby.
 */
export const czIco = (value: string): boolean => {
  const sum = isDigits(value, 8) && numberAt(value, 0, 8) > 0 ? weightedSum(value, ICO_WEIGHTS) : null
  return sum !== null && (11 - (sum % 11)) % 10 === digitAt(value, 7)
}

/** A person without a birth number: a 6, seven digits and a check digit. */
const isSpecial = (number: string): boolean => {
  const sum = weightedSum(number.slice(1), ICO_WEIGHTS)
  if (sum === null || digitAt(number, 0) !== 6) return false
  return ((sum % 11) + 8) % 10 === digitAt(number, 8)
}

/**
 * Whether 8 to 10 digits (`CZ` in front or not) are a Czech VAT number (DIČ): a company's number not starting with 9, a birth
 * number, or a special number starting with 6. Source: European Commission, VIES VAT check algorithms (CZ).
 */
export const czVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'CZ')
  if (number.length === 8) return digitAt(number, 0) !== 9 && czIco(number)
  return birthNumber(number) || (isDigits(number, 9) && isSpecial(number))
}
