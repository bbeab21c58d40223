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
export const createLiteralFinder = (types: Iterable<string>) => {
  const known = [...new Set(types)]
  const tails = new Set(known.map((type) => type.slice(-TAIL)))
  const isTailEnough = known.every((type) => type.length >= TAIL)
  return (text: string, more: readonly string[]): Set<string> => {
    const literals = new Set<string>()
    for (const match of text.matchAll(NUMBERED)) {
      if (more.length === 0 && isTailEnough && !tails.has(tailBefore(text, match.index))) continue
      const spelling = text
        .slice(Math.max(0, match.index - MAX_TYPE_SPELLING), match.index)
        .replaceAll('\\', '')
        .replaceAll(' ', '_')
        .toUpperCase()
      for (const type of known) if (spelling.endsWith(type)) literals.add(`${type}_${match[1]}`)
      for (const type of more) if (spelling.endsWith(type)) literals.add(`${type}_${match[1]}`)
    }
    return literals
  }
}

/** The last characters before `at`, spelt as a type spells them: no backslashes (`EMAIL\_1`), `_` for a space, upper case. */
const tailBefore = (text: string, at: number): string => {
  let tail = ''
  for (let index = at - 1; index >= 0 && tail.length < TAIL; index--)
    if (text[index] !== '\\') tail = (text[index] === ' ' ? '_' : text[index]) + tail
  return tail.toUpperCase()
}
