import { digitAt } from './digits.js'

const sumFrom = (value: string, first: number): number => {
  let sum = 0
  for (let i = 0; i < value.length - 1; i++) sum += (((i + first) % 9) + 1) * digitAt(value, i)
  return sum
}

/**
 * Whether the last of the digits is the Baltic check digit: weights 1 to 9 and again from 1, modulo 11; where that gives 10,
 * weights from 3 on; where that gives 10 too, 0. The caller has made sure that all are digits.
 * Source: EVS 585:2007 (Estonia); lt.wikipedia Asmens kodas.
 */
export const twoRounds = (value: string): boolean => {
  const first = sumFrom(value, 0) % 11
  const check = first === 10 ? (sumFrom(value, 2) % 11) % 10 : first
  return check === digitAt(value, value.length - 1)
}
