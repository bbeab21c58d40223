import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { twoRounds } from './two-rounds.js'
import { weightedSum } from './weighted.js'

const VAT_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1]

/** Year of birth of an Estonian or Lithuanian code: the first digit is sex and century (1 and 2: 19th). */
export const balticYear = (value: string): number =>
  1800 + Math.trunc((digitAt(value, 0) - 1) / 2) * 100 + numberAt(value, 1, 3)

/**
 * Whether eleven digits are an Estonian personal code (isikukood): sex and century, a birth date, two rounds of weights.
 * Source: Rahvastikuregistri seadus (riigiteataja.ee); EVS 585:2007.
 */
export const eeIk = (value: string): boolean => {
  if (!isDigits(value, 11) || digitAt(value, 0) < 1 || digitAt(value, 0) > 8) return false
  return isCalendarDate(balticYear(value), numberAt(value, 3, 5), numberAt(value, 5, 7)) && twoRounds(value)
}

/**
 * Whether nine digits (`EE` in front or not) are an Estonian VAT number (KMKR): weights 3, 7, 1 divisible by 10.
 * Source: European Commission, VIES VAT check algorithms (EE).
 */
export const eeVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'EE')
  const sum = isDigits(number, 9) && numberAt(number, 0, 9) > 0 ? weightedSum(number, VAT_WEIGHTS) : null
  return sum !== null && sum % 10 === 0
}
