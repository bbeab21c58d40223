import { FUNCTION_WORDS } from './name-words.js'

/** Words that stand before a legal form without naming a company: "The Corporation", "Each LLC". */
const NO_COMPANY: ReadonlySet<string> = new Set([
  ...FUNCTION_WORDS,
  'each',
  'other',
  'another',
  'such',
  'same',
  'foreign',
  'domestic',
  'private',
  'public',
])
const FIRST_WORD = /^[^\s,]+/

/** Whether words that end with a legal form name a company: the first is neither a function word nor an adjective of kinds of companies. */
export const companyName = (value: string): boolean => {
  const first = FIRST_WORD.exec(value)?.[0]
  return first !== undefined && first !== value && !NO_COMPANY.has(first.toLowerCase())
}
