import { isOneCharacter } from './digits.js'
import { hasCheckDigit } from './has-check-digit.js'

const WEIGHTS = [10, 9, 8, 7, 6, 5, 4, 3, 2]
const checkDigit = (sum: number): number => (sum % 11 < 2 ? sum % 11 : 11 - (sum % 11))

/** Whether ten digits are an Iranian national code: modulus 11. Source: سازمان ثبت احوال (sabteahval.ir); fa.wikipedia کد ملی. */
export const irNid = (value: string): boolean =>
  value.length === 10 && !isOneCharacter(value) && hasCheckDigit(value, WEIGHTS, checkDigit)
