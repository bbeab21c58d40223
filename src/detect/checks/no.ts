import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const FIRST_WEIGHTS = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]
const SECOND_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]
const KONTO_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]
const ORGNR_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2, 1]
/** Added to the day in D numbers, to the month in numbers of hospitals and of test data. */
const SHIFT = 40

const unshifted = (number: number): number => (number > SHIFT ? number - SHIFT : number)

/** Year of birth by the individual number (digits 7 to 9) and the two digits of the year; 0 where no series has both. */
const yearOf = (individual: number, year: number): number => {
  if (individual < 500) return 1900 + year
  if (individual < 750 && year >= 54) return 1800 + year
  if (year < 40) return 2000 + year
  return individual >= 900 ? 1900 + year : 0
}

/**
 * Whether eleven digits are a Norwegian birth number or D number: a birth date with its century, and two check digits modulo 11.
 * Source: Skatteetaten, "Fødselsnummer"; no.wikipedia Fødselsnummer.
 */
export const noFnr = (value: string): boolean => {
  const first = isDigits(value, 11) ? weightedSum(value, FIRST_WEIGHTS) : null
  const second = weightedSum(value, SECOND_WEIGHTS)
  if (first === null || second === null || first % 11 !== 0 || second % 11 !== 0) return false
  const year = yearOf(numberAt(value, 6, 9), numberAt(value, 4, 6))
  return year > 0 && isCalendarDate(year, unshifted(numberAt(value, 2, 4)), unshifted(numberAt(value, 0, 2)))
}

/**
 * Whether eleven digits are a Norwegian bank account number: weighted sum divisible by 11.
 * Source: Bits AS, "Kontonummer"; no.wikipedia Kontonummer.
 */
export const noKonto = (value: string): boolean => {
  const sum = isDigits(value, 11) && numberAt(value, 0, 4) > 0 ? weightedSum(value, KONTO_WEIGHTS) : null
  return sum !== null && sum % 11 === 0
}

const VAT_SUFFIX = 'MVA'
/** Numbers begin with 8 or 9. */
const FIRST_ORGNR_DIGIT = 8

/**
 * Whether nine digits (`NO` in front, MVA behind, or not) are a Norwegian organisation number: weighted sum divisible by 11.
 * Source: brreg.no, "Organisasjonsnummeret".
 */
export const noOrgnr = (value: string): boolean => {
  const written = withoutPrefix(value, 'NO')
  const number = written.endsWith(VAT_SUFFIX) ? written.slice(0, -VAT_SUFFIX.length) : written
  const sum = isDigits(number, 9) && digitAt(number, 0) >= FIRST_ORGNR_DIGIT ? weightedSum(number, ORGNR_WEIGHTS) : null
  return sum !== null && sum % 11 === 0
}
