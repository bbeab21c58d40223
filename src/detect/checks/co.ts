import { digitAt } from './digits.js'

/** From the right. */
const NIT_WEIGHTS = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71]

/**
 * Whether 8 to 16 digits are a Colombian NIT: the last one is the check digit, by prime weights and modulus 11.
 * Source: Dirección de Impuestos y Aduanas Nacionales (dian.gov.co), Orden Administrativa 4 de 1989.
 */
export const coNit = (value: string): boolean => {
  const last = value.length - 1
  if (last < 7 || last > 15) return false
  let sum = 0
  for (let i = 0; i < last; i++) {
    const digit = digitAt(value, i)
    if (digit < 0) return false
    sum += digit * NIT_WEIGHTS[last - 1 - i]!
  }
  const rest = sum % 11
  return (rest < 2 ? rest : 11 - rest) === digitAt(value, last)
}
