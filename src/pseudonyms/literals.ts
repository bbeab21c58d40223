/** Longest entity type in its most decorated spelling (`\u003c`, `\_`), in code units. */
const MAX_TYPE_SPELLING = 96
const NUMBERED = /[_ ]([1-9]\d{0,8})(?!\d)/g
const MAYBE_NUMBERED = /[_ ][1-9]/
const CASE_BIT = 32
const LETTER_A = 97
const LETTER_Z = 122

/** False for text in which no form of a placeholder can stand: the cheap question, asked of every leaf. */
export const mayHoldTokens = (text: string): boolean => MAYBE_NUMBERED.test(text)

/**
 * A finder of the tokens that a text spells in any form, tolerated or not, of the given types (and of `more` types).
 * Every suffix that is a type counts: reserving one number too many costs nothing, one too few could restore a value
 * into the caller's own words.
 */
export const createLiteralFinder = (types: Iterable<string>) => {
  const known = [...new Set(types)]
  const endings = new Set(known.map((type) => type.charCodeAt(type.length - 1)))
  return (text: string, more: readonly string[]): Set<string> => {
    const literals = new Set<string>()
    for (const match of text.matchAll(NUMBERED)) {
      if (more.length === 0 && !endings.has(lastBefore(text, match.index))) continue
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

/** Upper-case code of the last character before `at` that is no backslash (`EMAIL\_1`). */
const lastBefore = (text: string, at: number): number => {
  let index = at - 1
  while (index >= 0 && text[index] === '\\') index--
  const code = text.charCodeAt(index)
  return code >= LETTER_A && code <= LETTER_Z ? code - CASE_BIT : code
}
