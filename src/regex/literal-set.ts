import { frequencyOf, type Literal, ODD_CASE, WIDE } from './required.js'

/**
 * Where the literals of a set stand in the text that was read last. Its arrays are used again for the next text: nothing
 * of it may be kept.
 */
export type LiteralHits = {
  /** Numbers of the literals that occur, `count` of them, each once. */
  readonly found: Int32Array
  readonly count: number
  readonly isAscii: boolean
  /** True where the text holds a letter that literals leave out: then any may occur that is not found. */
  readonly isUncertain: boolean
  readonly occurs: (literal: number) => boolean
  /** Index of the first place of a literal that occurs, for `next` and `starts`. */
  readonly first: (literal: number) => number
  /** By index: the index of the literal's next place, -1 behind the last one. */
  readonly next: Int32Array
  /** By index: where the literal begins, in code units. */
  readonly starts: Int32Array
}

const FIRST_PLACES = 256

const isWordAt = (units: Uint16Array, length: number, at: number): boolean => {
  if (at < 0 || at >= length) return false
  const code = units[at]!
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
}

/** Folded units of ASCII: letters small, digits 0. What is beyond it is WIDE. */
const FOLDED = Uint16Array.from({ length: 128 }, (_, code) =>
  code >= 48 && code <= 57 ? 48 : String.fromCharCode(code).toLowerCase().charCodeAt(0),
)
const WIDE_UNIT = WIDE.charCodeAt(0)

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
const WIDE_KIND = kindOfUnit(WIDE_UNIT)
/** So many units are looked at first, together. */
const LOOK = 3
const LOOK_SIZE = 1 << (KIND_BITS * LOOK)
const LOOK_MASK = LOOK_SIZE - 1

/** In the middle of a word, at the start of one. */
const ANYWHERE = 1
const AT_START = 2

/** What stands before the rarest three units of a literal: the first look is for these. */
const headOf = (text: string): string => {
  let best = 0
  for (let at = 1; at + LOOK <= text.length; at += 1)
    if (frequencyOf(text.slice(at, at + LOOK)) < frequencyOf(text.slice(best, best + LOOK)) * 0.8) best = at
  return text.slice(0, best)
}

/** For each three kinds of units in a row whether a literal may begin with them, and where it may stand. */
const createFirstLook = (literals: readonly Literal[]): Uint8Array => {
  const table = new Uint8Array(LOOK_SIZE)
  for (const { text, isWordStart } of literals) {
    let bits = 0
    for (let at = 0; at < LOOK; at += 1)
      bits = (bits << KIND_BITS) | (at < text.length ? kindOfUnit(text.charCodeAt(at)) : 0)
    // A shorter one may go on with anything.
    const open = 1 << (KIND_BITS * Math.max(0, LOOK - text.length))
    for (let rest = 0; rest < open; rest += 1) table[bits | rest]! |= isWordStart ? AT_START : ANYWHERE
  }
  return table
}

/** A trie as arrays: of each node its unit, its first child, its next sibling, and the literals that end there. */
const createTrie = (literals: readonly Literal[]) => {
  const nodes = [{ unit: 0, child: 0, sibling: 0, ends: [] as number[] }]
  for (const [number, { text }] of literals.entries()) {
    let node = nodes[0]!
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      let child = node.child
      while (child !== 0 && nodes[child]!.unit !== unit) child = nodes[child]!.sibling
      if (child === 0) {
        child = nodes.push({ unit, child: 0, sibling: node.child, ends: [] }) - 1
        node.child = child
      }
      node = nodes[child]!
    }
    node.ends.push(number)
  }
  return {
    unit: Uint16Array.from(nodes, ({ unit }) => unit),
    child: Int32Array.from(nodes, ({ child }) => child),
    sibling: Int32Array.from(nodes, ({ sibling }) => sibling),
    ends: nodes.map(({ ends }) => (ends.length === 0 ? null : Int32Array.from(ends))),
  }
}

/**
 * Reads texts for all literals in one pass: a look into a small table at each place, and a walk through a trie at the few
 * that pass it. A few nanoseconds a character, however many literals there are.
 */
export const createLiteralSet = (whole: readonly Literal[]): ((text: string, units: Uint16Array) => LiteralHits) => {
  const heads = whole.map(({ text }) => headOf(text))
  const literals = whole.map((literal, number) => ({
    ...literal,
    text: literal.text.slice(heads[number]!.length),
    isWordStart: literal.isWordStart && heads[number] === '',
  }))
  const firstLook = createFirstLook(literals)
  const { unit: signs, child, sibling, ends } = createTrie(literals)
  const roots = new Int32Array(WIDE_UNIT + 1)
  for (let node = child[0]!; node !== 0; node = sibling[node]!) roots[signs[node]!] = node
  const edges = whole.map(({ isWordStart, isWordEnd }) => Number(isWordStart) + 2 * Number(isWordEnd))

  const found = new Int32Array(literals.length)
  const firsts = new Int32Array(literals.length)
  const lasts = new Int32Array(literals.length)
  const marks = new Int32Array(literals.length)
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
      const code = units[from + at]!
      if ((code < 128 ? FOLDED[code]! : WIDE_UNIT) !== head.charCodeAt(at)) return
    }
    const edge = edges[literal]!
    if ((edge & 1) !== 0 && isWordAt(units, length, from - 1)) return
    if ((edge & 2) === 0 || !isWordAt(units, length, end)) add(literal, from)
  }
  /** Adds the literals whose tails begin at a place. */
  const walk = (units: Uint16Array, length: number, start: number) => {
    let at = start
    let code = units[at]!
    let node = roots[code < 128 ? FOLDED[code]! : WIDE_UNIT]!
    while (node !== 0) {
      at += 1
      const list = ends[node]!
      if (list !== null)
        for (let index = 0; index < list.length; index += 1) addWhole(list[index]!, units, length, start, at)
      node = child[node]!
      if (node === 0 || at >= length) return
      code = units[at]!
      const unit = code < 128 ? FOLDED[code]! : WIDE_UNIT
      while (node !== 0 && signs[node] !== unit) node = sibling[node]!
    }
  }

  const look = (units: Uint16Array, length: number, start: number, bits: number) => {
    if (start < 0 || bits === 0) return
    const isInWord = isWordAt(units, length, start - 1)
    if (bits !== AT_START || !isInWord) walk(units, length, start)
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
      kinds = ((kinds << KIND_BITS) | (code < 128 ? KINDS[code]! : WIDE_KIND)) & LOOK_MASK
      if (firstLook[kinds] !== 0) look(units, length, at - LOOK + 1, firstLook[kinds]!)
    }
    for (let at = length; at < length + LOOK - 1; at += 1) {
      kinds = (kinds << KIND_BITS) & LOOK_MASK
      look(units, length, at - LOOK + 1, firstLook[kinds]!)
    }
    const isAscii = beyond < 128
    return {
      found,
      count,
      isAscii,
      isUncertain: !isAscii && ODD_CASE.test(text),
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
