import { COUNTRIES } from './countries.js'
import { remainder97 } from './mod97.js'

const CODE_0 = 48
const CODE_A = 65

/** 0-9 as they are, A-Z as 10 to 35; -1 for anything else. */
const base36 = (code: number): number => {
  if (code >= CODE_0 && code <= CODE_0 + 9) return code - CODE_0
  return code >= CODE_A && code <= CODE_A + 25 ? code - CODE_A + 10 : -1
}

/** Country prefixes besides ISO 3166: international issues and substitutes. Source: ISO 6166, annex A; ANNA. */
const ISIN_PREFIXES = new Set(['XS', 'XA', 'XB', 'XC', 'XD', 'XF', 'XT', 'XK', 'EU', 'QS', 'QT', 'QW', 'EZ'])

/**
 * Whether twelve characters (upper case) are an ISIN: a prefix in use, and Luhn over the digits with letters as two digits.
 * Source: ISO 6166.
 */
export const isin = (value: string): boolean => {
  const prefix = value.slice(0, 2)
  if (value.length !== 12 || !(COUNTRIES.has(prefix) || ISIN_PREFIXES.has(prefix))) return false
  let digits = ''
  for (let i = 0; i < 12; i++) {
    const number = base36(value.charCodeAt(i))
    if (number < 0) return false
    digits += number
  }
  let sum = 0
  for (let i = digits.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const weighted = (digits.charCodeAt(i) - CODE_0) * (isDoubled ? 2 : 1)
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0 && /\d$/.test(value)
}

const CUSIP_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#'

/**
 * Whether nine characters (upper case) are a CUSIP: every second value doubled, the digits of all added, modulus 10.
 * Source: ANSI X9.6; cusip.com.
 */
export const cusip = (value: string): boolean => {
  if (value.length !== 9) return false
  let sum = 0
  for (let i = 0; i < 8; i++) {
    const number = CUSIP_CHARACTERS.indexOf(value.charAt(i)) * (i % 2 === 1 ? 2 : 1)
    if (number < 0) return false
    sum += Math.trunc(number / 10) + (number % 10)
  }
  return String((10 - (sum % 10)) % 10) === value.charAt(8)
}

const SEDOL_WEIGHTS = [1, 3, 1, 7, 3, 9]

/**
 * Whether seven characters (upper case, no vowels) are a SEDOL: weights 1, 3, 1, 7, 3, 9, 1, modulus 10.
 * Source: London Stock Exchange, SEDOL Masterfile technical specification.
 */
export const sedol = (value: string): boolean => {
  if (!/^[0-9B-DF-HJ-NP-TV-Z]{6}\d$/.test(value)) return false
  let sum = 0
  for (let i = 0; i < 6; i++) sum += base36(value.charCodeAt(i)) * SEDOL_WEIGHTS[i]!
  return String((10 - (sum % 10)) % 10) === value.charAt(6)
}

/** Whether twenty characters (upper case) are an LEI: MOD 97-10 over the whole, remainder 1. Source: ISO 17442-1. */
export const lei = (value: string): boolean =>
  /^[0-9A-Z]{18}\d{2}$/.test(value) && remainder97(value, { start: 0, end: 20, remainder: 0 }) === 1

/** Whether eight or eleven characters (upper case) are a BIC: four letters, a country, two and maybe three more. Source: ISO 9362. */
export const bic = (value: string): boolean =>
  /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(value) &&
  (COUNTRIES.has(value.slice(4, 6)) || value.slice(4, 6) === 'XK')
