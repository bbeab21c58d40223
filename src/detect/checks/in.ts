import { digitAt, isDigits, numberAt } from './digits.js'
import { verhoeff } from './verhoeff.js'

/** Kind of holder, the fourth letter: P is an individual. Source: incometaxindia.gov.in, PAN structure. */
const PAN_HOLDERS = 'ABCEFGHJKLPT'

const isUpper = (letter: string): boolean => letter >= 'A' && letter <= 'Z'

const looksLikeYear = (group: number): boolean => group >= 1900 && group < 2100

/**
 * Whether twelve digits are an Indian Aadhaar number: first digit 2 to 9, Verhoeff check, not a palindrome.
 * Three years in a row ("2019 2020 2021") are refused, they pass one time in ten. Source: uidai.gov.in.
 */
export const inAadhaar = (value: string): boolean => {
  if (!isDigits(value, 12) || digitAt(value, 0) < 2 || !verhoeff(value)) return false
  const areYears = looksLikeYear(numberAt(value, 0, 4)) && looksLikeYear(numberAt(value, 4, 8))
  if (areYears && looksLikeYear(numberAt(value, 8, 12))) return false
  for (let i = 0; i < 6; i++) if (value.charCodeAt(i) !== value.charCodeAt(11 - i)) return true
  return false
}

/**
 * Whether `value` (upper case) has the form of an Indian PAN: five letters, the fourth a kind of holder, four digits other than
 * 0000, a letter. Its last letter's algorithm is not published. Source: incometaxindia.gov.in.
 */
export const inPan = (value: string): boolean => {
  if (value.length !== 10 || !PAN_HOLDERS.includes(value.charAt(3))) return false
  for (let i = 0; i < 5; i++) if (!isUpper(value.charAt(i))) return false
  return numberAt(value, 5, 9) > 0 && isUpper(value.charAt(9))
}

/** Whether sixteen digits are an Aadhaar virtual id: first digit 2 to 9, Verhoeff check, no palindrome. Source: uidai.gov.in. */
export const inVid = (value: string): boolean =>
  isDigits(value, 16) && digitAt(value, 0) >= 2 && verhoeff(value) && value !== [...value].reverse().join('')
