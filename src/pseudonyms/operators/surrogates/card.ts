import { type MakeSurrogate, pour, randomDigits } from './maker.js'

/**
 * ISO/IEC 7812-1: numbers that begin with 9 are for national use, with the ISO 3166-1 numeric code of the country behind
 * it. Codes from 900 are for private use and no country's, so that no issuer has numbers that begin with 9999.
 */
const UNISSUED = '9999'

/** Check digit of a number without one (ISO/IEC 7812-1 annex B, Luhn). */
const luhnDigit = (digits: string): string => {
  let sum = 0
  for (let at = digits.length - 1, isDoubled = true; at >= 0; at -= 1, isDoubled = !isDoubled) {
    const digit = Number(digits[at]) * (isDoubled ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return String((10 - (sum % 10)) % 10)
}

/** A card number of the same length and grouping, with a right check digit, in a range that nobody issues. */
export const makeCard: MakeSurrogate = ({ value }, dice) => {
  const length = value.replace(/[^0-9]/g, '').length
  if (length < 12 || length > 19) return null
  const body = UNISSUED + randomDigits(length - UNISSUED.length - 1, dice)
  return pour(value, body + luhnDigit(body))
}
