import type { Matcher } from '../detect/rule.js'
import { createRegex } from '../regex/regex.js'
import type { CompileOptions, Engine } from './engine.js'

/**
 * The matcher of a pattern: the product's own automata, and the engine for what these leave to it. Throws when the
 * engine says that the pattern is not valid. `maxLength` is that of the longest match, in code units.
 */
export const compileMatcher = (
  engine: Engine,
  pattern: string,
  options: CompileOptions & { readonly maxLength: number },
): Matcher => {
  const search = engine.compile(pattern, options)
  const regex = createRegex(pattern, options)
  if (regex === null) return { exec: ({ text }, from, _last, end) => search(text, from, end) }
  return {
    exec: ({ text, units }, from, last, end) => {
      const hit = regex.exec(units, from, last, end)
      return hit === undefined ? search(text, from, end) : hit
    },
  }
}
