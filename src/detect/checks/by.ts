import { digitAt, isDigits } from './digits.js'

const WEIGHTS = [29, 23, 19, 17, 13, 7, 5, 3]
const REGIONS = '1234567ABCEHKM'
/** Letters that look alike in Latin and Cyrillic; as second character each stands for its place. */
const SECOND_LETTERS = 'ABCEHKMOPT'
const CODE_A = 65

/**
 * Whether nine characters (digits, or two letters and seven digits for people) are a Belarusian payer number (УНП): weighted sum
 * modulo 11, 10 is not given out. Source: nalog.gov.by; be.wikipedia УНП.
 */
export const byUnp = (value: string): boolean => {
  if (value.length !== 9 || !isDigits(value.slice(2), 7) || !REGIONS.includes(value.charAt(0))) return false
  const letter = SECOND_LETTERS.indexOf(value.charAt(1))
  const isNumber = isDigits(value, 9)
  if (!isNumber && (letter < 0 || digitAt(value, 0) >= 0)) return false
  const first = isNumber ? digitAt(value, 0) : value.charCodeAt(0) - CODE_A + 10
  let sum = first * WEIGHTS[0]! + (isNumber ? digitAt(value, 1) : letter) * WEIGHTS[1]!
  for (let i = 2; i < 8; i++) sum += digitAt(value, i) * WEIGHTS[i]!
  return sum % 11 === digitAt(value, 8)
}
