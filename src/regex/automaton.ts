import { type Alphabet, LINE_BREAK, NO_CHAR, PLAIN, WORD_UNIT } from './alphabet.js'
import { ASSERT, ASSERTIONS, MATCH, type Program, SAVE, SET, SPLIT } from './program.js'

/**
 * How an automaton searches. `anchored`: matches begin where it starts, and of several the one that the pattern prefers
 * counts. `floating`: they begin there or later, the leftmost counts. `every`: as anchored, but every match counts. `once`: as
 * every, but a pattern that has matched is followed no further.
 */
export type Mode = 'anchored' | 'floating' | 'every' | 'once'

/** Made as they are met: their states cost about a hundred times what walking them does. */
const MAX_STATES = 4096
const FIRST_STATES = 8
const UNKNOWN = -1
/** The state in which nothing can match any more. */
const DEAD = 0

/**
 * A deterministic automaton whose states are made when they are first met. A move out of a state on a class of
 * characters is `2 * state`, plus 1 where a match ends *before* that character.
 */
export type Automaton = {
  /** State at a place, by the kind of what stands behind the walker: one of the alphabet's. */
  readonly startAfter: (kind: number) => number
  /** Moves out of all states: `moves[state * size + class]`, -1 where not yet known. Replaced as it grows. */
  moves: Int32Array
  /** Works out a move. The state may be forgotten with all others; the one it leads to is valid. */
  readonly move: (state: number, cls: number) => number
  /** The patterns that match by each move, by its place in `moves`; of the last one worked out, by -1. */
  readonly ended: Map<number, Int32Array>
}

/** True where an assertion (its index) holds between two kinds of characters. */
export const standsBetween = (assertion: number, before: number, after: number): boolean => {
  const holds = ASSERTIONS[assertion]!
  if (holds === 'begin') return before === NO_CHAR
  if (holds === 'end') return after === NO_CHAR
  if (holds === 'line-begin') return before === NO_CHAR || before === LINE_BREAK
  if (holds === 'line-end') return after === NO_CHAR || after === LINE_BREAK
  return ((before === WORD_UNIT) !== (after === WORD_UNIT)) === (holds === 'edge')
}

/** By instruction: the number of its pattern. Those of a pattern follow what says that it matches. */
const patternsOf = ({ ops, a }: Program): Int32Array => {
  let pattern = 0
  return Int32Array.from(ops, (op, pc) => {
    if (op === MATCH) pattern = a[pc]!
    return pattern
  })
}

/** Threads in order of preference, what stands behind them, and whether matches may still begin. */
type State = { readonly threads: Int32Array; readonly before: number; readonly isOpen: boolean }

export const createAutomaton = (program: Program, alphabet: Alphabet, mode: Mode): Automaton => {
  const { ops, a, b, hasAssertions } = program
  const { size, kinds, holds } = alphabet
  const states: State[] = []
  const byKey = new Map<string, number>()
  const seen = new Int32Array(ops.length)
  let mark = 0
  const starts: number[] = []
  const stack: number[] = []
  let hasMatch = false
  const matched: number[] = []
  const countsEvery = mode === 'every' || mode === 'once'
  const patterns = mode === 'once' ? patternsOf(program) : null

  const intern = (threads: readonly number[], before: number, isOpen: boolean): number => {
    const key = `${before}${isOpen}${threads.join()}`
    const known = byKey.get(key)
    if (known !== undefined) return known
    const state = states.push({ threads: Int32Array.from(threads), before, isOpen }) - 1
    byKey.set(key, state)
    if ((state + 1) * size > automaton.moves.length) {
      const grown = new Int32Array(automaton.moves.length * 2).fill(UNKNOWN)
      grown.set(automaton.moves)
      automaton.moves = grown
    }
    return state
  }

  const reset = () => {
    states.length = 0
    starts.length = 0
    byKey.clear()
    automaton.ended.clear()
    automaton.moves.fill(UNKNOWN)
    intern([], PLAIN, false)
    automaton.moves.fill(DEAD, 0, size)
  }

  /** Follows what takes no character, in order of preference; true when a match ends here. */
  const follow = (from: number, before: number, after: number, reached: number[]): boolean => {
    let isEnd = false
    stack.push(from)
    while (stack.length > 0) {
      const pc = stack.pop()!
      if (seen[pc] === mark) continue
      seen[pc] = mark
      if (ops[pc] === SET) reached.push(pc)
      else if (ops[pc] === SPLIT) stack.push(b[pc]!, a[pc]!)
      else if (ops[pc] === SAVE || (ops[pc] === ASSERT && standsBetween(a[pc]!, before, after))) stack.push(b[pc]!)
      else if (ops[pc] === MATCH) {
        if (!countsEvery) {
          stack.length = 0
          return true
        }
        isEnd = true
        matched.push(a[pc]!)
      }
    }
    return isEnd
  }

  /** Instructions that take a character, in order of preference; what is preferred less than a match is out of the race. */
  const reach = ({ threads, before, isOpen }: State, after: number): readonly number[] => {
    const reached: number[] = []
    mark += 1
    hasMatch = false
    matched.length = 0
    for (const thread of threads) {
      hasMatch = follow(thread, before, after, reached) || hasMatch
      if (hasMatch && !countsEvery) return reached
    }
    if (isOpen) hasMatch = follow(program.start, before, after, reached)
    return reached
  }

  const move = (from: number, cls: number): number => {
    const state = states[from]!
    const reached = reach(state, kinds[cls]!)
    const next: number[] = []
    mark += 1
    for (const pc of reached) {
      if (!holds(a[pc]!, cls) || seen[b[pc]!] === mark) continue
      if (patterns !== null && matched.includes(patterns[pc]!)) continue
      seen[b[pc]!] = mark
      next.push(b[pc]!)
    }
    // A match that is found is left of all that could begin later.
    const isOpen = state.isOpen && !hasMatch
    const isDead = cls === size - 1 || (next.length === 0 && !isOpen)
    const ends = Number(hasMatch)
    const before = hasAssertions ? kinds[cls]! : PLAIN
    const isFull = states.length >= MAX_STATES
    if (isFull) reset()
    const to = (isDead ? DEAD : intern(next, before, isOpen)) * 2 + ends
    const place = isFull ? -1 : from * size + cls
    if (matched.length > 0) automaton.ended.set(place, Int32Array.from(matched)).set(-1, automaton.ended.get(place)!)
    if (!isFull) automaton.moves[place] = to
    return to
  }

  const automaton: Automaton = {
    moves: new Int32Array(FIRST_STATES * size).fill(UNKNOWN),
    startAfter: (kind) => {
      starts[kind] ??= intern([program.start], hasAssertions ? kind : PLAIN, mode === 'floating')
      return starts[kind]
    },
    move,
    ended: new Map(),
  }
  reset()
  return automaton
}

/** By the kind of what stands before (times 128) and the ASCII code that comes: 0 where no match can begin with it. */
export const createCanStart = (automaton: Automaton, { size, ascii, kinds }: Alphabet): Uint8Array => {
  const table = new Uint8Array(4 * 128)
  for (const before of new Set([...kinds])) {
    const state = automaton.startAfter(before)
    for (let code = 0; code < 128; code += 1) {
      const known = automaton.moves[state * size + ascii[code]!]!
      const move = known < 0 ? automaton.move(state, ascii[code]!) : known
      table[before * 128 + code] = Number(move !== 0)
    }
  }
  return table
}
