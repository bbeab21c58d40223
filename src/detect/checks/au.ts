import { isDigits, isOneCharacter, numberAt } from './digits.js'
import { complement, hasCheckDigit } from './has-check-digit.js'
import { weightedSum } from './weighted.js'

const TFN_WEIGHTS = [1, 4, 3, 7, 5, 8, 6, 9, 10]

/** Whether nine digits are an Australian tax file number: a multiple of 11. Source: ato.gov.au; en.wikipedia Tax_file_number. */
export const auTfn = (value: string): boolean =>
  isDigits(value, 9) && !isOneCharacter(value) && weightedSum(value, TFN_WEIGHTS)! % 11 === 0

const MEDICARE_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9]
const remainder10 = (sum: number): number => sum % 10

/**
 * Whether ten digits, or eleven with the person's place on the card, are an Australian Medicare number: first digit 2 to 6, the
 * ninth is the weighted sum modulo 10. Source: Services Australia, Medicare card number check digit.
 */
export const auMedicare = (value: string): boolean => {
  if (!isDigits(value, 10) && !isDigits(value, 11)) return false
  return '23456'.includes(value.charAt(0)) && hasCheckDigit(value, MEDICARE_WEIGHTS, remainder10)
}

/** The two check digits are 11 to 99. */
const FIRST_ABN = 11
const ABN_WEIGHTS = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]

/** Whether eleven digits are an Australian business number: the first less 1, a multiple of 89. Source: abr.business.gov.au. */
export const auAbn = (value: string): boolean =>
  isDigits(value, 11) &&
  numberAt(value, 0, 2) >= FIRST_ABN &&
  (weightedSum(value, ABN_WEIGHTS)! - ABN_WEIGHTS[0]!) % 89 === 0

const ACN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 1]

/** Whether nine digits are an Australian company number: modulus 10. Source: asic.gov.au, Australian Company Number digit check. */
export const auAcn = (value: string): boolean =>
  isDigits(value, 9) && !isOneCharacter(value) && hasCheckDigit(value, ACN_WEIGHTS, complement(10))
