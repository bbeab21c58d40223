import { isShortDateAt } from './century-date.js'
import { isDigits, isOneCharacter, numberAt } from './digits.js'
import { hasCheckDigit } from './has-check-digit.js'
import { luhn } from './luhn.js'
import { remainder97 } from './mod97.js'
import { verhoeff } from './verhoeff.js'
import { weightedSum } from './weighted.js'

/** Whether eleven digits are a Nigerian identity number (NIN): Verhoeff. Source: nimc.gov.ng. */
export const ngNin = (value: string): boolean => isDigits(value, 11) && !isOneCharacter(value) && verhoeff(value)

const GHANA_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/**
 * Whether `value` is a Ghanaian TIN: P, C, G, Q or V, two zeros, seven digits and a check character by modulus 11, X for 10.
 * Source: Ghana Revenue Authority (gra.gov.gh); OECD TIN sheet for Ghana.
 */
export const ghTin = (value: string): boolean => {
  if (!/^[PCGQV]00[0-9]{7}[0-9X]$/.test(value)) return false
  return '0123456789X'.charAt(weightedSum(value.slice(1), GHANA_WEIGHTS)! % 11) === value.charAt(10)
}

/** Whether fifteen digits are a Moroccan company number (ICE): a multiple of 97. Source: ice.gov.ma. */
export const maIce = (value: string): boolean =>
  isDigits(value, 15) && !isOneCharacter(value) && remainder97(value, { start: 0, end: 15, remainder: 0 }) === 0

const NINEA_WEIGHTS = [1, 2, 1, 2, 1, 2, 1, 2, 1]
const NINEA_LENGTH = 9
/** Tax status, tax centre and legal form. */
const COFI = /^[012][A-HJ-NP-WZ][0-9]$/

/**
 * Whether seven or nine digits, with or without the three characters of the tax code, are a Senegalese NINEA: modulus 10.
 * Source: Agence Nationale de la Statistique (e-ninea.ansd.sn).
 */
export const snNinea = (value: string): boolean => {
  const hasCode = value.length > NINEA_LENGTH
  const number = hasCode ? value.slice(0, -3) : value
  if (hasCode && !COFI.test(value.slice(-3))) return false
  if (!isDigits(number, 7) && !isDigits(number, NINEA_LENGTH)) return false
  return (
    numberAt(number, 0, number.length) > 0 && weightedSum(number.padStart(NINEA_LENGTH, '0'), NINEA_WEIGHTS)! % 10 === 0
  )
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const MAURITIUS_SHAPE = /^[A-Z][0-9]{12}[0-9A-G]$/

/**
 * Whether fourteen characters are a Mauritian identity number: letter of the surname, birth date (ddmmyy), sequence, modulus 17.
 * Source: Civil Status Division (govmu.org).
 */
export const muNid = (value: string): boolean => {
  if (!MAURITIUS_SHAPE.test(value)) return false
  let sum = 0
  for (let i = 0; i < 13; i++) sum += (14 - i) * ALPHABET.indexOf(value.charAt(i))
  const date = value.slice(5, 7) + value.slice(3, 5) + value.slice(1, 3)
  return isShortDateAt(date, 0) && ALPHABET.charAt((17 - (sum % 17)) % 17) === value.charAt(13)
}

const NUIT_WEIGHTS = [8, 9, 4, 5, 6, 7, 8, 9]
const nuitDigit = (sum: number): number => (sum % 11 === 10 ? 1 : sum % 11)

/** Whether nine digits are a Mozambican NUIT: modulus 11. Source: Autoridade Tributária de Moçambique (at.gov.mz). */
export const mzNuit = (value: string): boolean =>
  value.length === 9 && !isOneCharacter(value) && hasCheckDigit(value, NUIT_WEIGHTS, nuitDigit)

/** Whether nine digits are a Guinean NIFp: Luhn. Source: Direction Générale des Impôts (dgi.gov.gn), NIFp. */
export const gnNifp = (value: string): boolean => isDigits(value, 9) && !isOneCharacter(value) && luhn(value)
