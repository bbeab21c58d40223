const MAX_DIGITS = 9
const MAYBE_NUMBERED = /[_ ][1-9]/
const EVERY_NUMBERED = /[_ ][1-9]/g
/** So many last characters of a type choose the types that are compared: many end in the same two. */
const TAIL = 3

const SPACE = 32
const UNDERSCORE = 95
const BACKSLASH = 92

/** False for text in which no form of a placeholder can stand: the cheap question, asked of every leaf. */
export const mayHoldTokens = (text: string): boolean => MAYBE_NUMBERED.test(text)

/**
 * A finder of the tokens that a text spells in any form, tolerated or not, of the given types (and of `more` types).
 * Every suffix that is a type counts: reserving one number too many costs nothing, one too few could restore a value
 * into the caller's own words.
 */
export const createLiteralFinder = (types: readonly string[]) => {
  const known = byTail(types)
  const short = [...types].filter((type) => type.length < TAIL)
  return (text: string, more: readonly string[]): ReadonlySet<string> => {
    let literals: Set<string> | null = null
    const always = short.length === 0 ? more : [...short, ...more]
    // Text is full of numbers: what is done for each of them makes no object until a type stands before it.
    EVERY_NUMBERED.lastIndex = 0
    while (EVERY_NUMBERED.test(text)) {
      const digitsAt = EVERY_NUMBERED.lastIndex - 1
      const candidates = known.get(tailBefore(text, digitsAt - 1)) ?? NONE
      if (candidates.length === 0 && always.length === 0) continue
      const number = numberAt(text, digitsAt)
      if (number === null) continue
      for (const types of [candidates, always])
        for (const type of types)
          if (standsBefore(text, digitsAt - 1, type)) {
            literals ??= new Set()
            literals.add(`${type}_${number}`)
          }
    }
    return literals ?? NO_LITERALS
  }
}

const NONE: readonly string[] = []
const NO_LITERALS: ReadonlySet<string> = new Set()

/** The digits that begin at `at`; null when they are more than a token's. */
const numberAt = (text: string, at: number): string | null => {
  let end = at
  while (isDigit(text.charCodeAt(end)) && end - at <= MAX_DIGITS) end++
  return end - at > MAX_DIGITS ? null : text.slice(at, end)
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** True where the type ends at `at`, in any case, escaped or not (`EMAIL\_1`), with `_` or a space in it. ASCII, as every form is. */
const standsBefore = (text: string, at: number, type: string): boolean => {
  let index = at - 1
  for (let left = type.length - 1; left >= 0; left--, index--) {
    while (text.charCodeAt(index) === BACKSLASH) index--
    if (index < 0 || upperOf(text.charCodeAt(index)) !== type.charCodeAt(left)) return false
  }
  return true
}

const upperOf = (code: number): number => {
  if (code === SPACE) return UNDERSCORE
  return code >= 97 && code <= 122 ? code - 32 : code
}

/** Types by their last characters: of hundreds of types a text is compared with a few. */
const byTail = (types: readonly string[]): ReadonlyMap<number, readonly string[]> => {
  const index = new Map<number, string[]>()
  for (const type of new Set(types)) {
    const tail = tailBefore(type, type.length)
    if (type.length >= TAIL) index.set(tail, [...(index.get(tail) ?? []), type])
  }
  return index
}

/** The last characters before `at` as one small integer, spelt as a type spells them; types are ASCII. */
const tailBefore = (text: string, at: number): number => {
  let tail = 0
  let count = 0
  for (let index = at - 1; index >= 0 && count < TAIL; index--) {
    const code = text.charCodeAt(index)
    if (code === BACKSLASH) continue
    tail = (tail << 7) | (code < 128 ? upperOf(code) : 0)
    count += 1
  }
  return tail
}
