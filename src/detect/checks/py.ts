import { digitAt, isDigits } from './digits.js'
import { complementOr0 } from './has-check-digit.js'

/**
 * Whether five to nine digits are a Paraguayan RUC: weights 2, 3, 4 … from the right, modulus 11, the last is the check digit.
 * Source: Subsecretaría de Estado de Tributación (set.gov.py).
 */
export const pyRuc = (value: string): boolean => {
  const last = value.length - 1
  if (last < 4 || last > 8 || !isDigits(value, value.length)) return false
  let sum = 0
  for (let i = 0; i < last; i++) sum += digitAt(value, i) * (last + 1 - i)
  return complementOr0(sum) === digitAt(value, last)
}
