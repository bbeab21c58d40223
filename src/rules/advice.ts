import { keysBelow, noteOf } from './key-notes.js'
import { notePath } from './key-paths.js'
import { GROUPS, SEVERITIES } from './vocabulary.js'

/** Messages that already say what to write. */
const IS_ADVICE = /must be one of|did you mean|write|such as|: us-ssn|: US_SSN|needs at least/

/** A problem of form, with an example of what to write. */
export const advise = (path: readonly (string | number)[], message: string): string => {
  if (path.length === 0) return `${message}; write schema: 1 in the first line, and rules: below it`
  if (IS_ADVICE.test(message)) return message
  if (message === 'unknown key') return `${message}: write one of ${namesAt(notePath(path.slice(0, -1))).join(', ')}`
  const example = noteOf(notePath(path))?.example ?? noteOf(notePath(path.slice(0, -1)))?.example
  return example === undefined ? message : `${message}; write for example ${example}`
}

/** What may stand in a place. */
const namesAt = (parent: string): readonly string[] => {
  if (parent === 'policies[].groups') return GROUPS
  return parent === 'policies[].by_severity' ? SEVERITIES : keysBelow(parent)
}

/** What the parser's codes most often mean, in words that need no knowledge of YAML. */
const SYNTAX: readonly (readonly [RegExp, string])[] = [
  [
    /indent|block as implicit key|missing char/i,
    'close every quote and bracket, write keys of one thing under each other with the same number of spaces, and "key: value" with a space',
  ],
  [/duplicate key/i, 'write each key once'],
  [/tab/i, 'write spaces instead of tabs'],
  [/quote|unexpected token|bad scalar|dq escape/i, "write the text between single quotes: 'a: b'"],
  [/flow|bracket|unclosed/i, 'close every [ and {'],
  [/alias|anchor|tag/i, 'write the text between single quotes: a word may not begin with &, * or !'],
  [/multiple docs/i, 'write one file for each part instead of a line with ---'],
]

export const adviseSyntax = (message: string): string => {
  const plain = message.toLowerCase()
  const advice =
    SYNTAX.find(([kind]) => kind.test(plain))?.[1] ?? 'write each line as key: value, and texts between single quotes'
  return `${message}; ${advice}`
}
