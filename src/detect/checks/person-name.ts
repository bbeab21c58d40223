import { NOT_IN_A_NAME } from './name-words.js'

const MAX_WORDS = 7
/** Particles that may stand inside a name although they are function words in some language ("Ortega y Gasset", "Costa e Silva"). */
const INNER_PARTICLES: ReadonlySet<string> = new Set(['y', 'e', 'i'])

/**
 * Whether the words behind a cue can be a person's name: at most seven, none a digit, none a function word, a form of address or
 * a word about names. What is left is a name or a noun; the rule's own `exclude` list names the usual nouns.
 */
export const personName = (value: string): boolean => {
  const parts = value.toLowerCase().split(/[ \t]+/)
  if (parts.length > MAX_WORDS || value.length < 2) return false
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    if (NOT_IN_A_NAME.has(part) && !(i > 0 && i < parts.length - 1 && INNER_PARTICLES.has(part))) return false
  }
  return true
}
