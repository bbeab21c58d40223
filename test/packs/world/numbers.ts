import { CHECKS } from '../../../src/detect/checks/index.js'

/** A number's rule as its authority's table gives it, written a second time and in another way than the check under test. */
export type Spec = {
  /** A random number; `?` stands where characters of `checkAlphabet` are tried until the formula holds. */
  readonly shape: (random: Random) => string
  readonly formula: (value: string) => boolean
  readonly checkAlphabet?: string
  /** Share of single-character errors that the algorithm lets through; 0 (the default) means that it catches each. */
  readonly blindShare?: number
  /** The check knows more kinds of number than this formula. */
  readonly isPartial?: true
}

export type Random = {
  readonly below: (limit: number) => number
  readonly digits: (count: number) => string
  readonly pick: (options: string | readonly string[]) => string
  /** A day between 1930 and 2019 as yyyymmdd. */
  readonly date: (from?: number, to?: number) => string
}

export const DIGITS = '0123456789'
export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const digits = (count: number): string => Array.from({ length: count }, () => below(10)).join('')
  const pick = (options: string | readonly string[]): string => options[below(options.length)]!
  const date = (from = 1930, to = 2019): string =>
    new Date(Date.UTC(from + below(to - from + 1), 0, 1 + below(365))).toISOString().slice(0, 10).replaceAll('-', '')
  return { below, digits, pick, date }
}

/** What the characters are worth, digits as themselves, A as 10. */
export const valuesOf = (value: string): number[] => [...value].map((char) => Number.parseInt(char, 36))

export const dot = (value: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * valuesOf(value)[index]!, 0)

/** The character behind the weighted ones is the entry of `table` at the remainder; the table's length is the modulus. */
export const byTable =
  (weights: readonly number[], table: string) =>
  (value: string): boolean =>
    table[dot(value, weights) % table.length] === value[weights.length]

/** Digits doubled, from the right, the last one single; two-digit products count as the sum of their digits. */
export const luhnSum = (value: string): number =>
  [...value]
    .reverse()
    .map((char, index) => [...String(Number(char) * (1 + (index % 2)))].reduce((sum, part) => sum + Number(part), 0))
    .reduce((sum, part) => sum + part, 0)

export const isDate = (yyyymmdd: string): boolean => {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6, 8)]
  const parsed = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(`${year}-${month}-${day}`)
}

/** One number for which the formula holds. */
const completed = (spec: Spec, random: Random): string => {
  const alphabet = spec.checkAlphabet ?? DIGITS
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    const shape = spec.shape(random)
    const holes = [...shape].filter((char) => char === '?').length
    for (let code = 0; code < alphabet.length ** holes; code += 1) {
      let rest = code
      const value = shape.replaceAll('?', () => {
        const char = alphabet[rest % alphabet.length]!
        rest = Math.floor(rest / alphabet.length)
        return char
      })
      if (spec.formula(value)) return value
    }
  }
  throw new Error('the formula never holds for this shape')
}

export const generate = (spec: Spec, { count, seed }: { readonly count: number; readonly seed: number }): string[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => completed(spec, random))
}

/** The number with one character replaced by another of its kind. */
export const corrupted = (value: string, random: Random): string => {
  const at = random.below(value.length)
  const alphabet = DIGITS.includes(value[at]!) ? DIGITS : LETTERS
  const others = [...alphabet].filter((char) => char !== value[at])
  return value.slice(0, at) + random.pick(others) + value.slice(at + 1)
}

export const checkNamed = (name: string): ((value: string) => boolean) => {
  const check = CHECKS.get(name)
  if (check === undefined) throw new Error(`no check is named ${name}`)
  return (value) => check(value) === true
}
