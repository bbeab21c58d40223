import { cursor, type Depth, INCOMPLETE, readLogical } from './logical.js'
import { MATCH, NONE, type Outcome, PARTIAL } from './outcome.js'

/** Finds the surrogates in use: exact, on word boundaries. ASCII only. */
export type SurrogateMatcher = {
  /** First characters, as char codes. */
  readonly initials: ReadonlySet<number>
  /** Tries the surrogates that begin at `at`, the longest first. On MATCH `found` holds the end and the token. */
  readonly match: (text: string, at: number, place: SurrogatePlace) => Outcome
  readonly found: { end: number; token: string }
}

export type SurrogatePlace = { readonly depth: Depth; readonly final: boolean; readonly previous: number }

type Literal = { readonly text: string; readonly token: string }

/**
 * Letters and digits of ASCII, and the first bytes of letters of other alphabets in UTF-8 (U+00C0 to U+07FF). Quotation
 * marks and dashes, and scripts that are written without spaces, begin with other bytes: they end a word.
 */
const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0xc3 && code <= 0xdf)

/** `.`, `-`, `_`, `@`, `+`, `/`, `:`: part of a longer name or number where a word stands on the other side of it. */
const JOINERS = new Set([0x2e, 0x2d, 0x5f, 0x40, 0x2b, 0x2f, 0x3a, 0x24])

export const createSurrogateMatcher = (surrogates: ReadonlyMap<string, string>): SurrogateMatcher => {
  const byInitial = new Map<number, Literal[]>()
  for (const [text, token] of surrogates) {
    const initial = text.charCodeAt(0)
    byInitial.set(initial, [...(byInitial.get(initial) ?? []), { text, token }])
  }
  for (const literals of byInitial.values()) literals.sort((a, b) => b.text.length - a.text.length)
  const found = { end: 0, token: '' }

  const matchOne = (text: string, start: number, literal: string, { depth, final }: SurrogatePlace): Outcome => {
    let at = start
    for (let index = 0; index < literal.length; index += 1) {
      const code = readLogical(text, at, depth)
      if (code === INCOMPLETE) return final ? NONE : PARTIAL
      if (code !== literal.charCodeAt(index)) return NONE
      at = cursor.next
    }
    const end = at
    const next = readLogical(text, at, depth)
    if (next === INCOMPLETE) {
      found.end = end
      return final ? MATCH : PARTIAL
    }
    if (isWord(next)) return NONE
    if (JOINERS.has(next)) {
      const further = readLogical(text, cursor.next, depth)
      if (further === INCOMPLETE && !final) return PARTIAL
      if (further !== INCOMPLETE && isWord(further)) return NONE
    }
    found.end = end
    return MATCH
  }

  return {
    initials: new Set(byInitial.keys()),
    found,
    match: (text, at, place) => {
      if (isWord(place.previous) || JOINERS.has(place.previous)) return NONE
      for (const literal of byInitial.get(readLogical(text, at, place.depth)) ?? []) {
        const outcome = matchOne(text, at, literal.text, place)
        if (outcome === NONE) continue
        found.token = literal.token
        return outcome
      }
      return NONE
    },
  }
}
