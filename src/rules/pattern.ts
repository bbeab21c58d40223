/** What a regular expression of RE2 syntax can match, read from its text. Lengths are UTF-16 code units. */
export type PatternFacts = {
  /** Shortest possible match; 0 means that it matches empty text. */
  readonly min: number
  /** Longest possible match; Infinity with an unbounded quantifier. */
  readonly max: number
  /** Every match holds a run of at least this many code units without white space; 0 where that is not known. */
  readonly minRun: number
  /** True when the end of the text means something to it. */
  readonly isAnchored: boolean
  /** Why RE2 cannot run it, with the rewrite to use; null when nothing is known against it. */
  readonly problem: string | null
}

type Extent = { readonly min: number; readonly max: number }

const NOTHING: Extent = { min: 0, max: 0 }
const ONE: Extent = { min: 1, max: 1 }
type Times = Extent

/** A class that may hold astral characters matches one or two code units. */
const WIDE: Extent = { min: 1, max: 2 }

const LOOK_AROUND =
  'look-around is not part of RE2: write the neighbouring text into the pattern and mark the value with a named group and "capture", or write what must not match under "exclude"'
const BACK_REFERENCE =
  'back-references are not part of RE2: write one pattern for each alternative, or compare the parts in a check'

/** RE2 looks for the leftmost match in one pass: there is nothing to come back to, and nothing to keep it from. */
const ATOMIC =
  'atomic groups (?>...) and possessive ++, *+ and ?+ are not part of RE2: write (?:...) and a single +, * or ?'
const MAX_TIMES = 1000
const TOO_OFTEN = 'repeats more often than RE2 allows: write at most {1,1000}'

const multiply = (extent: Extent, times: Times): Extent => ({
  min: extent.min * times.min,
  max: extent.max === 0 || times.max === 0 ? 0 : extent.max * times.max,
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

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at = pattern.lastIndex
    return found
  }

  const quantified = (atom: Extent): Extent => {
    const found = take(QUANTIFIER)
    if (found === null) return atom
    const times = timesOf(found)
    // A second question mark makes the quantifier lazy and changes no length.
    if (source[at] === '?') at += 1
    if (source[at] === '+') problem = ATOMIC
    if (times.min > MAX_TIMES || (times.max > MAX_TIMES && times.max !== Number.POSITIVE_INFINITY)) problem = TOO_OFTEN
    return multiply(atom, times)
  }

  const group = (): Extent => {
    if (/^\(\?<?[=!]/.test(source.slice(at, at + 4))) problem = LOOK_AROUND
    if (source.startsWith('(?>', at)) problem = ATOMIC
    const opening = take(GROUP_OPENING)
    if (opening === null) {
      at += 1
      return NOTHING
    }
    if (opening.groups?.flags !== undefined) return NOTHING
    const inner = alternatives()
    if (source[at] === ')') at += 1
    return inner
  }

  const escaped = (): Extent => {
    if (/^\\(?:[1-9]|k<)/.test(source.slice(at, at + 3))) problem = BACK_REFERENCE
    const found = take(ESCAPE)
    if (found === null) {
      at += 1
      return ONE
    }
    if (found.groups?.zero !== undefined) return NOTHING
    if (found.groups?.wide !== undefined) return WIDE
    if (found.groups?.quoted === undefined) return ONE
    const length = found.groups.quoted.replace(/^Q|\\E$/g, '').length
    return { min: length, max: length }
  }

  const characterClass = (): Extent => {
    const found = take(CLASS)
    if (found === null) return single()
    return WIDE_CLASS.test(found[0]) ? WIDE : ONE
  }

  const single = (): Extent => {
    const char = source[at] ?? ''
    at += 1
    if (char === '^' || char === '$') return NOTHING
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
      }
    }
    return total
  }

  const alternatives = (): Extent => {
    let total = sequence()
    while (source[at] === '|') {
      at += 1
      const next = sequence()
      total = {
        min: Math.min(total.min, next.min),
        max: Math.max(total.max, next.max),
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
    problem,
    minRun: hasSpace(source) ? 0 : extent.min,
    isAnchored: /\$|\\z/.test(source),
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

/** Classes and escapes that cannot match white space; what is left may. */
const SPACELESS = /\[(?!\^)(?:\\[dw.\-/+]|[^\]\\ [])+\]|\\[^sWDnrtfvpPxXQ]/g
const SPACE = /[ .]|\\[sWDnrtfvpPxXQ]|\[/

/** True unless it is certain that no match holds white space. */
const hasSpace = (source: string): boolean => SPACE.test(source.replace(SPACELESS, ''))
