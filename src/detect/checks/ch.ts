import { digitAt, isDigits } from './digits.js'
import { weightedSum } from './weighted.js'

const AHV_WEIGHTS = [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]
/** Country code of Switzerland, in front of every number. */
const AHV_PREFIX = '756'
const UID_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4]

/**
 * Whether thirteen digits are a Swiss social security number (AHV, AVS): 756 in front and the check digit of an EAN-13.
 * Source: Zentrale Ausgleichsstelle ZAS, "Die Versichertennummer"; GS1 General Specifications.
 */
export const chAhv = (value: string): boolean => {
  const sum = isDigits(value, 13) && value.startsWith(AHV_PREFIX) ? weightedSum(value, AHV_WEIGHTS) : null
  return sum !== null && sum % 10 === 0
}

const UID = /^CHE\d{9}(?:MWST|TVA|IVA|TPV)?$/

/**
 * Whether `value` (CHE and nine digits, with MWST, TVA, IVA or TPV behind or not) is a Swiss company and VAT number: weights 5, 4,
 * 3, 2, 7 to 4 modulo 11. Source: eCH-0097 Datenstandard Unternehmensidentifikation; bfs.admin.ch, UID.
 */
export const chUid = (value: string): boolean => {
  if (!UID.test(value)) return false
  const sum = weightedSum(value.slice(3), UID_WEIGHTS)
  return sum !== null && sum > 0 && (11 - (sum % 11)) % 11 === digitAt(value, 11)
}
