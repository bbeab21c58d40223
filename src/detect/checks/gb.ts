import { digitAt, isDigits, isOneCharacter } from './digits.js'
import { weightedSum } from './weighted.js'

const NEVER_IN_PREFIX = 'DFIQUV'
const NEVER_SECOND = 'O'
const UNUSED_PREFIXES: ReadonlySet<string> = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'])
const SUFFIXES = 'ABCD'
const NHS_WEIGHTS = [10, 9, 8, 7, 6, 5, 4, 3, 2]

const isPrefixLetter = (letter: string): boolean => letter >= 'A' && letter <= 'Z' && !NEVER_IN_PREFIX.includes(letter)

/**
 * Whether `value` (upper case, no spaces) has the form of a UK National Insurance number: two prefix letters in use,
 * six digits, suffix A to D. There is no check digit. Source: HMRC NIM39110.
 */
export const ukNino = (value: string): boolean => {
  if (value.length !== 9 || UNUSED_PREFIXES.has(value.slice(0, 2))) return false
  if (!isPrefixLetter(value.charAt(0)) || !isPrefixLetter(value.charAt(1)) || value.charAt(1) === NEVER_SECOND)
    return false
  return isDigits(value.slice(2, 8), 6) && SUFFIXES.includes(value.charAt(8))
}

/**
 * Whether ten digits are an NHS number: weights 10 to 2, modulus 11, a check value of 10 is never issued.
 * Source: datadictionary.nhs.uk, attribute NHS NUMBER.
 */
export const ukNhs = (value: string): boolean => {
  const sum = value.length === 10 && !isOneCharacter(value) ? weightedSum(value, NHS_WEIGHTS) : null
  return sum !== null && (11 - (sum % 11)) % 11 === digitAt(value, 9)
}
