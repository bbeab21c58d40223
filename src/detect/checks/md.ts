import { digitAt, isDigits, isOneCharacter } from './digits.js'
import { weightedSum } from './weighted.js'

const WEIGHTS = [7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]
/** People have 2 or 0 in front, organisations 1. */
const LAST_KIND = 2

/**
 * Whether thirteen digits are a Moldovan personal number (IDNP, of organisations IDNO): weights 7, 3, 1 modulo 10.
 * Source: asp.gov.md; Hotărârea Guvernului 333/2002.
 */
export const mdIdnp = (value: string): boolean => {
  const sum = isDigits(value, 13) && digitAt(value, 0) <= LAST_KIND ? weightedSum(value, WEIGHTS) : null
  return sum !== null && !isOneCharacter(value) && sum % 10 === digitAt(value, 12)
}
