import { isWordAt } from './boundaries.js'

const NON_ASCII = /[^\x00-\x7f]/
const ACCENTS = /[\u0300-\u036f]/g

const isLower = (code: number): boolean => code >= 97 && code <= 122
const isUpper = (code: number): boolean => code >= 65 && code <= 90

/** A capital behind a small letter begins a word of camelCase. */
const isHump = (text: string, at: number): boolean =>
  isUpper(text.charCodeAt(at)) && at > 0 && isLower(text.charCodeAt(at - 1))

/** Case- and accent-folded text; only for comparing, its length may differ. */
export const foldWord = (word: string): string => {
  const lower = word.toLowerCase()
  return NON_ASCII.test(lower)
    ? lower.normalize('NFD').replace(ACCENTS, '').normalize('NFC').replaceAll('ß', 'ss')
    : lower
}

/** True inside a word, by the units that words are made of here: letters, digits and accents of spaced scripts. */
const isWordPart = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  if (code < 128) return isLower(code) || isUpper(code) || (code >= 48 && code <= 57)
  if (code >= 0x300 && code <= 0x36f) return true
  // The second half of a pair is what the pair is.
  return isWordAt(text, code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at)
}

/** A folded word and where it stands. */
export type Word = { readonly folded: string; readonly start: number; readonly end: number }

/**
 * The words that begin in `[from,to)`: runs of letters and digits, cut again where camelCase begins a new word. The last
 * may end behind `to`.
 */
export const wordsIn = (text: string, from: number, to: number): Word[] => {
  const words: Word[] = []
  let at = from
  // What began before belongs to what is before.
  while (at < to && at > 0 && isWordPart(text, at) && isWordPart(text, at - 1) && !isHump(text, at)) at += 1
  let start = -1
  let isPlain = true
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (start < 0 && at >= to) break
    const isPlainUnit = isLower(code) || (code >= 48 && code <= 57)
    if (!isPlainUnit && (!isWordPart(text, at) || isHump(text, at)) && start >= 0) {
      words.push(wordAt(text, { start, end: at, isPlain }))
      start = -1
      isPlain = true
    }
    if (isPlainUnit || isWordPart(text, at)) {
      if (start < 0 && at >= to) break
      if (start < 0) start = at
      if (!isPlainUnit) isPlain = false
    }
  }
  if (start >= 0) words.push(wordAt(text, { start, end: at, isPlain }))
  return words
}

/** Longer words are no context words; they need not be folded. */
const MAX_WORD_UNITS = 64

const wordAt = (
  text: string,
  { start, end, isPlain }: { readonly start: number; readonly end: number; readonly isPlain: boolean },
): Word => {
  const word = text.slice(start, Math.min(end, start + MAX_WORD_UNITS))
  return { folded: isPlain ? word : foldWord(word), start, end }
}

/** Folded words of a whole text. */
export const wordsOf = (text: string): string[] => wordsIn(text, 0, text.length).map(({ folded }) => folded)

const BLOCK_UNITS = 64

/** Words of one text by place, read in blocks when first asked for: a long text with one candidate costs one window. */
export const createWordReader = (text: string): ((start: number, end: number) => readonly Word[]) => {
  const blocks: (readonly Word[] | undefined)[] = []
  const blockAt = (index: number): readonly Word[] => {
    blocks[index] ??= wordsIn(text, index * BLOCK_UNITS, Math.min(text.length, (index + 1) * BLOCK_UNITS))
    return blocks[index]
  }
  return (start, end) => {
    const words: Word[] = []
    for (let index = Math.floor(start / BLOCK_UNITS); index * BLOCK_UNITS < end; index += 1)
      for (const word of blockAt(index)) if (word.start >= start && word.end <= end) words.push(word)
    return words
  }
}
