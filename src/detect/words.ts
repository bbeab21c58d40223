import { isWordAt } from './boundaries.js'

const NON_ASCII = /[^\x00-\x7f]/
const ACCENTS = /[\u0300-\u036f]/g

const isLower = (code: number): boolean => code >= 97 && code <= 122
const isUpper = (code: number): boolean => code >= 65 && code <= 90

/** Case- and accent-folded text; only for comparing, its length may differ. */
export const foldWord = (word: string): string => {
  const lower = word.toLowerCase()
  return NON_ASCII.test(lower)
    ? lower.normalize('NFD').replace(ACCENTS, '').normalize('NFC').replaceAll('ß', 'ss')
    : lower
}

/** True inside a word, by the units that words are made of here: letters, digits and accents of spaced scripts. */
export const isWordPart = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  if (code < 128) return isLower(code) || isUpper(code) || (code >= 48 && code <= 57)
  return (code >= 0xdc00 && code <= 0xdfff) || (code >= 0x300 && code <= 0x36f) || isWordAt(text, at)
}

/** The words of a text, folded: runs of letters and digits, cut again where camelCase begins a new word. */
export const wordsOf = (text: string): string[] => {
  const words: string[] = []
  let start = -1
  let isPlain = true
  const end = (at: number) => {
    if (start >= 0) words.push(isPlain ? text.slice(start, at) : foldWord(text.slice(start, at)))
    start = -1
    isPlain = true
  }
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isLower(code) || (code >= 48 && code <= 57)) {
      if (start < 0) start = at
    } else if (isWordPart(text, at)) {
      if (start >= 0 && isUpper(code) && isLower(text.charCodeAt(at - 1))) end(at)
      if (start < 0) start = at
      isPlain = false
    } else end(at)
  }
  end(text.length)
  return words
}

/** Blocks with letters that fold to others: Latin, Greek, Cyrillic. */
const FOLDING_BLOCKS = [
  [0xc0, 0x24f],
  [0x370, 0x52f],
  [0x1e00, 0x1fff],
] as const

const variantsByFold = (): ReadonlyMap<string, string> => {
  const variants = new Map<string, string>()
  for (const [first, last] of FOLDING_BLOCKS) {
    for (let code = first; code <= last; code += 1) {
      const char = String.fromCharCode(code)
      const folded = foldWord(char)
      if (folded !== char) variants.set(folded, (variants.get(folded) ?? '') + char)
    }
  }
  return variants
}

const VARIANTS = variantsByFold()

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** RE2 pattern of every spelling that folds to the given folded word. */
export const foldedPattern = (word: string): string =>
  [...word]
    .map((char) => {
      const variants = VARIANTS.get(char)
      return variants === undefined ? escapeRegex(char) : `[${escapeRegex(char)}${variants}]`
    })
    .join('')
