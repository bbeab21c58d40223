import { isDigits, isOneCharacter } from './digits.js'
import { iso7064Mod11Comma10 } from './iso7064.js'

/**
 * Whether nine digits are a Serbian tax number (PIB): MOD 11,10.
 * Source: Zakon o poreskom postupku; sr.wikipedia Порески идентификациони број; ISO/IEC 7064.
 */
export const rsPib = (value: string): boolean =>
  isDigits(value, 9) && !isOneCharacter(value) && iso7064Mod11Comma10(value)
