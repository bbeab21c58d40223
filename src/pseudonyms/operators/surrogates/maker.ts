import type { Dice } from '../dice.js'

/** What a surrogate is made for. */
export type Original = {
  readonly entity: string
  readonly value: string
  /** ISO 3166 alpha-2: numbers and names without a country of their own are of this one. */
  readonly region: string
  /** Says whether a text passes the check digits of the entity's rules. */
  readonly isValid: (text: string) => boolean
}

/**
 * Makes a stand-in of the same form, in ASCII; null where there is none that could not be somebody's. The same dice make
 * the same stand-in.
 */
export type MakeSurrogate = (original: Original, dice: Dice) => string | null

const DIGIT = /[0-9]/g

/** The value with its digits replaced by others, one by one; null where their number differs. */
export const pour = (value: string, digits: string): string | null => {
  let at = 0
  const poured = value.replace(DIGIT, () => digits[at++] ?? '')
  return at === digits.length ? poured : null
}

/** So many random ASCII digits. */
export const randomDigits = (count: number, { roll }: Dice): string =>
  Array.from({ length: count }, () => String(roll(10))).join('')
