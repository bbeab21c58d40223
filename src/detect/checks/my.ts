import { isShortDateAt } from './century-date.js'
import { isDigits, numberAt } from './digits.js'

/** Codes of states and countries that were given, as ranges. */
const PLACES = [
  [1, 16],
  [21, 68],
  [71, 72],
  [74, 79],
  [82, 93],
  [98, 99],
] as const

/**
 * Whether twelve digits are a Malaysian MyKad number: birth date and place of birth. It has no check digit.
 * Source: Jabatan Pendaftaran Negara (jpn.gov.my), "Kod Negeri".
 */
export const myNric = (value: string): boolean => {
  if (!isDigits(value, 12) || !isShortDateAt(value, 0)) return false
  const place = numberAt(value, 6, 8)
  return PLACES.some(([first, last]) => place >= first && place <= last)
}
