import { digitAt } from './digits.js'

/**
 * Whether `value` (7 or 8 digits and a digit or K) is a Chilean RUT or RUN: weights 2 to 7 from the right, modulus 11,
 * K for 10. Source: Servicio de Impuestos Internos (sii.cl); es.wikipedia Rol_Único_Tributario.
 */
export const clRut = (value: string): boolean => {
  const last = value.length - 1
  if (last !== 7 && last !== 8) return false
  let sum = 0
  for (let i = 0; i < last; i++) {
    const digit = digitAt(value, i)
    if (digit < 0) return false
    sum += digit * (2 + ((last - 1 - i) % 6))
  }
  return '0K987654321'.charAt(sum % 11) === value.charAt(last)
}
