import { isDigits, isOneCharacter } from './digits.js'
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
