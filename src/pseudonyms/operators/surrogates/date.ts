import type { Dice } from '../dice.js'
import type { MakeSurrogate } from './maker.js'

const NUMBER = /[0-9]+/g
const MAX_MONTH = 12
/** Every month has this day. */
const MAX_DAY = 28
/** Years are moved by at most so many. */
const YEARS = 4

const two = (from: number, to: number, { roll }: Dice): number => from + roll(to - from + 1)

const number = (text: string, dice: Dice): string => {
  const value = Number(text)
  if (text.length === 4) return String(value - YEARS + dice.roll(YEARS))
  if (text.length > 2) return text
  // What may be a month stays one; what can only be a day stays a day.
  const moved = value <= MAX_MONTH ? two(1, MAX_MONTH, dice) : two(MAX_MONTH + 1, MAX_DAY, dice)
  return String(moved).padStart(text.length, '0').slice(-Math.max(text.length, 2))
}

/** Another date in the same notation, some years earlier at most; names of months stay. */
export const makeDate: MakeSurrogate = ({ value }, dice) =>
  /^[\x20-\x7e]+$/.test(value) && /[0-9]/.test(value) ? value.replace(NUMBER, (text) => number(text, dice)) : null
