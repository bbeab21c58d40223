import { digitAt, isDigits } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const LETTERS = 'WABCDEFGHIJKLMNOPQRSTUV'
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2]
/** Numbers with one of these as second letter count it with weight 9; W, T and X are of the old kind and do not count. */
const COUNTED = 'ABH'
const NOT_COUNTED = 'WTX'
const OLD_SECOND = /^[A-Z+*]$/

const hasLetter = (digits: string, second: string, letter: string): boolean => {
  const sum = isDigits(digits, 7) ? weightedSum(digits, WEIGHTS) : null
  return (
    sum !== null && letter !== '' && LETTERS.charAt((sum + 9 * Math.max(0, LETTERS.indexOf(second))) % 23) === letter
  )
}

/**
 * Whether seven digits and one or two letters (upper case) are an Irish PPS number: weights 8 to 2, a second letter A, B or H
 * with weight 9, modulo 23. Source: revenue.ie, "PPS Number structure"; en.wikipedia Personal Public Service Number.
 */
export const iePps = (value: string): boolean => {
  if (value.length !== 8 && value.length !== 9) return false
  const second = value.charAt(8)
  if (second !== '' && !COUNTED.includes(second) && !NOT_COUNTED.includes(second)) return false
  return hasLetter(value.slice(0, 7), COUNTED.includes(second) ? second || 'W' : 'W', value.charAt(7))
}

/**
 * Whether `value` (`IE` in front or not) is an Irish VAT number: as a PPS number, or the old form with a letter or sign at the
 * second place. Source: European Commission, VIES VAT check algorithms (IE); revenue.ie.
 */
export const ieVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'IE')
  if (number.length !== 8 && number.length !== 9) return false
  if (digitAt(number, 1) >= 0) {
    const second = number.charAt(8)
    return (second === '' || LETTERS.includes(second)) && hasLetter(number.slice(0, 7), second || 'W', number.charAt(7))
  }
  if (number.length !== 8 || !OLD_SECOND.test(number.charAt(1))) return false
  return hasLetter(`0${number.slice(2, 7)}${number.charAt(0)}`, 'W', number.charAt(7))
}
