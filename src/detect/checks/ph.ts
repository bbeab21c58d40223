import { isDigits, isOneCharacter } from './digits.js'
import { hasCheckDigit } from './has-check-digit.js'

const TIN_WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2]
const LENGTHS = [9, 12, 14]
const remainder = (sum: number): number => sum % 11

/**
 * Whether nine digits, or twelve or fourteen with a branch, are a Philippine TIN: the ninth is the weighted sum modulo 11.
 * Source: Bureau of Internal Revenue (bir.gov.ph); OECD TIN sheet for the Philippines.
 */
export const phTin = (value: string): boolean =>
  LENGTHS.some((length) => isDigits(value, length)) &&
  !isOneCharacter(value.slice(0, 9)) &&
  hasCheckDigit(value, TIN_WEIGHTS, remainder)
