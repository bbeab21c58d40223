import { keysBelow, noteOf, placesOf } from './key-notes.js'
import { notePath } from './key-paths.js'
import { GROUPS, SEVERITIES } from './vocabulary.js'

/** Messages that already say what to write. */
const IS_ADVICE = /must be one of|did you mean|write|such as|as in|needs at least/

/** A problem of form, with an example of what to write. */
export const advise = (path: readonly (string | number)[], message: string): string => {
  if (path.length === 0) return 'holds no rules: write schema: 1 in the first line, and rules: below it'
  if (path[0] === 'schema') return 'must be 1: write schema: 1 in the first line'
  if (message.startsWith('unknown key')) return adviseKey(path, message)
  const plain = PLAIN[message] ?? message
  if (IS_ADVICE.test(message)) return plain
  const example = noteOf(notePath(path))?.example ?? noteOf(notePath(path.slice(0, -1)))?.example
  return example === undefined ? plain : `${plain}; write for example ${example}`
}

/** What the schema calls its kinds of values, in words that need no knowledge of them. */
const PLAIN: Readonly<Record<string, string>> = {
  'must be a string': 'must be a text: write it between single quotes',
  'must be a text or a mapping': 'must be a text: write it between single quotes',
  'must be a boolean': 'must be true or false, without quotes',
  'must be a number': 'must be a number, without quotes',
}

/** A right name in the wrong place is sent there; else the nearest name, or all names. */
const adviseKey = (path: readonly (string | number)[], message: string): string => {
  const [place] = placesOf(String(path.at(-1)))
  if (place !== undefined) return `is not a key of this place: write it under ${place}`
  return IS_ADVICE.test(message)
    ? message
    : `${message}: write one of ${namesAt(notePath(path.slice(0, -1))).join(', ')}`
}

/** What may stand in a place. */
const namesAt = (parent: string): readonly string[] => {
  if (parent === 'policies[].groups') return GROUPS
  return parent === 'policies[].by_severity' ? SEVERITIES : keysBelow(parent)
}

/** What the parser's codes most often mean, in words that need no knowledge of YAML. */
const SYNTAX: readonly (readonly [RegExp, string])[] = [
  [/tab/i, 'write spaces instead of tabs'],
  [/duplicate key/i, 'write each key once'],
  [
    /block as implicit key/i,
    'write a text that holds a colon between single quotes, and keys of one thing under each other with the same number of spaces',
  ],
  [
    /indent|missing char/i,
    'close every quote and bracket (what follows # is a note), and write keys of one thing under each other with the same number of spaces',
  ],
  [/implicit key/i, 'write each line as key: value, with a space behind the colon'],
  [
    /quote|unexpected token|bad scalar|dq escape/i,
    "write the text between single quotes: 'a: b', and a quote in it twice: 'it''s'",
  ],
  [/flow|bracket|unclosed/i, 'close every [ and {'],
  [/alias|anchor|tag/i, 'write the text between single quotes: a word may not begin with &, * or !'],
  [/multiple docs/i, 'write one file for each part instead of a line with --- or ...'],
]

/** Word processors and web pages put these where a quote, a space or a colon is meant. */
const LOOKS_LIKE = /[\u00a0\u2000-\u200d\u2018-\u201f\u202f\u205f\u3000\u00ab\u00bb\uff02\uff07\uff1a]/

/** A problem of syntax with what to write; `lineText` is the line that it stands in. */
export const adviseSyntax = (message: string, lineText: string): string => {
  if (LOOKS_LIKE.test(lineText))
    return `${message}; a sign in this line seems only to look like a quote, a space or a colon: write it anew with the keyboard`
  const plain = message.toLowerCase()
  const advice =
    SYNTAX.find(([kind]) => kind.test(plain))?.[1] ?? 'write each line as key: value, and texts between single quotes'
  return `${message}; ${advice}`
}
