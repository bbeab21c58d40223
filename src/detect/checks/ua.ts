import { digitAt, isDigits, isOneCharacter } from './digits.js'
import { weightedSum } from './weighted.js'

const WEIGHTS = [-1, 5, 7, 9, 4, 6, 10, 5, 7]

/**
 * Whether ten digits are a Ukrainian tax card number (РНОКПП, formerly ІПН): weighted sum modulo 11, modulo 10.
 * Source: tax.gov.ua; uk.wikipedia Реєстраційний номер облікової картки платника податків.
 */
export const uaRntrc = (value: string): boolean => {
  const sum = isDigits(value, 10) && !isOneCharacter(value) ? weightedSum(value, WEIGHTS) : null
  return sum !== null && (((sum % 11) + 11) % 11) % 10 === digitAt(value, 9)
}
