import { digitAt, isDigits } from './digits.js'
import { weightedSum } from './weighted.js'

/** Counties in the order of their numbers, from 10. */
const COUNTIES = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'
const ID_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 1, 1]

/**
 * Whether `value` is a Taiwanese identity number: letter of the county, 1 or 2 (8 or 9 for residents since 2021), eight digits;
 * modulus 10. Source: Ministry of the Interior; en.wikipedia National_identification_card_(Taiwan).
 */
export const twId = (value: string): boolean => {
  if (!/^[A-Z][1289][0-9]{8}$/.test(value)) return false
  const county = COUNTIES.indexOf(value.charAt(0)) + 10
  return (Math.trunc(county / 10) + (county % 10) * 9 + weightedSum(value.slice(1), ID_WEIGHTS)!) % 10 === 0
}

const UBN_WEIGHTS = [1, 2, 1, 2, 1, 2, 4, 1]
const FLEXIBLE_DIGIT = 7

/**
 * Whether eight digits are a Taiwanese business number: the digits of the products add up to a multiple of 5, or one less
 * where the seventh digit is 7. Source: Fiscal Information Agency (fia.gov.tw), rule of April 2023.
 */
export const twUbn = (value: string): boolean => {
  if (!isDigits(value, 8) || value === '00000000') return false
  let sum = 0
  for (let i = 0; i < 8; i++) {
    const product = digitAt(value, i) * UBN_WEIGHTS[i]!
    sum += Math.trunc(product / 10) + (product % 10)
  }
  return sum % 5 === 0 || (digitAt(value, 6) === FLEXIBLE_DIGIT && (sum + 1) % 5 === 0)
}
