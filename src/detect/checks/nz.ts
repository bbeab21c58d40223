import { digitAt, isDigits } from './digits.js'
import { weightedSum } from './weighted.js'

const IRD_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2]
const IRD_SECOND_WEIGHTS = [7, 4, 3, 2, 5, 2, 7, 6]
const FIRST_NUMBER = 10_000_001
const END_OF_NUMBERS = 150_000_000

const missingTo11 = (sum: number): number => (11 - (sum % 11)) % 11

/**
 * Whether eight or nine digits are a New Zealand IRD number: modulus 11, by second weights where the first give 10.
 * Source: Inland Revenue (ird.govt.nz), "IRD number validation" in the RWT and NRWT specification.
 */
export const nzIrd = (value: string): boolean => {
  const padded = value.padStart(9, '0')
  if (value.length < 8 || !isDigits(padded, 9)) return false
  const number = Number(value)
  if (number < FIRST_NUMBER || number >= END_OF_NUMBERS) return false
  const first = missingTo11(weightedSum(padded, IRD_WEIGHTS)!)
  return (first === 10 ? missingTo11(weightedSum(padded, IRD_SECOND_WEIGHTS)!) : first) === digitAt(padded, 8)
}

/** Letters without I and O are worth 1 to 24. */
const NHI_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const nhiValue = (char: string): number => {
  const index = NHI_LETTERS.indexOf(char)
  return index < 0 ? Number(char) : index + 1
}

/**
 * Whether seven characters are a New Zealand NHI number: AAANNNC by modulus 11, or since 2022 AAANNAC with a letter by modulus
 * 23. Source: Health New Zealand, HISO 10046 Consumer Health Identity Standard.
 */
export const nzNhi = (value: string): boolean => {
  const isOld = /^[A-HJ-NP-Z]{3}[0-9]{4}$/.test(value)
  if (!isOld && !/^[A-HJ-NP-Z]{3}[0-9]{2}[A-HJ-NP-Z]{2}$/.test(value)) return false
  let sum = 0
  for (let i = 0; i < 6; i++) sum += nhiValue(value.charAt(i)) * (7 - i)
  if (isOld) return sum % 11 !== 0 && (11 - (sum % 11)) % 10 === digitAt(value, 6)
  return 23 - (sum % 23) === nhiValue(value.charAt(6))
}
