import { digitAt, isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { withoutPrefix } from './prefix.js'

const LA_POSTE = '356000000'
const LA_POSTE_HEAD_OFFICE = '35600000000048'

/** Whether nine digits are a French company number (SIREN): Luhn. Source: insee.fr definition c2047. */
export const frSiren = (value: string): boolean => isDigits(value, 9) && numberAt(value, 0, 9) > 0 && luhn(value)

const digitSum = (value: string): number => {
  let sum = 0
  for (let i = 0; i < value.length; i++) sum += digitAt(value, i)
  return sum
}

/**
 * Whether fourteen digits are a French establishment number (SIRET): a SIREN and Luhn over the whole; the post office's own have
 * a digit sum divisible by 5. Source: insee.fr definition c1841; fr.wikipedia SIRET.
 */
export const frSiret = (value: string): boolean => {
  if (!isDigits(value, 14) || !frSiren(value.slice(0, 9))) return false
  if (value.startsWith(LA_POSTE) && value !== LA_POSTE_HEAD_OFFICE) return digitSum(value) % 5 === 0
  return luhn(value)
}

/** Numbers of Monaco have these digits in place of a SIREN's first. */
const MONACO = '000'
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Keys with a letter. */
const hasNewKey = (number: string): boolean => {
  const first = ALPHABET.indexOf(number.charAt(0))
  const second = ALPHABET.indexOf(number.charAt(1))
  if (first < 0 || second < 0) return false
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100
  return key >= 0 && (numberAt(number, 2, 11) + 1 + Math.trunc(key / 11)) % 11 === key % 11
}

/**
 * Whether two characters and nine digits (`FR` in front or not) are a French VAT number: a SIREN whose key is
 * (12 + 3 × (SIREN modulo 97)) modulo 97, or a key with letters. Source: article 286 ter CGI; VIES algorithms (FR).
 */
export const frVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'FR')
  const siren = number.slice(2)
  if (number.length !== 11 || !(siren.startsWith(MONACO) ? isDigits(siren, 9) : frSiren(siren))) return false
  const key = numberAt(number, 0, 2)
  if (key < 0) return hasNewKey(number)
  return (12 + 3 * (numberAt(number, 2, 11) % 97)) % 97 === key
}
