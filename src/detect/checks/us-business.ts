import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { luhn } from './luhn.js'
import { weightedSum } from './weighted.js'

/** Prefixes never given out. Source: irs.gov, "How EINs are assigned and valid EIN prefixes". */
const UNUSED_EIN_PREFIXES = new Set([0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97])

/** Whether nine digits are a US Employer Identification Number by its campus prefix; there is no check digit. */
export const usEin = (value: string): boolean =>
  isDigits(value, 9) && !isOneCharacter(value) && !UNUSED_EIN_PREFIXES.has(numberAt(value, 0, 2))

/** Federal Reserve districts: 00 government, 01-12, thrifts 21-32, electronic 61-72, traveller's cheques 80. */
const isFederalReserve = (lead: number): boolean =>
  lead <= 12 || (lead >= 21 && lead <= 32) || (lead >= 61 && lead <= 72) || lead === 80

const ABA_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1]

/**
 * Whether nine digits are an ABA routing number: a Federal Reserve prefix, and weights 3, 7, 1 divisible by 10.
 * Source: American Bankers Association, Routing Number Policy; Federal Reserve, "Understanding routing numbers".
 */
export const usAba = (value: string): boolean => {
  const sum = isDigits(value, 9) && numberAt(value, 0, 9) > 0 ? weightedSum(value, ABA_WEIGHTS) : null
  return sum !== null && sum % 10 === 0 && isFederalReserve(numberAt(value, 0, 2))
}

/**
 * Whether ten digits are a National Provider Identifier: first 1 or 2, Luhn behind the prefix 80840.
 * Source: 45 CFR 162.406; CMS, "Requirements for National Provider Identifier check digit".
 */
export const usNpi = (value: string): boolean =>
  isDigits(value, 10) &&
  (value.startsWith('1') || value.startsWith('2')) &&
  !isOneCharacter(value.slice(1)) &&
  luhn(`80840${value}`)

/**
 * Whether two letters (or a letter and 9) and seven digits are a DEA registration: first, third and fifth digit plus twice
 * the others, modulus 10. Source: 21 CFR 1301; DEA Practitioner's Manual, "Verifying a DEA number".
 */
export const usDea = (value: string): boolean => {
  if (!/^[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}$/.test(value)) return false
  const sum = weightedSum(value.slice(2), [1, 2, 1, 2, 1, 2])
  return sum !== null && sum % 10 === digitAt(value, 8) && !isOneCharacter(value.slice(2))
}

/**
 * Whether eleven characters (upper case) are a Medicare Beneficiary Identifier: each position's class, letters without
 * S, L, O, I, B, Z. Source: CMS, "Understanding the Medicare Beneficiary Identifier (MBI) format".
 */
export const usMbi = (value: string): boolean =>
  /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/.test(
    value,
  )

/** Whether nine digits are an Adoption Taxpayer Identification Number: 9xx and group 93. Source: irs.gov, IRM 3.13.40. */
export const usAtin = (value: string): boolean =>
  isDigits(value, 9) && value.startsWith('9') && value.slice(3, 5) === '93'

/** Whether the digits of a number without a check digit are not all the same. */
export const notOneDigit = (value: string): boolean => value.length > 1 && /^\d+$/.test(value) && !isOneCharacter(value)
