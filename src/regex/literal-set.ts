import { frequencyOf, WIDE } from './frequency.js'
import { createTrie, HEAD } from './literal-trie.js'
import { foldBeyond, isWhite, type Literal } from './required.js'

/**
 * Where the literals of a set stand in the text that was read last. Its arrays are used again for the next text: nothing
 * of it may be kept.
 */
export type LiteralHits = {
  /** Numbers of the literals that occur, `count` of them, each once. */
  readonly found: Int32Array
  readonly count: number
  readonly isAscii: boolean
  readonly occurs: (literal: number) => boolean
  /** Index of the first place of a literal that occurs, for `next` and `starts`. */
  readonly first: (literal: number) => number
  /** By index: the index of the literal's next place, -1 behind the last one. */
  readonly next: Int32Array
  /** By index: where the literal begins, in code units. */
  readonly starts: Int32Array
}

const FIRST_PLACES = 256

/** Folded units: letters small, digits 0. What is beyond ASCII is WIDE, but for a few letters. */
const FOLDED = Uint16Array.from({ length: 0x10000 }, (_, code) => {
  if (code > 127) return foldBeyond(code).charCodeAt(0)
  return code >= 48 && code <= 57 ? 48 : String.fromCharCode(code).toLowerCase().charCodeAt(0)
})
const WIDE_UNIT = WIDE.charCodeAt(0)
const fold = (code: number): number => FOLDED[code]!

const WORD = Uint8Array.from({ length: 128 }, (_, code) => Number(/\w/.test(String.fromCharCode(code))))
const isWordAt = (units: Uint16Array, length: number, at: number): boolean =>
  at >= 0 && at < length && units[at]! < 128 && WORD[units[at]!] === 1

/** True outside of the text, too. */
const isWhiteAt = (units: Uint16Array, length: number, at: number): boolean =>
  at < 0 || at >= length || isWhite(units[at]!)

/** Kinds of units for the first look: each letter, digits, spaces, some signs, all others. Five bits. */
const KIND_BITS = 5
const SIGNS = '-./:'
const OTHER = 31
const kindOfUnit = (unit: number): number => {
  if (unit >= 97 && unit <= 122) return unit - 96
  if (unit === 48) return 27
  if (unit === 32 || unit === 10 || unit === 9) return 28
  if (unit === WIDE_UNIT) return 29
  return SIGNS.includes(String.fromCharCode(unit)) ? 30 : OTHER
}
const KINDS = Uint8Array.from(FOLDED, kindOfUnit)
const LOOK_SIZE = 1 << (KIND_BITS * HEAD)
const LOOK_MASK = LOOK_SIZE - 1

/** What the first look says of a place: in the middle of a word, at the start of one; a literal of less than three units. */
const ANYWHERE = 1
const AT_START = 2
const SHORT = 4

/** Where the rarest three units of a literal begin: the first look is for these. */
const rarestAt = (text: string): number => {
  let best = 0
  for (let at = 1; at + HEAD <= text.length; at += 1)
    if (frequencyOf(text.slice(at, at + HEAD)) < frequencyOf(text.slice(best, best + HEAD)) * 0.8) best = at
  return best
}

/** For each three kinds of units in a row whether a literal may begin with them, and where it may stand: four bits each. */
const createFirstLook = (literals: readonly Literal[]): Uint8Array => {
  const table = new Uint8Array(LOOK_SIZE / 2)
  for (const { text, isWordStart } of literals) {
    let kinds = 0
    for (let at = 0; at < HEAD; at += 1)
      kinds = (kinds << KIND_BITS) | (at < text.length ? kindOfUnit(text.charCodeAt(at)) : 0)
    // A shorter one may go on with anything.
    const open = 1 << (KIND_BITS * Math.max(0, HEAD - text.length))
    const says = (isWordStart ? AT_START : ANYWHERE) | (text.length < HEAD ? SHORT : 0)
    for (let rest = 0; rest < open; rest += 1) table[(kinds | rest) >> 1]! |= says << (((kinds | rest) & 1) * 4)
  }
  return table
}

/**
 * Reads texts for all literals in one pass: a look into a small table at each place, and a walk through a trie at the few
 * that pass it. A few nanoseconds a character, however many literals there are.
 */
export const createLiteralSet = (whole: readonly Literal[]): ((text: string, units: Uint16Array) => LiteralHits) => {
  const heads = whole.map(({ text }) => text.slice(0, rarestAt(text)))
  const literals = whole.map((literal, number) => ({
    ...literal,
    text: literal.text.slice(heads[number]!.length),
    isWordStart: literal.isWordStart && heads[number] === '',
  }))
  const firstLook = createFirstLook(literals)
  const { roots, behindHead, units: signs, child, sibling, ends } = createTrie(literals.map(({ text }) => text))
  const edges = whole.map(
    ({ isWordStart, isWordEnd, isInside }) => Number(isWordStart) + 2 * Number(isWordEnd) + 4 * Number(isInside),
  )

  const found = new Int32Array(literals.length)
  const firsts = new Int32Array(literals.length)
  const lasts = new Int32Array(literals.length)
  /** By literal: the last text in which it occurred. */
  const marks = new Float64Array(literals.length)
  let mark = 0
  let next = new Int32Array(FIRST_PLACES)
  let starts = new Int32Array(FIRST_PLACES)
  let size = 0
  let count = 0

  const add = (literal: number, start: number) => {
    if (size === next.length) {
      next = doubled(next)
      starts = doubled(starts)
    }
    next[size] = -1
    starts[size] = start
    if (marks[literal] === mark) next[lasts[literal]!] = size
    else {
      marks[literal] = mark
      firsts[literal] = size
      found[count++] = literal
    }
    lasts[literal] = size++
  }
  /** Adds a literal whose tail stands in `[start,end)`, where its head and its edges are there too. */
  const addWhole = (literal: number, units: Uint16Array, length: number, start: number, end: number) => {
    const head = heads[literal]!
    const from = start - head.length
    if (from < 0) return
    for (let at = 0; at < head.length; at += 1) {
      if (fold(units[from + at]!) !== head.charCodeAt(at)) return
    }
    const edge = edges[literal]!
    if ((edge & 1) !== 0 && isWordAt(units, length, from - 1)) return
    if ((edge & 2) !== 0 && isWordAt(units, length, end)) return
    if ((edge & 4) !== 0 && (isWhiteAt(units, length, from - 1) || isWhiteAt(units, length, end))) return
    add(literal, from)
  }
  /** Adds the literals that end with a node of the trie, at a place. */
  const addEnds = (node: number, units: Uint16Array, length: number, start: number, end: number) => {
    const list = ends[node]!
    if (list === null) return
    for (let index = 0; index < list.length; index += 1) addWhole(list[index]!, units, length, start, end)
  }
  const childOf = (node: number, unit: number): number => {
    let at = child[node]!
    while (at !== 0 && signs[at] !== unit) at = sibling[at]!
    return at
  }
  const lookShort = (units: Uint16Array, length: number, start: number) => {
    const node = roots.get(fold(units[start]!)) ?? 0
    if (node === 0) return
    addEnds(node, units, length, start, start + 1)
    const second = start + 1 < length ? childOf(node, fold(units[start + 1]!)) : 0
    if (second !== 0) addEnds(second, units, length, start, start + 2)
  }
  const look = (units: Uint16Array, length: number, start: number, says: number) => {
    if (start < 0 || says === 0) return
    if ((says & ANYWHERE) === 0 && isWordAt(units, length, start - 1)) return
    if ((says & SHORT) !== 0) lookShort(units, length, start)
    let at = start + HEAD
    if (at > length) return
    let node = behindHead(fold(units[start]!), fold(units[start + 1]!), fold(units[start + 2]!))
    while (node !== 0) {
      addEnds(node, units, length, start, at)
      if (at >= length) return
      node = childOf(node, fold(units[at]!))
      at += 1
    }
  }

  return (text, units) => {
    mark += 1
    size = count = 0
    let beyond = 0
    let kinds = 0
    const { length } = text
    for (let at = 0; at < length; at += 1) {
      const code = units[at]!
      beyond |= code
      kinds = ((kinds << KIND_BITS) | KINDS[code]!) & LOOK_MASK
      const says = (firstLook[kinds >> 1]! >> ((kinds & 1) * 4)) & 7
      if (says !== 0) look(units, length, at - HEAD + 1, says)
    }
    for (let at = length; at < length + HEAD - 1; at += 1) {
      kinds = (kinds << KIND_BITS) & LOOK_MASK
      look(units, length, at - HEAD + 1, (firstLook[kinds >> 1]! >> ((kinds & 1) * 4)) & 7)
    }
    const isAscii = beyond < 128
    return {
      found,
      count,
      isAscii,
      occurs: (literal) => marks[literal] === mark,
      first: (literal) => firsts[literal]!,
      next,
      starts,
    }
  }
}

/** The same with room for twice as much. */
export const doubled = (array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
