import { hasCheckDigit } from './has-check-digit.js'

const CUIT_TYPES = new Set(['20', '23', '24', '27', '30', '33', '34', '50', '51', '55'])
const CUIT_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
const cuitDigit = (sum: number): number => (sum % 11 === 1 ? 9 : (11 - (sum % 11)) % 11)

/** Whether eleven digits are an Argentine CUIT or CUIL: known type, modulus 11. Source: afip.gob.ar; es.wikipedia CUIT. */
export const arCuit = (value: string): boolean =>
  value.length === 11 && CUIT_TYPES.has(value.slice(0, 2)) && hasCheckDigit(value, CUIT_WEIGHTS, cuitDigit)

const BANK_WEIGHTS = [7, 1, 3, 9, 7, 1, 3]
const ACCOUNT_WEIGHTS = [3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3]
const cbuDigit = (sum: number): number => (10 - (sum % 10)) % 10

/**
 * Whether 22 digits are an Argentine bank account (CBU) or a payment account (CVU): bank and branch with a check digit, then
 * the account with one, both modulus 10. Source: Banco Central de la República Argentina, Comunicación "A" 2520.
 */
export const arCbu = (value: string): boolean =>
  value.length === 22 &&
  hasCheckDigit(value, BANK_WEIGHTS, cbuDigit) &&
  hasCheckDigit(value.slice(8), ACCOUNT_WEIGHTS, cbuDigit)
