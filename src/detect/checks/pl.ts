import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const PESEL_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]
/** The century is added to the month: 80 for 18xx, 0 for 19xx, 20 for 20xx, 40 for 21xx, 60 for 22xx. */
const CENTURIES = [1900, 2000, 2100, 2200, 1800]

/**
 * Whether eleven digits are a Polish PESEL: a real birth date and weights 1, 3, 7, 9 modulus 10.
 * Source: gov.pl "Czym jest numer PESEL"; pl.wikipedia PESEL.
 */
export const plPesel = (value: string): boolean => {
  const sum = value.length === 11 ? weightedSum(value, PESEL_WEIGHTS) : null
  if (sum === null || (10 - (sum % 10)) % 10 !== digitAt(value, 10)) return false
  const codedMonth = numberAt(value, 2, 4)
  const year = CENTURIES[Math.trunc(codedMonth / 20)]! + numberAt(value, 0, 2)
  return isCalendarDate(year, codedMonth % 20, numberAt(value, 4, 6))
}

const NIP_WEIGHTS = [6, 5, 7, 2, 3, 4, 5, 6, 7, -1]
const REGON_WEIGHTS = [8, 9, 2, 3, 4, 5, 6, 7]
const LONG_REGON_WEIGHTS = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]
/** The check digit is the fourth character. */
const ID_CARD_WEIGHTS = [7, 3, 1, 9, 7, 3, 1, 7, 3]
const CODE_A = 65

/**
 * Whether ten digits (`PL` in front or not) are a Polish tax and VAT number (NIP): weighted sum modulo 11.
 * Source: Ministerstwo Finansów, NIP; pl.wikipedia Numer identyfikacji podatkowej.
 */
export const plNip = (value: string): boolean => {
  const number = withoutPrefix(value, 'PL')
  const sum = isDigits(number, 10) && !isOneCharacter(number) ? weightedSum(number, NIP_WEIGHTS) : null
  return sum !== null && sum % 11 === 0
}

/**
 * Whether 9 or 14 digits are a Polish company number (REGON): weighted sums modulo 11, modulo 10.
 * Source: GUS, rejestr REGON; pl.wikipedia REGON.
 */
export const plRegon = (value: string): boolean => {
  if (isOneCharacter(value)) return false
  const first = weightedSum(value, REGON_WEIGHTS)
  if (first === null || (first % 11) % 10 !== digitAt(value, 8)) return false
  if (value.length === 9) return true
  const second = value.length === 14 ? weightedSum(value, LONG_REGON_WEIGHTS) : null
  return second !== null && (second % 11) % 10 === digitAt(value, 13)
}

/**
 * Whether three letters and six digits are the number of a Polish identity card: letters count from 10, weights 7, 3, 1, the
 * first digit is the check digit. Source: Dz.U. 2015 poz. 212; pl.wikipedia Dowód osobisty w Polsce.
 */
export const plIdCard = (value: string): boolean => {
  if (!/^[A-Z]{3}\d{6}$/.test(value)) return false
  let sum = 0
  for (let i = 0; i < 9; i++) {
    const letter = value.charCodeAt(i) - CODE_A
    sum += (i < 3 ? letter + 10 : digitAt(value, i)) * ID_CARD_WEIGHTS[i]!
  }
  return sum % 10 === 0
}
