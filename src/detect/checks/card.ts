import { isOneCharacter, numberAt } from './digits.js'
import { luhn } from './luhn.js'

type Range = { readonly from: number; readonly to: number; readonly lengths: readonly number[] }

const UP_TO_19 = [16, 17, 18, 19]

/** First four digits and lengths by network, narrow ranges first. Source: en.wikipedia Payment_card_number (IIN table). */
const RANGES: readonly Range[] = [
  { from: 1000, to: 1999, lengths: [15] }, // UATP
  { from: 2014, to: 2014, lengths: [15] }, // Diners Club enRoute
  { from: 2131, to: 2131, lengths: [15] }, // JCB
  { from: 2149, to: 2149, lengths: [15] },
  { from: 2200, to: 2204, lengths: UP_TO_19 }, // Mir
  { from: 2221, to: 2720, lengths: [16] }, // Mastercard
  { from: 3000, to: 3059, lengths: [14, 15, 16, 17, 18, 19] }, // Diners Club
  { from: 3095, to: 3095, lengths: [14, 15, 16, 17, 18, 19] },
  { from: 3400, to: 3499, lengths: [15] }, // American Express
  { from: 3528, to: 3589, lengths: UP_TO_19 }, // JCB
  { from: 3600, to: 3699, lengths: [14, 15, 16, 17, 18, 19] }, // Diners Club
  { from: 3700, to: 3799, lengths: [15] }, // American Express
  { from: 3800, to: 3999, lengths: [14, 15, 16, 17, 18, 19] }, // Diners Club
  { from: 4000, to: 4999, lengths: [13, 16, 19] }, // Visa
  { from: 5000, to: 5099, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro, Dankort, RuPay
  { from: 5100, to: 5599, lengths: [16] }, // Mastercard
  { from: 5600, to: 5899, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { from: 6000, to: 6999, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Discover, UnionPay, Maestro, RuPay
  { from: 8100, to: 8199, lengths: UP_TO_19 }, // UnionPay, RuPay
  { from: 9792, to: 9792, lengths: [16] }, // Troy
]

/**
 * Whether the digits form a payment card number: a network's leading digits, a length that network issues, and Luhn.
 * Source: ISO/IEC 7812-1; ranges as above.
 */
export const card = (value: string): boolean => {
  const lead = numberAt(value, 0, 4)
  if (lead < 0 || isOneCharacter(value)) return false
  for (const range of RANGES) {
    if (lead >= range.from && lead <= range.to) return range.lengths.includes(value.length) && luhn(value)
  }
  return false
}
