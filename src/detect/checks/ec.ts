import { digitAt, isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { weightedSum } from './weighted.js'

const LAST_PROVINCE = 24
/** Numbers given abroad. */
const ABROAD = new Set([30, 50])

const hasProvince = (value: string): boolean => {
  const province = numberAt(value, 0, 2)
  return (province >= 1 && province <= LAST_PROVINCE) || ABROAD.has(province)
}

const isMultipleOf11 = (value: string, weights: readonly number[]): boolean => weightedSum(value, weights)! % 11 === 0

/**
 * Whether ten digits are an Ecuadorian cédula: province, third digit up to 6, modulus 10 with every second digit doubled.
 * Source: Registro Civil del Ecuador; es.wikipedia Cédula_de_identidad_(Ecuador).
 */
export const ecCi = (value: string): boolean =>
  isDigits(value, 10) && hasProvince(value) && digitAt(value, 2) <= 6 && luhn(value)

const PUBLIC_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2, 1]
const COMPANY_WEIGHTS = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]

const isPublic = (value: string): boolean => !value.endsWith('0000') && isMultipleOf11(value, PUBLIC_WEIGHTS)
const isNatural = (value: string): boolean => !value.endsWith('000') && ecCi(value.slice(0, 10))
const isCompany = (value: string): boolean => !value.endsWith('000') && isMultipleOf11(value, COMPANY_WEIGHTS)

/**
 * Whether thirteen digits are an Ecuadorian RUC: a cédula with an establishment number, or a public body (third digit 6) or
 * company (9) by modulus 11. Source: Servicio de Rentas Internas (sri.gob.ec).
 */
export const ecRuc = (value: string): boolean => {
  if (!isDigits(value, 13) || !hasProvince(value)) return false
  const kind = digitAt(value, 2)
  if (kind === 9) return isPublic(value) || isCompany(value)
  return isNatural(value) || (kind === 6 && isPublic(value))
}
