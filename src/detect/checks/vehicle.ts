import { isOneCharacter } from './digits.js'

/** Values of the characters; I, O and Q do not occur. Source: 49 CFR 565.15, table III. */
const VALUES: ReadonlyMap<string, number> = new Map([
  ...Array.from('0123456789', (character, value): [string, number] => [character, value]),
  ...Array.from('ABCDEFGH', (character, index): [string, number] => [character, index + 1]),
  ...Array.from('JKLMN', (character, index): [string, number] => [character, index + 1]),
  ['P', 7],
  ['R', 9],
  ...Array.from('STUVWXYZ', (character, index): [string, number] => [character, index + 2]),
])
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
const CHECK_POSITION = 8

/**
 * Whether 17 characters (upper case) are a vehicle identification number with the check digit that North America and China
 * require at position 9. European makers fill that position freely. Source: ISO 3779; 49 CFR 565.15 (c).
 */
export const vin = (value: string): boolean => {
  if (value.length !== 17 || isOneCharacter(value)) return false
  let sum = 0
  for (let i = 0; i < WEIGHTS.length; i++) {
    const number = VALUES.get(value.charAt(i))
    if (number === undefined) return false
    sum += number * WEIGHTS[i]!
  }
  return '0123456789X'.charAt(sum % 11) === value.charAt(CHECK_POSITION)
}

/** Whether 17 characters have the form of a VIN of any maker: the character set, and digits in the last four places. */
export const vinForm = (value: string): boolean => {
  if (value.length !== 17 || isOneCharacter(value)) return false
  for (let i = 0; i < 17; i++) if (!VALUES.has(value.charAt(i))) return false
  return /\d{4}$/.test(value) && /[A-Z]/.test(value)
}
