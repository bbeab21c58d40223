import { isDigits, isOneCharacter, numberAt } from './digits.js'
import { remainder97 } from './mod97.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const BSN_WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1]

/**
 * Whether nine digits are a Dutch citizen service number (BSN): weights 9 to 2 and −1, divisible by 11 (elfproef).
 * Source: nl.wikipedia Burgerservicenummer; Logisch Ontwerp BSN (RvIG).
 */
export const nlBsn = (value: string): boolean => {
  if (!isDigits(value, 9) || isOneCharacter(value)) return false
  const sum = weightedSum(value, BSN_WEIGHTS)
  return sum !== null && sum % 11 === 0
}

/**
 * Whether nine digits, B and two digits (`NL` in front or not) are a Dutch VAT number: a BSN or RSIN (until 2019), or the whole
 * with `NL` in front has remainder 1 modulo 97. Source: belastingdienst.nl, btw-identificatienummer; ISO/IEC 7064 MOD 97-10.
 */
export const nlVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'NL')
  if (number.length !== 12 || number.charAt(9) !== 'B' || numberAt(number, 10, 12) < 1) return false
  const digits = number.slice(0, 9)
  if (!isDigits(digits, 9) || isOneCharacter(digits)) return false
  return nlBsn(digits) || remainder97(`NL${number}`, { start: 0, end: 14, remainder: 0 }) === 1
}
