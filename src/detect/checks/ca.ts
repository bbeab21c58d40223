import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { luhn } from './luhn.js'

/**
 * Whether nine digits are a Canadian Social Insurance Number: first digit not 0 or 8, Luhn.
 * Source: canada.ca, "Social Insurance Number: annotated regulations"; first digits as listed by en.wikipedia.
 */
export const caSin = (value: string): boolean =>
  isDigits(value, 9) && !value.startsWith('0') && !value.startsWith('8') && !isOneCharacter(value) && luhn(value)

const PROGRAMS = new Set(['RC', 'RM', 'RP', 'RT', 'RR', 'RZ'])

/**
 * Whether `value` (upper case) is a Canadian Business Number: nine digits with Luhn, or with a program and four digits behind.
 * Source: canada.ca, "Business number"; program identifiers from CRA form RC1.
 */
export const caBn = (value: string): boolean => {
  if (!luhn(value.slice(0, 9)) || numberAt(value, 0, 9) === 0) return false
  if (value.length === 9) return true
  return value.length === 15 && PROGRAMS.has(value.slice(9, 11)) && isDigits(value.slice(11), 4)
}

const PHN_WEIGHTS = [2, 4, 8, 5, 10, 9, 7, 3]

/**
 * Whether ten digits are a British Columbia Personal Health Number: first 9, products taken modulo 11, check digit 11 less
 * their sum. Source: gov.bc.ca, Health Conformance Standards, volume 4B.
 */
export const caBcPhn = (value: string): boolean => {
  if (!isDigits(value, 10) || !value.startsWith('9')) return false
  let sum = 0
  for (let i = 0; i < PHN_WEIGHTS.length; i++) sum += (digitAt(value, i + 1) * PHN_WEIGHTS[i]!) % 11
  return (11 - (sum % 11)) % 11 === digitAt(value, 9)
}

/** Whether ten digits, maybe with a version of one or two letters behind, are an Ontario health number: Luhn. Source: ontario.ca. */
export const caOhip = (value: string): boolean => {
  const number = value.slice(0, 10)
  return isDigits(number, 10) && !number.startsWith('0') && /^[A-Z]{0,2}$/.test(value.slice(10)) && luhn(number)
}

const FEMALE = 50

/**
 * Whether four letters and eight digits are a Quebec health insurance number: a birth date (month + 50 for women), a rank
 * and a check character that is not published. Source: ramq.gouv.qc.ca, "Health insurance card".
 */
export const caRamq = (value: string): boolean => {
  if (!/^[A-Z]{4}\d{8}$/.test(value)) return false
  const month = numberAt(value, 6, 8)
  // Either century: a leap day counts when one of them has it.
  return isCalendarDate(2000 + numberAt(value, 4, 6), month > FEMALE ? month - FEMALE : month, numberAt(value, 8, 10))
}

/** Whether six characters (upper case) are a Canadian postal code by its letter sets. Source: canadapost.ca addressing guidelines. */
export const caPostcode = (value: string): boolean =>
  /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d$/.test(value)
