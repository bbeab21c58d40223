import { isDateOfCenturyAt } from './century-date.js'
import { digitAt, isDigits } from './digits.js'

const GOVERNORATES = new Set(
  '01 02 03 04 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 27 28 29 31 32 33 34 35 88'.split(' '),
)

/**
 * Whether fourteen digits are an Egyptian national number: century (2 or 3), birth date, governorate, sequence. The rule of its
 * last digit is not published. Source: Executive Regulations of Law 143 of 1994, article 3; en.wikipedia
 * Egyptian_National_Identity_Card.
 */
export const egNid = (value: string): boolean => {
  const century = isDigits(value, 14) ? digitAt(value, 0) : 0
  if (century !== 2 && century !== 3) return false
  return isDateOfCenturyAt(value, 1, century === 2 ? 1900 : 2000) && GOVERNORATES.has(value.slice(7, 9))
}
