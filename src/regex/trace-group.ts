import { type Alphabet, kindAt } from './alphabet.js'
import { standsBetween } from './automaton.js'
import { ASSERT, type Program, SAVE, SET, SPLIT } from './program.js'
import { pointAt } from './walk.js'

/** Larger searches are left to the engine; they are of files in a text. */
const MAX_CELLS = 1 << 20

/** Half-open, in code units; null where the group took no part in the match. */
export type GroupRange = { readonly start: number; readonly end: number } | null

/** By cell: the last search that entered it. One for all searches, and never cleared: a large one touches few cells. */
let visited = new Uint32Array(0)
let search = 0

const beginSearch = (cells: number): void => {
  search = (search + 1) >>> 0
  if (search > 0 && visited.length >= cells) return
  visited = new Uint32Array(Math.max(cells, visited.length))
  search = 1
}

/**
 * Says where the group is in the match `[start,next)` that is known to be there. No place is entered twice by the same
 * instruction, so the time is the size of the program times the match's length at most. `undefined` for a large one.
 */
export const createTraceGroup = (program: Program, alphabet: Alphabet) => {
  const { ops, a, b } = program
  const { ascii, classOf, holds } = alphabet
  /** Instructions and places to go on from; what is pushed last is tried first. Negative ones put a saved place back. */
  const stack: number[] = []
  const saved = [-1, -1]

  return (units: Uint16Array, start: number, next: number, end: number): GroupRange | undefined => {
    const width = next - start + 1
    const cells = ops.length * width
    if (cells > MAX_CELLS) return undefined
    beginSearch(cells)
    saved[0] = saved[1] = -1
    stack.length = 0
    stack.push(program.start, start)
    while (stack.length > 0) {
      const at = stack.pop()!
      const pc = stack.pop()!
      if (pc < 0) {
        saved[-1 - pc] = at
        continue
      }
      const cell = pc * width + at - start
      if (visited[cell] === search) continue
      visited[cell] = search
      const op = ops[pc]
      if (op === SPLIT) stack.push(b[pc]!, at, a[pc]!, at)
      else if (op === SET) {
        if (at >= next) continue
        const code = units[at]!
        const point = code < 128 ? code : pointAt(units, at, end)
        const cls = code < 128 ? ascii[code]! : classOf(point)
        if (holds(a[pc]!, cls)) stack.push(b[pc]!, at + (point > 0xffff ? 2 : 1))
      } else if (op === ASSERT) {
        const before = kindAt(alphabet, units, at - 1, end)
        if (standsBetween(a[pc]!, before, kindAt(alphabet, units, at, end))) stack.push(b[pc]!, at)
      } else if (op === SAVE) {
        const slot = a[pc]!
        stack.push(-1 - slot, saved[slot]!, b[pc]!, at)
        saved[slot] = at
      } else if (at === next) return saved[0]! < 0 || saved[1]! < 0 ? null : { start: saved[0]!, end: saved[1]! }
    }
    return undefined
  }
}
