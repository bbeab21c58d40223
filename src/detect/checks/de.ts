import { digitAt, isDigits } from './digits.js'
import { iso7064Mod11Comma10 } from './iso7064.js'

/**
 * Whether eleven digits are a German tax identification number (IdNr): no leading zero, MOD 11,10, and among the first ten
 * digits exactly one that repeats, two or three times.
 * Source: BZSt, identification number structure (section 139b AO); de.wikipedia Steuerliche_Identifikationsnummer.
 */
export const deIdnr = (value: string): boolean => {
  if (!isDigits(value, 11) || digitAt(value, 0) === 0) return false
  const counts = new Uint8Array(10)
  for (let i = 0; i < 10; i++) counts[digitAt(value, i)]!++
  let repeated = 0
  for (const count of counts) {
    if (count > 3) return false
    if (count > 1) repeated++
  }
  return repeated === 1 && iso7064Mod11Comma10(value)
}
