import { digitAt } from './digits.js'

/** First and last number of the block that ORCID was given first. */
const FIRST = '0000000150000007'
const LAST = '0000000350000001'

/**
 * Whether sixteen characters are an ORCID iD or ISNI: ISO 7064 MOD 11-2 with X for ten, in the block that ORCID was given
 * (0000 0001 5000 0007 to 0000 0003 5000 0001, and 0009 0000 …). Source: support.orcid.org, "Structure of the ORCID identifier".
 */
export const orcid = (value: string): boolean => {
  const isInBlock = (value >= FIRST && value <= LAST) || value.startsWith('0009')
  if (value.length !== 16 || !isInBlock) return false
  let total = 0
  for (let i = 0; i < 15; i++) {
    const digit = digitAt(value, i)
    if (digit < 0) return false
    total = (total + digit) * 2
  }
  return '0123456789X'.charAt((12 - (total % 11)) % 11) === value.charAt(15).toUpperCase()
}
