import { digitAt, isDigits, numberAt } from './digits.js'

/** 01-12 are months; 20-42 and 50-99 stand for an incomplete birth record. Source: insee.fr definition c1409. */
const isNirMonth = (month: number): boolean =>
  (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || (month >= 50 && month <= 99)

/**
 * Whether `value` (15 characters, upper case) is a French social security number (NIR): sex, month and department in range,
 * and key = 97 − (first 13 digits mod 97), Corsica's 2A and 2B counting as 19 and 18. Source: insee.fr definition c1409.
 */
export const frNir = (value: string): boolean => {
  if (value.length !== 15) return false
  const sex = digitAt(value, 0)
  if (!(sex >= 1 && sex <= 4) && sex !== 7 && sex !== 8) return false
  if (!isNirMonth(numberAt(value, 3, 5))) return false
  const corsica = value.charAt(5) === '2' ? value.charAt(6) : ''
  const department = corsica === 'A' ? 19 : corsica === 'B' ? 18 : numberAt(value, 5, 7)
  const lead = numberAt(value, 0, 5)
  const tail = numberAt(value, 7, 13)
  const key = numberAt(value, 13, 15)
  if (department < 1 || lead < 0 || tail < 0 || key < 0) return false
  return 97 - (((lead * 100 + department) * 1_000_000 + tail) % 97) === key
}

/**
 * Whether thirteen digits are a French tax reference (SPI, numéro fiscal): first digit 0 to 3, the last three are the first ten
 * modulo 511. Source: European Commission TIN algorithms (FR); impots.gouv.fr.
 */
export const frSpi = (value: string): boolean => {
  if (!isDigits(value, 13) || digitAt(value, 0) > 3) return false
  const body = numberAt(value, 0, 10)
  return body > 0 && body % 511 === numberAt(value, 10, 13)
}

const NEW_CARD = /^[A-Z0-9]{9}$/

/**
 * Whether `value` has the form of a French identity card number: twelve digits with a month at the third and fourth (cards until
 * 2021), or nine letters and digits with both. There is no check digit in it. Source: fr.wikipedia Carte nationale d'identité.
 */
export const frCni = (value: string): boolean => {
  if (NEW_CARD.test(value)) return /\d/.test(value) && /[A-Z]/.test(value)
  const month = numberAt(value, 2, 4)
  return /^\d{4}(?:\d{2}|2[AB])\d{6}$/.test(value) && month >= 1 && month <= 12
}
