import { digitAt, isOneCharacter } from './digits.js'
import { weightedSum } from './weighted.js'

const FIRST_WEIGHTS = [10, 9, 8, 7, 6, 5, 4, 3, 2]
const SECOND_WEIGHTS = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]

const checkDigit = (sum: number): number => ((sum * 10) % 11) % 10

/**
 * Whether eleven digits are a Brazilian CPF: two check digits, modulus 11. Numbers of one repeated digit pass the sums
 * but are not issued. Source: Receita Federal; pt.wikipedia Cadastro_de_Pessoas_Físicas.
 */
export const brCpf = (value: string): boolean => {
  if (value.length !== 11 || isOneCharacter(value)) return false
  const first = weightedSum(value, FIRST_WEIGHTS)
  const second = weightedSum(value, SECOND_WEIGHTS)
  if (first === null || second === null) return false
  return checkDigit(first) === digitAt(value, 9) && checkDigit(second) === digitAt(value, 10)
}
