import { cursor, type Depth, INCOMPLETE, readLogical } from './logical.js'
import { MATCH, NONE, type Outcome, PARTIAL } from './outcome.js'
import type { TokenIndex } from './token-index.js'

export { MATCH, NONE, PARTIAL }

/** The last MATCH, and whether the last NONE was a placeholder of an issued type whose number was not issued. */
export type Found = {
  end: number
  token: string
  /** JSON encodings that the form itself implies: 1 for the six-character `\u003c`, which only stands in a JSON string. */
  innerDepth: 0 | 1
  unissued: string
}

export type Place = {
  readonly depth: Depth
  /** True when nothing follows the text. */
  readonly final: boolean
  /** Logical character before the place; 0 at the start. */
  readonly previous: number
}

const LESS = 0x3c
const AMPERSAND = 0x26
const PERCENT = 0x25
const BACKSLASH = 0x5c
const UNDERSCORE = 0x5f
const SPACE = 0x20
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const LETTER_U = 0x75

const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a
const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** `[A-Za-z0-9_$.-]`: beside one of these a bare token is part of something longer. */
export const isAdjacent = (code: number): boolean =>
  isUpper(code) ||
  isLower(code) ||
  isDigit(code) ||
  code === UNDERSCORE ||
  code === 0x24 ||
  code === 0x2e ||
  code === 0x2d

type Form = { readonly closers: readonly string[]; readonly innerDepth: 0 | 1 }
const ANGLE: Form = { closers: ['>'], innerDepth: 0 }
const ENTITY: Form = { closers: ['&gt;'], innerDepth: 0 }
const UNICODE: Form = { closers: ['\\u003e'], innerDepth: 1 }
const PERCENTS: Form = { closers: ['%3e'], innerDepth: 0 }
/** Without a second escape `\<EMAIL_1>` is a backslash of the caller's (`CORP\`) before a plain token. */
const MARKDOWN: Form = { closers: ['\\>'], innerDepth: 0 }
const MARKDOWN_NAME: Form = { closers: ['>', '\\>'], innerDepth: 0 }

/** Room to see that a number was not issued. */
const EXTRA_DIGITS = 9

/** Matches issued tokens in the tolerated forms of contract section 3. One matcher serves one `TokenIndex`. */
export const createMatcher = (index: TokenIndex) => {
  const found: Found = { end: 0, token: '', innerDepth: 0, unissued: '' }
  const maxNameChars = index.longestName + EXTRA_DIGITS

  /** Reads `expected` (hex digits in any case, its `u` exact) at `at`; on MATCH `cursor.next` is its end. */
  const expect = (text: string, at: number, expected: string, { depth, final }: Place): Outcome => {
    cursor.next = at
    for (let i = 0; i < expected.length; i++) {
      const code = readLogical(text, cursor.next, depth)
      if (code === INCOMPLETE) return final ? NONE : PARTIAL
      const wanted = expected.charCodeAt(i)
      const isHex = wanted === 0x63 || wanted === 0x65
      if (code !== wanted && !(isHex && code === wanted - 0x20)) return NONE
    }
    return MATCH
  }

  const expectCloser = (text: string, at: number, form: Form, place: Place): Outcome => {
    let outcome: Outcome = NONE
    for (const closer of form.closers) {
      const one = expect(text, at, closer, place)
      if (one === MATCH) return MATCH
      if (one === PARTIAL) outcome = PARTIAL
    }
    return outcome
  }

  const incomplete = (name: string, place: Place): Outcome => {
    if (place.final) return NONE
    if (index.isPrefix(name)) return PARTIAL
    if (index.isUnissued(name)) found.unissued = name
    return NONE
  }

  /** After an opener: a name in any case, `_`, `\_` or one space between its parts, and the opener's closer. */
  const matchDelimited = (text: string, start: number, form: Form, place: Place): Outcome => {
    const { depth } = place
    let name = ''
    let at = start
    let closing = form
    for (;;) {
      const code = readLogical(text, at, depth)
      if (code === INCOMPLETE) return incomplete(name, place)
      let end = cursor.next
      if (isUpper(code) || isDigit(code)) name += String.fromCharCode(code)
      else if (isLower(code)) name += String.fromCharCode(code - 0x20)
      else if (code === UNDERSCORE || code === SPACE) name += '_'
      else if (code === BACKSLASH) {
        const escaped = readLogical(text, end, depth)
        if (escaped === INCOMPLETE) {
          // Either a separator or a closer may follow.
          const mayClose = index.has(name) && (form === MARKDOWN || form === UNICODE)
          return mayClose && !place.final ? PARTIAL : incomplete(`${name}_`, place)
        }
        if (escaped !== UNDERSCORE) break
        name += '_'
        end = cursor.next
        if (form === MARKDOWN) closing = MARKDOWN_NAME
      } else break
      if (name.length === 1 && !index.isInitial(name.charCodeAt(0))) return NONE
      if (name.length > maxNameChars) return NONE
      at = end
    }
    return close(text, at, name, closing, place)
  }

  const close = (text: string, at: number, name: string, form: Form, place: Place): Outcome => {
    const isIssued = index.has(name)
    if (!isIssued && !index.isUnissued(name)) return NONE
    const outcome = expectCloser(text, at, form, place)
    if (!isIssued) {
      if (outcome !== NONE) found.unissued = name
      return NONE
    }
    if (outcome === MATCH) settle(cursor.next, name, form.innerDepth)
    return outcome
  }

  const settle = (end: number, token: string, innerDepth: 0 | 1) => {
    found.end = end
    found.token = token
    found.innerDepth = innerDepth
  }

  /** `TYPE_N` or, with `inBrackets`, the rest of `[TYPE_N]`. */
  const matchBare = (text: string, start: number, inBrackets: boolean, place: Place): Outcome => {
    const { depth, previous, final } = place
    let name = ''
    let at = start
    let code = readLogical(text, at, depth)
    while (isUpper(code) || isDigit(code) || code === UNDERSCORE) {
      name += String.fromCharCode(code)
      if (name.length > index.longestName) return NONE
      if (name.length === 1 && !index.isInitial(code)) return NONE
      at = cursor.next
      code = readLogical(text, at, depth)
    }
    if (code === INCOMPLETE && !final) return index.isPrefix(name) ? PARTIAL : NONE
    if (!index.has(name)) return NONE
    if (inBrackets) {
      if (code !== CLOSE_BRACKET) return NONE
      at = cursor.next
      code = readLogical(text, at, depth)
      if (code === INCOMPLETE && !final) return PARTIAL
    } else if (previous === OPEN_BRACKET && code === CLOSE_BRACKET) return NONE
    // A text that was cut inside `<EMAIL_12>` must not give EMAIL_1.
    else if (code === INCOMPLETE && (previous === LESS || previous === OPEN_BRACKET)) return NONE
    if (isAdjacent(code)) return NONE
    settle(at, name, 0)
    return MATCH
  }

  const afterBackslash = (text: string, start: number, place: Place): Outcome => {
    const code = readLogical(text, start, place.depth)
    if (code === INCOMPLETE) return place.final ? NONE : PARTIAL
    if (code === LESS) return matchDelimited(text, cursor.next, MARKDOWN, place)
    return code === LETTER_U ? opened(text, cursor.next, '003c', UNICODE, place) : NONE
  }

  const opened = (text: string, start: number, rest: string, form: Form, place: Place): Outcome => {
    const outcome = expect(text, start, rest, place)
    return outcome === MATCH ? matchDelimited(text, cursor.next, form, place) : outcome
  }

  /** Tries every form whose first logical character is `code`, which ends at `next`. */
  const match = (text: string, code: number, next: number, place: Place): Outcome => {
    found.unissued = ''
    switch (code) {
      case LESS:
        return matchDelimited(text, next, ANGLE, place)
      case AMPERSAND:
        return opened(text, next, 'lt;', ENTITY, place)
      case PERCENT:
        return opened(text, next, '3c', PERCENTS, place)
      case BACKSLASH:
        return afterBackslash(text, next, place)
    }
    return NONE
  }

  /** Tries the bare form that starts at `at` with `code`, which ends at `next`. */
  const matchBareAt = (text: string, at: number, code: number, next: number, place: Place): Outcome => {
    found.unissued = ''
    if (isAdjacent(place.previous)) return NONE
    return code === OPEN_BRACKET ? matchBare(text, next, true, place) : matchBare(text, at, false, place)
  }

  return { match, matchBare: matchBareAt, found }
}
