import { isShortDateAt } from './century-date.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]

const isPerson = (value: string): boolean => isShortDateAt(value, 0) && digitAt(value, 6) <= 6

const isOrganisation = (value: string): boolean => {
  const month = numberAt(value, 2, 4)
  return month >= 1 && month <= 12 && '456'.includes(value.charAt(4))
}

/**
 * Whether twelve digits are a Kazakh IIN (birth date, sex and century) or BIN (month of registration, kind): modulus 11, by
 * second weights where the first give 10. Source: OECD TIN sheet for Kazakhstan; ru.wikipedia Индивидуальный_идентификационный_номер.
 */
export const kzIin = (value: string): boolean => {
  if (!isDigits(value, 12) || !(isPerson(value) || isOrganisation(value))) return false
  const first = weightedSum(value, WEIGHTS)! % 11
  return (first === 10 ? weightedSum(value, SECOND_WEIGHTS)! % 11 : first) === digitAt(value, 11)
}
