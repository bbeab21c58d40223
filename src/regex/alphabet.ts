import { type CharSet, WORD } from './char-set.js'
import type { Program } from './program.js'

/** What an assertion can ask of a character beside it. */
export const PLAIN = 0
export const WORD_UNIT = 1
export const LINE_BREAK = 2
/** There is none: the text begins or ends here. */
export const NO_CHAR = 3

/**
 * The kinds of characters that a program tells apart: characters of one class go the same way everywhere. The last class,
 * `size - 1`, is the end of the text.
 */
export type Alphabet = {
  readonly size: number
  /** Class of each ASCII code. */
  readonly ascii: Uint8Array
  readonly classOf: (codePoint: number) => number
  /** By class, one of PLAIN, WORD_UNIT, LINE_BREAK and NO_CHAR. */
  readonly kinds: Uint8Array
  /** True where the set of this index holds the class. */
  readonly holds: (set: number, cls: number) => boolean
}

const MAX_CLASSES = 255
const PAGE_BITS = 8
const PAGE_UNITS = 1 << PAGE_BITS
const LINE: CharSet = [10, 10]

/** The alphabet of a program, or null for one of too many classes. */
export const createAlphabet = ({ sets, hasAssertions }: Program): Alphabet | null => {
  const all = hasAssertions ? [...sets, WORD, LINE] : sets
  const cuts = [...new Set([0, 128, ...all.flatMap((set) => set.map((code, at) => code + (at & 1)))])]
  const starts = Int32Array.from(cuts).sort()
  /** Of each stretch between two cuts: refined once for each set. */
  const classes = new Int32Array(starts.length)
  let count = 1
  for (const set of all) {
    const split = new Map<number, number>()
    let at = 0
    for (let index = 0; index < starts.length; index += 1) {
      while (at < set.length && set[at + 1]! < starts[index]!) at += 2
      if (at >= set.length || set[at]! > starts[index]!) continue
      const known = split.get(classes[index]!) ?? count++
      split.set(classes[index]!, known)
      classes[index] = known
    }
  }
  const numbers = new Map<number, number>()
  for (const each of classes) if (!numbers.has(each)) numbers.set(each, numbers.size)
  const size = numbers.size + 1
  if (size > MAX_CLASSES) return null

  const stretchOf = (codePoint: number): number => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= codePoint) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  const look = (codePoint: number): number => numbers.get(classes[stretchOf(codePoint)]!)!
  const pages: (Uint8Array | undefined)[] = []
  const classOf = (codePoint: number): number => {
    const page = codePoint >> PAGE_BITS
    const known = pages[page] ?? Uint8Array.from({ length: PAGE_UNITS }, (_, at) => look((page << PAGE_BITS) + at))
    pages[page] = known
    return known[codePoint & (PAGE_UNITS - 1)]!
  }

  const members = sets.map((set) => membership(set, starts, classes, numbers))
  const kinds = new Uint8Array(size)
  if (hasAssertions) {
    for (const [set, kind] of [[WORD, WORD_UNIT] as const, [LINE, LINE_BREAK] as const])
      for (const [cls, isIn] of membership(set, starts, classes, numbers).entries()) if (isIn === 1) kinds[cls] = kind
  }
  kinds[size - 1] = NO_CHAR
  return {
    size,
    ascii: Uint8Array.from({ length: 128 }, (_, code) => look(code)),
    classOf,
    kinds,
    holds: (set, cls) => members[set]![cls] === 1,
  }
}

/** For each class whether the set holds it. */
const membership = (
  set: CharSet,
  starts: Int32Array,
  classes: Int32Array,
  numbers: ReadonlyMap<number, number>,
): Uint8Array => {
  const found = new Uint8Array(numbers.size + 1)
  let at = 0
  for (const [index, start] of starts.entries()) {
    while (at < set.length && set[at + 1]! < start) at += 2
    if (at < set.length && set[at]! <= start) found[numbers.get(classes[index]!)!] = 1
  }
  return found
}

/** A character beyond ASCII, as it stands in UTF-16: half a pair counts as the sign for what cannot be read. */
export const REPLACEMENT = 0xfffd

/** Kind of the character at a place of a text that ends at `end`: NO_CHAR outside of it. */
export const kindAt = ({ ascii, classOf, kinds }: Alphabet, units: Uint16Array, at: number, end: number): number => {
  if (at < 0 || at >= end) return NO_CHAR
  const code = units[at]!
  // Neither words nor lines are made of what is beyond ASCII.
  return kinds[code < 128 ? ascii[code]! : classOf(REPLACEMENT)]!
}
