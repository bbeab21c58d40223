import { digitAt, isDigits, isOneCharacter } from './digits.js'
import { complementOr0, hasCheckDigit, lastDigitOf11Minus } from './has-check-digit.js'
import { weightedSum } from './weighted.js'

const INDIVIDUAL_WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

/** Whether twelve digits are a Japanese individual number (My Number): modulus 11. Source: 総務省令第85号 (2014), article 5. */
export const jpMyNumber = (value: string): boolean =>
  value.length === 12 && !isOneCharacter(value) && hasCheckDigit(value, INDIVIDUAL_WEIGHTS, complementOr0)

const CORPORATE_WEIGHTS = [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]

/**
 * Whether thirteen digits are a Japanese corporate number: the first is the check digit, 9 less the sum modulo 9.
 * Source: National Tax Agency (houjin-bangou.nta.go.jp).
 */
export const jpCn = (value: string): boolean => {
  const sum = value.length === 13 ? weightedSum(value.slice(1), CORPORATE_WEIGHTS) : null
  return sum !== null && !isOneCharacter(value) && 9 - (sum % 9) === digitAt(value, 0)
}

/** Public safety commissions: Hokkaido has five, the others one each. */
const COMMISSIONS = new Set(
  `10 11 12 13 14 20 21 22 23 24 25 30 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 60 61 62 63 64 65 70 71 72 73 74
  80 81 82 83 90 91 92 93 94 95 96 97`.split(/\s+/),
)
const LICENCE_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

/**
 * Whether twelve digits are a Japanese driving licence: commission, year, sequence, a check digit by modulus 11 and the number
 * of reissues. Source: National Police Agency; ja.wikipedia 運転免許証 (日本).
 */
export const jpDriver = (value: string): boolean =>
  isDigits(value, 12) && COMMISSIONS.has(value.slice(0, 2)) && hasCheckDigit(value, LICENCE_WEIGHTS, lastDigitOf11Minus)
