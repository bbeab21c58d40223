import { isDigits, numberAt } from './digits.js'
import { hasCheckDigit } from './has-check-digit.js'

const CUI_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9]
/** Number of municipalities of each department, 01 to 22. */
const MUNICIPALITIES = [17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17]
const remainder = (sum: number): number => (sum % 11) % 10

/**
 * Whether thirteen digits are a Guatemalan CUI: eight digits, a check digit that is the remainder modulo 11, department and
 * municipality. Source: Registro Nacional de las Personas (renap.gob.gt).
 */
export const gtCui = (value: string): boolean => {
  if (!isDigits(value, 13) || !hasCheckDigit(value, CUI_WEIGHTS, remainder)) return false
  const municipality = numberAt(value, 11, 13)
  return municipality >= 1 && municipality <= (MUNICIPALITIES[numberAt(value, 9, 11) - 1] ?? 0)
}
