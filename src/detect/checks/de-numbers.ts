import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { iso7064Mod11Comma10 } from './iso7064.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const CODE_A = 65
const SVNR_WEIGHTS = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]
const LAST_AREA = 89
/** Later ones stand for days whose serial numbers are used up. */
const LAST_DAY = 31

/** A letter as two digits: A is 01. */
const letterDigits = (letter: string): string => String(letter.charCodeAt(0) - CODE_A + 1).padStart(2, '0')

const crossSum = (number: number): number => Math.trunc(number / 10) + (number % 10)

/**
 * Whether `value` (area, ddmmyy, letter, two digits, check digit) is a German pension insurance number: a birth date and the
 * cross sums of the weighted digits modulo 10. Source: § 147 SGB VI; VKVV § 4; de.wikipedia Versicherungsnummer.
 */
export const deSvnr = (value: string): boolean => {
  if (!/^\d{8}[A-Z]\d{3}$/.test(value)) return false
  const area = numberAt(value, 0, 2)
  if (area < 2 || area > LAST_AREA) return false
  const day = numberAt(value, 2, 4)
  const month = numberAt(value, 4, 6)
  const hasDate = day > LAST_DAY ? month >= 1 && month <= 12 : isCalendarDate(2000 + numberAt(value, 6, 8), month, day)
  if (!hasDate) return false
  const digits = `${value.slice(0, 8)}${letterDigits(value.charAt(8))}${value.slice(9, 11)}`
  let sum = 0
  for (let i = 0; i < 12; i++) sum += crossSum(digitAt(digits, i) * SVNR_WEIGHTS[i]!)
  return sum % 10 === digitAt(value, 11)
}

/**
 * Whether a letter and nine digits are the fixed part of a German health insurance number: the letter as two digits, weights 1
 * and 2, cross sums modulo 10 (Luhn). Source: § 290 SGB V; GKV-Spitzenverband, Anlage 1 Krankenversichertennummer.
 */
export const deKvnr = (value: string): boolean => {
  if (!/^[A-Z]\d{9}$/.test(value)) return false
  const digits = `${letterDigits(value.charAt(0))}${value.slice(1, 9)}`
  let sum = 0
  for (let i = 0; i < 10; i++) sum += crossSum(digitAt(digits, i) * ((i % 2) + 1))
  return sum % 10 === digitAt(value, 9)
}

const LANR_WEIGHTS = [4, 9, 4, 9, 4, 9]

/**
 * Whether nine digits are a German doctor's number (LANR): weights 4 and 9 modulo 10 give the seventh, the last two name the
 * field. Source: KBV, Richtlinie nach § 75 Absatz 7 SGB V zur Vergabe der Arztnummern.
 */
export const deLanr = (value: string): boolean => {
  const sum = isDigits(value, 9) && numberAt(value, 0, 6) > 0 ? weightedSum(value, LANR_WEIGHTS) : null
  return sum !== null && (10 - (sum % 10)) % 10 === digitAt(value, 6)
}

/**
 * Whether nine digits (`DE` in front or not) are a German VAT number (USt-IdNr): MOD 11,10.
 * Source: BZSt, "Aufbau der USt-IdNr"; ISO/IEC 7064.
 */
export const deVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'DE')
  return isDigits(number, 9) && digitAt(number, 0) > 0 && iso7064Mod11Comma10(number)
}

/** Federal codes of the long form, by Land; the fifth digit is always 0. */
const LONG_TAX_NUMBER = /^(?:1[01]|2[1-46-8]|3[0-2]|4[01])\d\d0\d{8}$|^(?:5\d{3}|9\d{3})0\d{8}$/
const SHORT_TAX_NUMBER = /^\d{10,11}$/

/**
 * Whether 10, 11 or 13 digits have the form of a German tax number (Steuernummer): the short forms of the Länder, or the federal
 * form with the Land in front. The check digit's method differs between the Länder and is not tested.
 * Source: de.wikipedia Steuernummer (table of the Länder); ELSTER, "Prüfung der Steuernummer".
 */
export const deStnr = (value: string): boolean => SHORT_TAX_NUMBER.test(value) || LONG_TAX_NUMBER.test(value)
