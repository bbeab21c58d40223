import { hasCheckDigit, lastDigitOf11Minus } from './has-check-digit.js'
import { weightedSum } from './weighted.js'

const CUI_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2]

/**
 * Whether `value` is the number of a Peruvian DNI with its check character (CUI): eight digits and a digit or a letter, by
 * modulus 11. Source: Registro Nacional de Identificación y Estado Civil (reniec.gob.pe).
 */
export const peCui = (value: string): boolean => {
  const sum = value.length === 9 ? weightedSum(value, CUI_WEIGHTS) : null
  if (sum === null) return false
  const last = value.charAt(8)
  return '65432110987'.charAt(sum % 11) === last || 'KJIHGFEDCBA'.charAt(sum % 11) === last
}

const RUC_TYPES = new Set(['10', '15', '17', '20'])
const RUC_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

/** Whether eleven digits are a Peruvian RUC: known kind of taxpayer, modulus 11. Source: sunat.gob.pe. */
export const peRuc = (value: string): boolean =>
  value.length === 11 && RUC_TYPES.has(value.slice(0, 2)) && hasCheckDigit(value, RUC_WEIGHTS, lastDigitOf11Minus)
