import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { complementOr0, hasCheckDigit } from './has-check-digit.js'
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

const CNPJ_WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
const CNPJ_BASE_LENGTH = 12
const CODE_0 = 48

const cnpjSum = (value: string, length: number): number => {
  let sum = 0
  for (let i = 0; i < length; i++) sum += (value.charCodeAt(i) - CODE_0) * CNPJ_WEIGHTS[i + 13 - length]!
  return sum
}

/**
 * Whether fourteen characters are a Brazilian CNPJ: twelve digits or (since July 2026) capital letters, each worth its ASCII
 * code less 48, and two check digits, modulus 11. Source: Receita Federal, Instrução Normativa RFB 2.229/2024.
 */
export const brCnpj = (value: string): boolean => {
  if (!/^[0-9A-Z]{12}[0-9]{2}$/.test(value) || value.startsWith('000000000000') || isOneCharacter(value)) return false
  const isFirstRight = complementOr0(cnpjSum(value, CNPJ_BASE_LENGTH)) === digitAt(value, 12)
  return isFirstRight && complementOr0(cnpjSum(value, CNPJ_BASE_LENGTH + 1)) === digitAt(value, 13)
}

const PIS_WEIGHTS = [3, 2, 9, 8, 7, 6, 5, 4, 3, 2]

/** Whether eleven digits are a Brazilian PIS, PASEP, NIS or NIT: modulus 11. Source: pt.wikipedia PIS/PASEP; Caixa. */
export const brPis = (value: string): boolean =>
  value.length === 11 && !isOneCharacter(value) && hasCheckDigit(value, PIS_WEIGHTS, complementOr0)

const CNH_FIRST_WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, 1]
const CNH_SECOND_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/**
 * Whether eleven digits are a Brazilian driving licence (CNH): two check digits, modulus 11; where the first would be 10 it
 * is 0 and the second loses 2. Source: Denatran, Portaria 1.164/2008; pt.wikipedia Carteira_Nacional_de_Habilitação.
 */
export const brCnh = (value: string): boolean => {
  if (!isDigits(value, 11) || isOneCharacter(value)) return false
  const first = weightedSum(value, CNH_FIRST_WEIGHTS)! % 11
  const discount = first === 10 ? 2 : 0
  const second = ((weightedSum(value, CNH_SECOND_WEIGHTS)! % 11) - discount + 11) % 11
  return first % 10 === numberAt(value, 9, 10) && second % 10 === digitAt(value, 10)
}

const TITULO_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9]
const LAST_STATE = 28
/** São Paulo and Minas Gerais gave 1 where the remainder is 0. */
const STATES_WITHOUT_0 = 2

const isTituloDigit = (sum: number, digit: number, state: number): boolean =>
  (sum % 11) % 10 === digit || (state <= STATES_WITHOUT_0 && sum % 11 === 0 && digit === 1)

/**
 * Whether twelve digits are a Brazilian voter's number: eight digits, state 01 to 28, two check digits that are remainders
 * modulo 11 (10 is 0). Source: Tribunal Superior Eleitoral, Resolução 23.659/2021, article 36; pt.wikipedia Título_eleitoral.
 */
export const brTitulo = (value: string): boolean => {
  if (!isDigits(value, 12)) return false
  const state = numberAt(value, 8, 10)
  if (state < 1 || state > LAST_STATE) return false
  const [first, second] = [digitAt(value, 10), digitAt(value, 11)]
  const last = digitAt(value, 8) * 7 + digitAt(value, 9) * 8 + first * 9
  return isTituloDigit(weightedSum(value, TITULO_WEIGHTS)!, first, state) && isTituloDigit(last, second, state)
}

const CNS_WEIGHTS = [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]

/**
 * Whether fifteen digits are a Brazilian health card (CNS): weights 15 to 1, a multiple of 11. Definitive numbers begin with
 * 1 or 2 and end in 000 and a check digit, or 0018 where that digit would be 10; provisional ones begin with 7, 8 or 9.
 * Source: Ministério da Saúde, DATASUS, rotina de validação do CNS.
 */
export const brCns = (value: string): boolean => {
  if (value.length !== 15 || !'12789'.includes(value.charAt(0))) return false
  const sum = weightedSum(value, CNS_WEIGHTS)
  if (sum === null || sum % 11 !== 0) return false
  return value.charAt(0) > '2' || value.slice(11, 14) === '000' || value.slice(11) === '0018'
}
