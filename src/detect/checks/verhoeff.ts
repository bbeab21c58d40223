import { digitAt } from './digits.js'

/** Multiplication in the dihedral group D5, row by row. Source: en.wikipedia Verhoeff_algorithm. */
const PRODUCT = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
].map((row) => Array.from(row, Number))

const PERMUTATION = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
].map((row) => Array.from(row, Number))

/** Whether the digits of `value` pass Verhoeff's check, the last digit being the check digit. */
export const verhoeff = (value: string): boolean => {
  if (value.length < 2) return false
  let check = 0
  for (let i = value.length - 1, position = 0; i >= 0; i--, position++) {
    const digit = digitAt(value, i)
    if (digit < 0) return false
    check = PRODUCT[check]![PERMUTATION[position % 8]![digit]!]!
  }
  return check === 0
}
