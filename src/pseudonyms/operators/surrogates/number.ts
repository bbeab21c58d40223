import type { Dice } from '../dice.js'
import { type MakeSurrogate, pour, randomDigits } from './maker.js'

/** Enough for one check in 97 and a date besides; most need ten. */
const ATTEMPTS = 600
const MIN_FREE_CHARACTERS = 5

const shuffled = <T>(items: readonly T[], { roll }: Dice): T[] => {
  const order = [...items]
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = roll(at + 1)
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  return order
}

const another = (value: string, { roll }: Dice): string =>
  value.replace(/[0-9A-Za-z]/g, (character) => {
    if (character <= '9') return String(roll(10))
    return String.fromCharCode((character <= 'Z' ? 65 : 97) + roll(26))
  })

/** Some numbers must hold a digit twice (DE_IDNR): other digits in another order, repeated as often as in the value. */
const reordered = (value: string, dice: Dice): string => {
  const others = shuffled([...'0123456789'], dice)
  const digits = shuffled(value.match(/[0-9]/g) ?? [], dice).map((digit) => others[Number(digit)]!)
  return pour(another(value, dice), digits.join('')) ?? value
}

/** Another number of the same form that passes the same checks; null where none is found. */
export const makeNumber: MakeSurrogate = ({ value, isValid }, dice) => {
  if (!/^[\x20-\x7e]+$/.test(value) || value.replace(/[^0-9A-Za-z]/g, '').length < MIN_FREE_CHARACTERS) return null
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const made = attempt % 2 === 0 ? another(value, dice) : reordered(value, dice)
    if (made !== value && isValid(made)) return made
  }
  return null
}

/**
 * A US Social Security number that nobody has: areas from 900 are never issued (SSA, "Social Security Number
 * Randomization"), and taxpayer numbers of that form have groups from 50 on (IRS Publication 1915).
 */
export const makeSsn: MakeSurrogate = (original, dice) => {
  if (original.entity !== 'US_SSN') return makeNumber(original, dice)
  const group = String(1 + dice.roll(49)).padStart(2, '0')
  return pour(original.value, `9${randomDigits(2, dice)}${group}${String(1 + dice.roll(9999)).padStart(4, '0')}`)
}
