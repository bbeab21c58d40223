import { isDigits, isOneCharacter } from './digits.js'
import { luhn } from './luhn.js'

/** Whether up to nine digits are an Israeli identity number: filled with zeros they pass Luhn. Source: gov.il, משרד הפנים. */
export const ilId = (value: string): boolean => {
  const padded = value.padStart(9, '0')
  return value.length >= 8 && isDigits(padded, 9) && !isOneCharacter(padded) && luhn(padded)
}

/** Whether nine digits are an Israeli company number: first digit 5, Luhn. Source: רשות התאגידים (ica.justice.gov.il). */
export const ilHp = (value: string): boolean => isDigits(value, 9) && value.startsWith('5') && luhn(value)
