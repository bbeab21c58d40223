import { createAlphabet } from './alphabet.js'
import { createAutomaton } from './automaton.js'
import { compileProgram } from './program.js'
import { parse } from './syntax.js'
import { createTraceGroup } from './trace-group.js'
import { createWalker, LONGEST_BOUND, UNDECIDED } from './walk.js'

/** `[from,next)` is the match; `[start,end)` is its group, or the same. */
export type Hit = { readonly from: number; readonly start: number; readonly end: number; readonly next: number }

/** What a pattern is compiled with. `maxLength`: longest match in code units, Infinity where there is none. */
export type RegexOptions = {
  readonly ignoresCase: boolean
  readonly capture: string | null
  readonly maxLength: number
}

/** `undefined` where this search is too large for it: the caller asks another engine. */
export type Regex = {
  /** Leftmost match that begins in `[from,last]`, or one behind `last` before which none begins; the text, by its code units, ends at `end`, and what precedes `from` is seen. */
  readonly exec: (units: Uint16Array, from: number, last: number, end: number) => Hit | null | undefined
}

/** Nothing begins at any place from where the search began. */
const NOWHERE: Hit = { from: Infinity, start: Infinity, end: Infinity, next: Infinity }
/** In more places than this a floating automaton is faster. */
const MAX_RESTARTS = 256

/**
 * A regular expression of RE2 syntax with RE2's meaning, in plain JavaScript and without a call out of it; null for what
 * it does not know. It finds the leftmost match and of several that begin there the preferred one, in time linear in the
 * text: matches of bounded length by an automaton that starts at each place, others by one that floats over the text and
 * finds the end, and one that walks back to the start.
 */
export const createRegex = (source: string, { ignoresCase, capture, maxLength }: RegexOptions): Regex | null => {
  const root = parse(source, ignoresCase)
  const program = root === null ? null : compileProgram([root], { isReversed: false, capture })
  const alphabet = program === null ? null : createAlphabet(program)
  if (root === null || program === null || alphabet === null) return null
  const traceGroup = capture === null ? null : createTraceGroup(program, alphabet)

  const hit = (units: Uint16Array, from: number, next: number, end: number): Hit | undefined => {
    if (traceGroup === null) return { from, start: from, end: next, next }
    const group = traceGroup(units, from, next, end)
    if (group === undefined) return undefined
    return group === null ? { from, start: from, end: next, next } : { from, ...group, next }
  }

  const walker = createWalker(createAutomaton(program, alphabet, 'anchored'), alphabet, maxLength)
  if (maxLength < LONGEST_BOUND)
    return {
      exec: (units, from, last, end) => {
        const start = walker.first(units, from, last, end)
        return start < 0 ? null : hit(units, start, walker.foundEnd(), end)
      },
    }
  const reversed = compileProgram([root], { isReversed: true, capture: null })
  const mirrored = reversed === null ? null : createAlphabet(reversed)
  if (reversed === null || mirrored === null) return null
  const toEnd = createWalker(createAutomaton(program, alphabet, 'floating'), alphabet)
  const toStart = createWalker(createAutomaton(reversed, mirrored, 'every'), mirrored)
  return {
    exec: (units, from, last, end) => {
      if (last - from < MAX_RESTARTS) {
        const start = walker.first(units, from, last, end)
        if (start !== UNDECIDED) return start < 0 ? null : hit(units, start, walker.foundEnd(), end)
      }
      const next = toEnd.forward(units, from, end)
      if (next < 0) return NOWHERE
      const start = toStart.backward(units, next, from, end)
      return start < 0 ? undefined : hit(units, start, next, end)
    },
  }
}
