/** Longest entity type in its most decorated spelling (`\u003c`, `\_`), in code units. */
const MAX_TYPE_SPELLING = 96
const NUMBERED = /[_ ]([1-9]\d{0,8})(?!\d)/g
const MAYBE_NUMBERED = /[_ ][1-9]/

/** False for text in which no form of a placeholder can stand: the cheap question, asked of every leaf. */
export const mayHoldTokens = (text: string): boolean => MAYBE_NUMBERED.test(text)

/**
 * Tokens that the text spells in any form, tolerated or not, of the given types. Every suffix that is a type counts:
 * reserving one number too many costs nothing, one too few could restore a value into the caller's own words.
 */
export const findLiterals = (text: string, types: Iterable<string>): Set<string> => {
  const literals = new Set<string>()
  for (const match of text.matchAll(NUMBERED)) {
    const spelling = text
      .slice(Math.max(0, match.index - MAX_TYPE_SPELLING), match.index)
      .replaceAll('\\', '')
      .replaceAll(' ', '_')
      .toUpperCase()
    for (const type of types) if (spelling.endsWith(type)) literals.add(`${type}_${match[1]}`)
  }
  return literals
}
