import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const FIRM_WEIGHTS = [2, 4, 10, 3, 5, 9, 4, 6, 8]
const FIRST_WEIGHTS = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]
const SECOND_WEIGHTS = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]

const hasDigit = (value: string, weights: readonly number[]): boolean => {
  const sum = weightedSum(value, weights)
  return sum !== null && (sum % 11) % 10 === digitAt(value, weights.length)
}

/**
 * Whether 10 digits (firms) or 12 (people) are a Russian tax number (ИНН): weighted sums modulo 11, modulo 10.
 * Source: order of the ФНС ЕД-7-14/559@; ru.wikipedia Идентификационный номер налогоплательщика.
 */
export const ruInn = (value: string): boolean => {
  if (isOneCharacter(value)) return false
  if (isDigits(value, 10)) return hasDigit(value, FIRM_WEIGHTS)
  return isDigits(value, 12) && hasDigit(value, FIRST_WEIGHTS) && hasDigit(value, SECOND_WEIGHTS)
}

const SNILS_WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, 1]
/** Lower numbers were given out without a check. */
const LAST_UNCHECKED = 1_001_998

/**
 * Whether eleven digits are a Russian pension insurance number (СНИЛС): weights 9 to 1 modulo 101; 100 gives 00.
 * Source: Постановление Правления ПФР 192п; ru.wikipedia СНИЛС.
 */
export const ruSnils = (value: string): boolean => {
  const sum = isDigits(value, 11) && numberAt(value, 0, 9) > LAST_UNCHECKED ? weightedSum(value, SNILS_WEIGHTS) : null
  return sum !== null && (sum % 101) % 100 === numberAt(value, 9, 11)
}
