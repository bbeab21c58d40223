import { digitAt, isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const SVNR_WEIGHTS = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]
/** Months 13 to 15 are given out where the serial numbers of a day are used up, or the day of birth is not known. */
const LAST_SVNR_MONTH = 15

/**
 * Whether ten digits are an Austrian social insurance number: the fourth is the weighted sum of the others modulo 11, the last
 * six are a day of birth. Source: § 31 ASVG; de.wikipedia Sozialversicherungsnummer (Österreich).
 */
export const atSvnr = (value: string): boolean => {
  const sum = isDigits(value, 10) && digitAt(value, 0) > 0 ? weightedSum(value, SVNR_WEIGHTS) : null
  if (sum === null || sum % 11 !== digitAt(value, 3)) return false
  const day = numberAt(value, 4, 6)
  const month = numberAt(value, 6, 8)
  return day >= 1 && day <= 31 && month >= 1 && month <= LAST_SVNR_MONTH
}

/**
 * Whether nine digits are an Austrian tax account number: tax office, serial number and a Luhn check digit.
 * Source: BMF, "Prüfziffernberechnung Steuernummer"; European Commission TIN algorithms (AT).
 */
export const atTin = (value: string): boolean => isDigits(value, 9) && numberAt(value, 0, 8) > 0 && luhn(value)

const UID_OFFSET = 96

/**
 * Whether `value` (U and 8 digits, `AT` in front or not) is an Austrian VAT number: check digit (96 − S) modulo 10, where
 * every second digit counts twice with its digits added. Source: BMF, "BMF-Berechnung der UID".
 */
export const atVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'AT')
  if (number.charAt(0) !== 'U' || !isDigits(number.slice(1), 8)) return false
  let sum = 0
  for (let i = 1; i < 8; i++) {
    const digit = digitAt(number, i) * (i % 2 === 0 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return (UID_OFFSET - sum) % 10 === digitAt(number, 8)
}
