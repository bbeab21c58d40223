import { digitAt, isDigits, numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const NRIC_WEIGHTS = [2, 7, 6, 5, 4, 3, 2]
/** By the first letter: what is added to the sum, and the check letters by the remainder. */
const SERIES: Readonly<Record<string, { readonly offset: number; readonly letters: string }>> = {
  S: { offset: 0, letters: 'JZIHGFEDCBA' },
  T: { offset: 4, letters: 'JZIHGFEDCBA' },
  F: { offset: 0, letters: 'XWUTRQPNMLK' },
  G: { offset: 4, letters: 'XWUTRQPNMLK' },
  M: { offset: 3, letters: 'XWUTRQPNJLK' },
}

/**
 * Whether `value` is a Singaporean NRIC (S, T) or FIN (F, G, and M since 2022): seven digits and a check letter, modulus 11.
 * Source: Immigration & Checkpoints Authority (ica.gov.sg); en.wikipedia National_Registration_Identity_Card.
 */
export const sgNric = (value: string): boolean => {
  const series = value.length === 9 ? SERIES[value.charAt(0)] : undefined
  const sum = series === undefined ? null : weightedSum(value.slice(1), NRIC_WEIGHTS)
  return series !== undefined && sum !== null && series.letters.charAt((sum + series.offset) % 11) === value.charAt(8)
}

const BUSINESS_WEIGHTS = [10, 4, 9, 3, 8, 2, 7, 1]
const COMPANY_WEIGHTS = [10, 8, 6, 4, 9, 7, 5, 3, 1]
const OTHER_WEIGHTS = [4, 3, 5, 3, 10, 2, 2, 5, 7]
const OTHER_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWX0123456789'
const OTHER_TYPES = new Set(
  `CC CD CH CL CM CP CS CX DP FB FC FM FN GA GB GS HS LL LP MB MC MD MH MM MQ NB NR PA PB PF RF RP SM SS TC TU VH
  XL`.split(/\s+/),
)
const LAST_YEAR = 2039

const isOther = (value: string): boolean => {
  if (!/^[RST][0-9]{2}[A-Z]{2}[0-9]{4}[A-Z]$/.test(value) || !OTHER_TYPES.has(value.slice(3, 5))) return false
  const sum = OTHER_WEIGHTS.reduce((total, weight, i) => total + weight * OTHER_ALPHABET.indexOf(value.charAt(i)), 0)
  return OTHER_ALPHABET.charAt((sum + 6) % 11) === value.charAt(9)
}

/**
 * Whether `value` is a Singaporean UEN: eight digits and a letter (businesses), year, five digits and a letter (companies), or
 * R, S or T, year, kind, four digits and a letter (others); modulus 11 each. Source: uen.gov.sg.
 */
export const sgUen = (value: string): boolean => {
  if (value.length === 9)
    return (
      isDigits(value.slice(0, 8), 8) &&
      'XMKECAWLJDB'.charAt(weightedSum(value, BUSINESS_WEIGHTS)! % 11) === value.charAt(8)
    )
  if (value.length !== 10) return false
  if (digitAt(value, 0) < 0) return isOther(value)
  const sum = weightedSum(value, COMPANY_WEIGHTS)
  return sum !== null && numberAt(value, 0, 4) <= LAST_YEAR && 'ZKCMDNERGWH'.charAt(sum % 11) === value.charAt(9)
}
