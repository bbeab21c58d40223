/** Longest entity type in its most decorated spelling (`\u003c`, `\_`), in code units. */
const MAX_TYPE_SPELLING = 96
const NUMBERED = /[_ ]([1-9]\d{0,8})(?!\d)/g
const MAYBE_NUMBERED = /[_ ][1-9]/
/** So many last characters of a type are compared before its whole spelling is. */
const TAIL = 2

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
  return (text: string, more: readonly string[]): Set<string> => {
    const literals = new Set<string>()
    const always = short.length === 0 ? more : [...short, ...more]
    for (const match of text.matchAll(NUMBERED)) {
      const candidates = known.get(tailBefore(text, match.index)) ?? NONE
      if (candidates.length === 0 && always.length === 0) continue
      const spelling = text
        .slice(Math.max(0, match.index - MAX_TYPE_SPELLING), match.index)
        .replaceAll('\\', '')
        .replaceAll(' ', '_')
        .toUpperCase()
      for (const type of candidates) if (spelling.endsWith(type)) literals.add(`${type}_${match[1]}`)
      for (const type of always) if (spelling.endsWith(type)) literals.add(`${type}_${match[1]}`)
    }
    return literals
  }
}

const NONE: readonly string[] = []

/** Types by their last characters: of hundreds of types a text is compared with a few. */
const byTail = (types: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const index = new Map<string, string[]>()
  for (const type of new Set(types)) {
    const tail = type.slice(-TAIL)
    if (type.length >= TAIL) index.set(tail, [...(index.get(tail) ?? []), type])
  }
  return index
}

/** The last characters before `at`, spelt as a type spells them: no backslashes (`EMAIL\_1`), `_` for a space, upper case. */
const tailBefore = (text: string, at: number): string => {
  let tail = ''
  for (let index = at - 1; index >= 0 && tail.length < TAIL; index--)
    if (text[index] !== '\\') tail = (text[index] === ' ' ? '_' : text[index]) + tail
  return tail.toUpperCase()
}
