import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const TIN_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const VAT_WEIGHTS = [9, 7, 3, 1, 9, 7, 3, 1]
const TAJ_WEIGHTS = [3, 7, 3, 7, 3, 7, 3, 7]
const FIRST_TIN_DIGIT = 8

/**
 * Whether ten digits are a Hungarian tax id of a person (adóazonosító jel): first digit 8, weights 1 to 9 modulo 11.
 * Source: Act CL of 2017, annex; European Commission TIN algorithms (HU).
 */
export const huTin = (value: string): boolean => {
  const sum = isDigits(value, 10) && digitAt(value, 0) === FIRST_TIN_DIGIT ? weightedSum(value, TIN_WEIGHTS) : null
  return sum !== null && sum % 11 === digitAt(value, 9)
}

const MAIN_LENGTH = 8
const FULL_LENGTH = 11
const LAST_VAT_CODE = 5

/**
 * Whether 8 digits (`HU` in front or not), or 11 with VAT code and county, are a Hungarian company tax number (adószám): weights
 * 9, 7, 3, 1 divisible by 10. Source: Act CL of 2017, annex; European Commission, VIES VAT check algorithms (HU).
 */
export const huVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'HU')
  if (!isDigits(number, MAIN_LENGTH) && !isDigits(number, FULL_LENGTH)) return false
  if (number.length === FULL_LENGTH && (digitAt(number, 8) < 1 || digitAt(number, 8) > LAST_VAT_CODE)) return false
  const sum = weightedSum(number, VAT_WEIGHTS)
  return sum !== null && sum > 0 && sum % 10 === 0
}

/**
 * Whether nine digits are a Hungarian social security number (TAJ): weights 3 and 7 modulo 10 give the last.
 * Source: Act XX of 1996, annex; hu.wikipedia TAJ-szám.
 */
export const huTaj = (value: string): boolean => {
  const sum = isDigits(value, 9) && numberAt(value, 0, 8) > 0 ? weightedSum(value, TAJ_WEIGHTS) : null
  return sum !== null && sum % 10 === digitAt(value, 8)
}
