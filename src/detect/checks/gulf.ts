import { isDateOfCenturyAt } from './century-date.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { hasCheckDigit } from './has-check-digit.js'
import { luhn } from './luhn.js'

const FIRST_YEAR = 1890
const LAST_YEAR = 2039

/**
 * Whether fifteen digits are an Emirates ID: 784 (the country), year of birth, sequence, Luhn.
 * Source: Federal Authority for Identity and Citizenship (icp.gov.ae).
 */
export const aeEid = (value: string): boolean => {
  if (!isDigits(value, 15) || !value.startsWith('784') || !luhn(value)) return false
  const year = numberAt(value, 3, 7)
  return year >= FIRST_YEAR && year <= LAST_YEAR
}

/**
 * Whether ten digits are a Saudi national id (first digit 1) or Iqama (2): Luhn. The rule is widely used, no authority publishes
 * it. Source: absher.sa; portal.nphies.sa, Patient profile (length and first digit).
 */
export const saNid = (value: string): boolean =>
  isDigits(value, 10) && (digitAt(value, 0) === 1 || digitAt(value, 0) === 2) && luhn(value)

const KUWAIT_WEIGHTS = [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const KUWAIT_CENTURIES: Readonly<Record<string, number>> = { 2: 1900, 3: 2000 }
const missingTo11 = (sum: number): number => 11 - (sum % 11)

/**
 * Whether twelve digits are a Kuwaiti civil number: century, birth date, sequence, 11 less the weighted sum modulo 11.
 * Source: Public Authority for Civil Information (paci.gov.kw); OECD TIN sheet for Kuwait.
 */
export const kwCivil = (value: string): boolean => {
  const century = isDigits(value, 12) ? KUWAIT_CENTURIES[value.charAt(0)] : undefined
  return (
    century !== undefined && isDateOfCenturyAt(value, 1, century) && hasCheckDigit(value, KUWAIT_WEIGHTS, missingTo11)
  )
}
