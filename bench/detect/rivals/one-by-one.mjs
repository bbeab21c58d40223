import { check } from '../../check.mjs'
import { translate } from './translate.mjs'

const ignoresCase = ({ flags }) => flags === 'i'

/** Rules of which Node can run every pattern, and the ids of the others: these are left out on both sides. */
export const translatable = (rules) => {
  const canRun = ({ patterns }) =>
    patterns.every((each) => translate(each.regex, { ignoresCase: ignoresCase(each) }) !== null)
  return { rules: rules.filter(canRun), leftOut: rules.filter((rule) => !canRun(rule)).map(({ id }) => id) }
}

const matchesOf = (regex, text) => {
  const found = []
  regex.lastIndex = 0
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) found.push(match.index, match[0].length)
  return found.join()
}

const searchesOf = (search, text) => {
  const found = []
  for (let hit = search(text, 0, text.length); hit !== null; hit = search(text, hit.next, text.length))
    found.push(hit.from, hit.next - hit.from)
  return found.join()
}

/**
 * All patterns of the rules as JavaScript's regular expressions, each run over the whole text: all matches, and nothing
 * that comes after (no check digits, no context, no groups). Returns how many there are in a text. Every expression must
 * match in `texts` what RE2 matches with the original.
 */
export const createOneByOne = (rules, engine, texts) => {
  const patterns = rules.flatMap(({ patterns }) => patterns)
  const regexes = patterns.map((each) => translate(each.regex, { ignoresCase: ignoresCase(each) }))
  for (const [at, pattern] of patterns.entries()) {
    const search = engine.compile(pattern.regex, { ignoresCase: ignoresCase(pattern), capture: null })
    for (const text of texts)
      check(
        matchesOf(regexes[at], text) === searchesOf(search, text),
        `another meaning in JavaScript: ${pattern.regex}`,
      )
  }
  return (text) => {
    let count = 0
    for (const regex of regexes) {
      regex.lastIndex = 0
      while (regex.exec(text) !== null) count++
    }
    return count
  }
}
