import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'

/** No number is given out for a birth after this year of the century. */
const LAST_YEAR_OF_CENTURY = 39
const BORN_IN_2000S = 2_000_000_000

/** 97 − (first nine digits modulo 97); for those born from 2000 on with a 2 in front of the nine. */
const hasNationalCheck = (value: string): boolean => {
  const body = numberAt(value, 0, 9)
  const check = numberAt(value, 9, 11)
  if (97 - (body % 97) === check) return body > 0
  return numberAt(value, 0, 2) <= LAST_YEAR_OF_CENTURY && 97 - ((BORN_IN_2000S + body) % 97) === check
}

/** Month and day may be 0 where the date is not known. */
const hasDay = (value: string, month: number): boolean => month <= 12 && numberAt(value, 4, 6) <= 31

/**
 * Whether eleven digits are a Belgian national register number: a date and check number modulo 97.
 * Source: Royal Decree of 3 April 1984; nl.wikipedia Rijksregisternummer.
 */
export const beNrn = (value: string): boolean =>
  isDigits(value, 11) && hasDay(value, numberAt(value, 2, 4)) && hasNationalCheck(value)

/**
 * Whether eleven digits are a Belgian BIS number: a national register number whose month is 20 or 40 higher.
 * Source: socialsecurity.be, Bisnummer.
 */
export const beBis = (value: string): boolean => {
  if (!isDigits(value, 11)) return false
  const month = numberAt(value, 2, 4)
  return month >= 20 && hasDay(value, month >= 40 ? month - 40 : month - 20) && hasNationalCheck(value)
}

/**
 * Whether ten digits (nine in the old form; `BE` in front or not) are a Belgian enterprise and VAT number: the last two are
 * 97 − (the first eight modulo 97). Source: Crossroads Bank for Enterprises; economie.fgov.be.
 */
export const beVat = (value: string): boolean => {
  const written = withoutPrefix(value, 'BE')
  const number = written.length === 9 ? `0${written}` : written
  if (!isDigits(number, 10) || digitAt(number, 0) > 1) return false
  const body = numberAt(number, 0, 8)
  return body > 0 && 97 - (body % 97) === numberAt(number, 8, 10)
}

/**
 * Whether twelve digits are the number of a Belgian identity card: the last two are the first ten modulo 97, 97 for 0.
 * Source: nl.wikipedia Belgische identiteitskaart; eid.belgium.be.
 */
export const beEid = (value: string): boolean => {
  if (!isDigits(value, 12)) return false
  const body = numberAt(value, 0, 10)
  return body > 0 && (body % 97 || 97) === numberAt(value, 10, 12)
}
