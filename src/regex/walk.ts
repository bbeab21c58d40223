import { type Alphabet, kindAt, REPLACEMENT } from './alphabet.js'
import { type Automaton, createCanStart } from './automaton.js'

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const joined = (high: number, low: number): number => (high - 0xd800) * 0x400 + low - 0xdc00 + 0x10000
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000

/** The code point that begins at a place; half a pair is the sign for what cannot be read. */
export const pointAt = (units: Uint16Array, at: number, end: number): number => {
  const code = units[at]!
  if (!isHigh(code)) return isLow(code) ? REPLACEMENT : code
  return at + 1 < end && isLow(units[at + 1]!) ? joined(code, units[at + 1]!) : REPLACEMENT
}

/** The code point that ends before a place. */
const pointBefore = (units: Uint16Array, at: number, from: number): number => {
  const code = units[at - 1]!
  if (!isLow(code)) return isHigh(code) ? REPLACEMENT : code
  return at - 2 >= from && isHigh(units[at - 2]!) ? joined(units[at - 2]!, code) : REPLACEMENT
}

export const UNDECIDED = -2
/** Longer walks are not made from each place anew, but for patterns that say how long: they would cost their length times the text's. */
const LONGEST_WALK = 512
/** Nor are those of longer patterns. */
export const LONGEST_BOUND = 2048

/** An automaton on its way through texts. A text ends at `end`; what stands before a place is seen. */
export type Walker = {
  /** End of the match that begins at `start`, or begins there or later for a floating automaton; -1 for none. */
  readonly forward: (units: Uint16Array, start: number, end: number) => number
  /** Start of the longest match of a reversed program that ends at `start`, and begins at `from` or later; -1 for none. */
  readonly backward: (units: Uint16Array, start: number, from: number, end: number) => number
  /**
   * First start from `from` to `last` at which something matches, -1 for none; `foundEnd` is then its end. UNDECIDED where
   * that takes a walk of more than 512, or more than the longest match where that is less than LONGEST_BOUND.
   */
  readonly first: (units: Uint16Array, from: number, last: number, end: number) => number
  readonly foundEnd: () => number
}

export const createWalker = (
  automaton: Automaton,
  alphabet: Alphabet,
  maxLength = Number.POSITIVE_INFINITY,
): Walker => {
  const longest = maxLength < LONGEST_BOUND ? LONGEST_BOUND : LONGEST_WALK
  const { size, ascii, classOf, kinds } = alphabet
  const outside = size - 1
  const asciiKinds = Uint8Array.from(ascii, (cls) => kinds[cls]!)
  const wideKind = kinds[classOf(REPLACEMENT)]!
  let canStart: Uint8Array | null = null
  let found = -1

  /** Goes on from a state at a place; the end of the last match, or -1. */
  const run = (units: Uint16Array, start: number, end: number, first: number, limit: number): number => {
    let { moves } = automaton
    let state = first
    let at = start
    let match = -1
    for (;;) {
      let cls = outside
      let width = 1
      if (at < end) {
        const code = units[at]!
        if (code < 128) cls = ascii[code]!
        else {
          const point = pointAt(units, at, end)
          cls = classOf(point)
          if (point > 0xffff) width = 2
        }
      }
      let move = moves[state * size + cls]!
      if (move < 0) {
        move = automaton.move(state, cls)
        moves = automaton.moves
      }
      if ((move & 1) === 1) match = at
      state = move >> 1
      if (state === 0) return match
      at += width
      if (at > limit) return UNDECIDED
    }
  }

  return {
    forward: (units, start, end) =>
      run(units, start, end, automaton.startAfter(kindAt(alphabet, units, start - 1, end)), end),
    backward: (units, start, from, end) => {
      let state = automaton.startAfter(kindAt(alphabet, units, start, end))
      let match = -1
      for (let at = start; ; ) {
        const point = at > 0 ? pointBefore(units, at, 0) : -1
        const cls = point < 0 ? outside : point < 128 ? ascii[point]! : classOf(point)
        let move = automaton.moves[state * size + cls]!
        if (move < 0) move = automaton.move(state, cls)
        if ((move & 1) === 1) match = at
        state = move >> 1
        if (state === 0 || at <= from) return match
        at -= point > 0xffff ? 2 : 1
      }
    },
    first: (units, from, last, end) => {
      canStart ??= createCanStart(automaton, alphabet)
      const stop = Math.min(last + 1, end)
      let before = kindAt(alphabet, units, from - 1, end)
      for (let at = from; at < stop; at += 1) {
        const code = units[at]!
        const kind = before
        before = code < 128 ? asciiKinds[code]! : wideKind
        // Most places are out of question after one look; none is in the middle of a character.
        if (code < 128 ? canStart[kind * 128 + code] === 0 : isLow(code) && at > 0 && isHigh(units[at - 1]!)) continue
        found = run(units, at, end, automaton.startAfter(kind), at + longest)
        if (found >= 0) return at
        if (found === UNDECIDED) return UNDECIDED
      }
      return -1
    },
    foundEnd: () => found,
  }
}
