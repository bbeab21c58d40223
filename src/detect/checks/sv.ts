import { isDigits, numberAt } from './digits.js'
import { complementOr0, hasCheckDigit } from './has-check-digit.js'

const OLD_WEIGHTS = [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
const NEW_WEIGHTS = [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
/** Sequences up to here were given under the old rule. */
const LAST_OLD_SEQUENCE = 100
const remainder = (sum: number): number => (sum % 11) % 10

/**
 * Whether fourteen digits are a Salvadoran NIT: municipality (or 9 for abroad), date, sequence, check digit modulus 11, by one
 * of two rules. Source: Ministerio de Hacienda (mh.gob.sv).
 */
export const svNit = (value: string): boolean => {
  if (!isDigits(value, 14) || !'019'.includes(value.charAt(0))) return false
  return numberAt(value, 10, 13) <= LAST_OLD_SEQUENCE
    ? hasCheckDigit(value, OLD_WEIGHTS, remainder)
    : hasCheckDigit(value, NEW_WEIGHTS, complementOr0)
}
