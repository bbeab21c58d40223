/** Random candidates for a check, without any knowledge of its check digits. */

/** Small linear congruential generator: the same numbers in every run. Constants of Numerical Recipes. */
const createRandom = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export const random = createRandom(2026)

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const two = (number: number): string => String(number).padStart(2, '0')

/** Parts of a date that a mask may name in braces. */
const dateParts = (): Readonly<Record<string, string>> => {
  const year = 1930 + random(90)
  const month = two(1 + random(12))
  const day = two(1 + random(28))
  const yy = two(year % 100)
  return {
    dmy: `${day}${month}${yy}`,
    ymd: `${yy}${month}${day}`,
    Ymd: `${year}${month}${day}`,
    dmyyy: `${day}${month}${String(year % 1000).padStart(3, '0')}`,
    yy,
    mm: month,
    dd: day,
  }
}

/** A mask filled in: `#` a digit, `^` one from 1 on, `@` a letter, `*` either, `{dmy}` a date; all else stands for itself. */
export const fill = (mask: string): string => {
  const parts = dateParts()
  const dated = mask.replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole)
  return Array.from(dated, (sign) => {
    if (sign === '#') return String(random(10))
    if (sign === '^') return String(1 + random(9))
    if (sign === '@') return LETTERS.charAt(random(26))
    if (sign === '*') return random(2) === 0 ? String(random(10)) : LETTERS.charAt(random(26))
    return sign
  }).join('')
}

/** All values with one digit at `index` changed; none when there is no digit. */
export const changesAt = (value: string, index: number): readonly string[] => {
  const digit = value.charCodeAt(index) - 48
  if (digit < 0 || digit > 9) return []
  return Array.from(
    { length: 9 },
    (_, step) => `${value.slice(0, index)}${(digit + step + 1) % 10}${value.slice(index + 1)}`,
  )
}

/** `value` with one random digit changed. */
export const changeOneDigit = (value: string): string => {
  for (;;) {
    const changes = changesAt(value, random(value.length))
    if (changes.length > 0) return changes[random(changes.length)]!
  }
}
