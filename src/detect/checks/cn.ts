import { isCalendarDate } from './calendar.js'
import { numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
    ' ',
  ),
)
/** Powers of 2 modulo 11, from the right. */
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const FIRST_YEAR = 1890
const LAST_YEAR = 2039

/**
 * Whether eighteen characters are a Chinese resident identity number: region, birth date, sequence and a check character by
 * ISO 7064 MOD 11-2 (X is 10). Source: GB 11643-1999.
 */
export const cnRic = (value: string): boolean => {
  const sum = value.length === 18 && PROVINCES.has(value.slice(0, 2)) ? weightedSum(value, ID_WEIGHTS) : null
  if (sum === null || '10X98765432'.charAt(sum % 11) !== value.charAt(17)) return false
  const year = numberAt(value, 6, 10)
  if (year < FIRST_YEAR || year > LAST_YEAR) return false
  return isCalendarDate(year, numberAt(value, 10, 12), numberAt(value, 12, 14))
}

/** Digits and capital letters without I, O, S, V and Z. */
const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** Powers of 3 modulo 31. */
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const CREDIT_SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/

/** Whether eighteen characters are a Chinese unified social credit code: modulus 31. Source: GB 32100-2015. */
export const cnUscc = (value: string): boolean => {
  if (!CREDIT_SHAPE.test(value)) return false
  const sum = CREDIT_WEIGHTS.reduce((total, weight, i) => total + weight * CREDIT_ALPHABET.indexOf(value.charAt(i)), 0)
  return CREDIT_ALPHABET.charAt((31 - (sum % 31)) % 31) === value.charAt(17)
}
