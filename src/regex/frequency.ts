/** Stands for any code unit beyond ASCII. */
export const WIDE = '\uffff'
/** Stands for the edge of a word. */
export const EDGE = '\u0001'

/** Shares of letters and spaces in prose, in thousandths; what is not listed is rare. */
const SHARES = new Map(
  Object.entries({ ' ': 170, e: 100, t: 70, a: 65, o: 60, i: 60, n: 60, s: 55, r: 55, h: 40, l: 35, d: 35, u: 25 }),
)
for (const letter of 'cmfgpybwvk0') SHARES.set(letter, 18)
for (const sign of '.,\n') SHARES.set(sign, 12)
const RARE = 4
const BEYOND = 4
/** What a text holds of a kind it holds in rows. */
const NEXT_DIGIT = 0.5

/** Letters follow each other by habit, and digits stand in rows. */
export const frequencyOf = (literal: string): number => {
  let share = 1
  let last = ''
  for (const unit of literal) {
    if (unit === EDGE) share *= 0.4
    else if (unit === '0' && last === '0') share *= NEXT_DIGIT
    else share *= ((unit === WIDE ? BEYOND : (SHARES.get(unit) ?? RARE)) / 1000) ** 0.7
    last = unit
  }
  return share
}
