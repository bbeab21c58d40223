import { hasSpace, isNumeric, markersOf } from './pattern-hints.js'

/** What a regular expression of RE2 syntax can match, read from its text. Lengths are UTF-16 code units. */
export type PatternFacts = {
  /** Shortest possible match; 0 means that it matches empty text. */
  readonly min: number
  /** Longest possible match; Infinity with an unbounded quantifier. */
  readonly max: number
  /** Every match holds at least this many ASCII digits. */
  readonly minDigits: number
  /** Every match holds a run of at least this many code units without white space; 0 where that is not known. */
  readonly minRun: number
  /** No letter stands between the digits that every match holds. */
  readonly isNumeric: boolean
  /** Rare signs of which every match holds one; none where none is known. */
  readonly markers: readonly string[]
  /** True when the end of the text means something to it. */
  readonly isAnchored: boolean
  /** True when it knows letters beyond ASCII, as names do: its automaton is large. */
  readonly isWide: boolean
  /** A pattern that matches wherever this one does, with a small automaton: only for the prefilter. */
  readonly relaxed: string
  /** Why RE2 cannot run it, with the rewrite to use; null when nothing is known against it. */
  readonly problem: string | null
}

type Extent = { readonly min: number; readonly max: number; readonly minDigits: number }

const NOTHING: Extent = { min: 0, max: 0, minDigits: 0 }
const ONE: Extent = { min: 1, max: 1, minDigits: 0 }
const DIGIT: Extent = { ...ONE, minDigits: 1 }
type Times = { readonly min: number; readonly max: number }

/** A class that may hold astral characters matches one or two code units. */
const WIDE: Extent = { ...ONE, max: 2 }

/** Counted repeats above this blow up the states of the automaton; ids are shorter, so they stay exact. */
const EXACT_REPEATS = 20
const RELAXED_REPEATS = 4

const LOOK_AROUND =
  'look-around is not part of RE2: write the neighbouring text into the pattern and mark the value with a named group and "capture", or write what must not match under "exclude"'
const BACK_REFERENCE =
  'back-references are not part of RE2: write one pattern for each alternative, or compare the parts in a check'

const multiply = (extent: Extent, times: Times): Extent => ({
  min: extent.min * times.min,
  max: extent.max === 0 || times.max === 0 ? 0 : extent.max * times.max,
  minDigits: extent.minDigits * times.min,
})

const QUANTIFIER = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y
const GROUP_OPENING = /\((?:\?(?:P?<[A-Za-z_]\w*>|[imsU-]*:|(?<flags>[imsU-]+)\)))?/y
const ESCAPE =
  /\\(?:(?<quoted>Q[\s\S]*?(?:\\E|$))|(?<zero>[bBAz])|(?<wide>[pP](?:\{[^}]*\}|.)|[DWSX]|x\{[^}]*\})|x[0-9A-Fa-f]{2}|[\s\S])/y
const CLASS = /\[\^?\]?(?:\[:\^?\w+:\]|\\[pP]\{[^}]*\}|\\[\s\S]|[^\]\\])*\]/y
const WIDE_CLASS = /^\[\^|\\[pPDWS]|\\x\{|[\ud800-\udfff]/

/** Facts of one pattern, in time linear in its length. An unbalanced pattern gives wrong facts, never an error. */
export const readPattern = (source: string): PatternFacts => {
  let at = 0
  let problem: string | null = null
  let relaxed = ''

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  const keep = (found: RegExpExecArray) => {
    relaxed += found[0]
  }

  const quantified = (atom: Extent): Extent => {
    const found = take(QUANTIFIER)
    if (found === null) return atom
    const times = timesOf(found)
    relaxed += relaxedQuantifier(found, times)
    // A second question mark makes the quantifier lazy and changes no length.
    if (source[at] === '?') {
      at += 1
      relaxed += '?'
    }
    return multiply(atom, times)
  }

  const group = (): Extent => {
    if (/^\(\?<?[=!]/.test(source.slice(at, at + 4))) problem = LOOK_AROUND
    const opening = take(GROUP_OPENING)
    if (opening === null) {
      at += 1
      return NOTHING
    }
    keep(opening)
    if (opening.groups?.flags !== undefined) return NOTHING
    const inner = alternatives()
    if (source[at] === ')') {
      at += 1
      relaxed += ')'
    }
    return inner
  }

  const escaped = (): Extent => {
    if (/^\\(?:[1-9]|k<)/.test(source.slice(at, at + 3))) problem = BACK_REFERENCE
    const found = take(ESCAPE)
    if (found === null) {
      at += 1
      return ONE
    }
    keep(found)
    if (found.groups?.zero !== undefined) return NOTHING
    if (found.groups?.wide !== undefined) return WIDE
    if (found.groups?.quoted === undefined) return found[0] === '\\d' ? DIGIT : ONE
    const length = found.groups.quoted.replace(/^Q|\\E$/g, '').length
    return { ...NOTHING, min: length, max: length }
  }

  const characterClass = (): Extent => {
    const found = take(CLASS)
    if (found === null) return single()
    keep(found)
    if (/^\[(?:[0-9-]|\\d)+\]$/.test(found[0])) return DIGIT
    return WIDE_CLASS.test(found[0]) ? WIDE : ONE
  }

  const single = (): Extent => {
    const char = source[at] ?? ''
    at += 1
    relaxed += char
    if (char === '^' || char === '$') return NOTHING
    if (char >= '0' && char <= '9') return DIGIT
    return char === '.' ? WIDE : ONE
  }

  const atom = (): Extent => {
    if (source[at] === '(') return group()
    if (source[at] === '[') return characterClass()
    return source[at] === '\\' ? escaped() : single()
  }

  const sequence = (): Extent => {
    let total = NOTHING
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const next = quantified(atom())
      total = {
        min: total.min + next.min,
        max: total.max + next.max,
        minDigits: total.minDigits + next.minDigits,
      }
    }
    return total
  }

  const alternatives = (): Extent => {
    let total = sequence()
    while (source[at] === '|') {
      at += 1
      relaxed += '|'
      const next = sequence()
      total = {
        min: Math.min(total.min, next.min),
        max: Math.max(total.max, next.max),
        minDigits: Math.min(total.minDigits, next.minDigits),
      }
    }
    return total
  }

  let extent = alternatives()
  // A stray closing bracket: the engine reports it; here it only must not end the reading.
  while (at < source.length) {
    single()
    extent = alternatives()
  }
  return {
    ...extent,
    relaxed,
    problem,
    minRun: hasSpace(source) ? 0 : extent.min,
    isNumeric: isNumeric(source),
    markers: markersOf(source),
    isAnchored: /\$|\\z/.test(source),
    isWide: /\\[pP]|\\x\{/.test(source),
  }
}

const timesOf = (found: RegExpExecArray): Times => {
  if (found[0] === '*') return { min: 0, max: Number.POSITIVE_INFINITY }
  if (found[0] === '+') return { min: 1, max: Number.POSITIVE_INFINITY }
  if (found[0] === '?') return { min: 0, max: 1 }
  const min = Number(found[1])
  if (found[2] === undefined) return { min, max: min }
  return { min, max: found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]) }
}

const relaxedQuantifier = (found: RegExpExecArray, times: Times): string => {
  const isExact = times.min <= EXACT_REPEATS && (times.max <= EXACT_REPEATS || times.max === Number.POSITIVE_INFINITY)
  return isExact ? found[0] : `{${Math.min(times.min, RELAXED_REPEATS)},}`
}
