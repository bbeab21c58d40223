import { hash } from 'node:crypto'
import { UNSPACED } from '../script.js'
import type { Detect, Finding } from '../types.js'
import { foldText } from './fold.js'
import { foldWord } from './words.js'

/** Terms of one rule, ready to be found. */
export type TermList = {
  readonly rule: string
  readonly entity: string
  readonly score: number
  /** By first word, folded. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>
  /** Folded terms of scripts written without spaces, by first character: found anywhere. */
  readonly pieces: ReadonlyMap<string, readonly string[]>
  readonly hashed: HashedTerms | null
}

/** The words behind the first, what may stand between them, and the signs that the term itself begins and ends with. */
export type Phrase = {
  readonly rest: readonly string[]
  readonly isGap: (gap: string, at: number) => boolean
  readonly before: string
  readonly after: string
}

export type HashedTerms = { readonly salt: string; readonly words: number; readonly values: ReadonlySet<string> }

type Word = { readonly folded: string; readonly start: number; readonly end: number }

const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** Longer runs of letters are no words of a term. */
const MAX_WORD_UNITS = 128

/** Runs of letters, digits and accents, folded; none is cut at a capital, so that `McDonald` is one word. */
export const termWords = (text: string): Word[] =>
  [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    folded: foldWord(word.slice(0, MAX_WORD_UNITS)),
    start: index,
    end: index + word.length,
  }))

/** True for a term whose words cannot be told apart by spaces. */
export const isUnspaced = (term: string): boolean => UNSPACED.test(term)

/** Hex SHA-256 of a term as hashed lists hold it: the salt, a line break, and its folded words with one space between. */
export const hashTerm = (salt: string, words: readonly string[]): string =>
  hash('sha256', `${salt}\n${words.join(' ')}`, 'hex')

/** Finds the terms of lists, whole, in any case, with or without accents. Linear in the text for terms of bounded length. */
export const createTermDetect = (lists: readonly TermList[]): Detect => {
  const hasPieces = lists.some(({ pieces }) => pieces.size > 0)
  return (original) => {
    const copy = foldText(original)
    const text = copy?.text ?? original
    const words = termWords(text)
    const found: Finding[] = []
    for (const list of lists) {
      const add = (start: number, end: number) => {
        const { rule, entity, score } = list
        found.push({ rule, entity, score, ...(copy === null ? { start, end } : copy.toOriginal(start, end)) })
      }
      findPhrases(text, words, list, add)
      if (list.hashed !== null) findHashed(words, list.hashed, add)
      if (hasPieces && UNSPACED.test(text)) findPieces(text, list, add)
    }
    return found
  }
}

type Add = (start: number, end: number) => void

const findPhrases = (text: string, words: readonly Word[], { phrases }: TermList, add: Add): void => {
  for (let at = 0; at < words.length; at += 1) {
    let longest = -1
    for (const phrase of phrases.get(words[at]!.folded) ?? []) {
      const last = words[at + phrase.rest.length]
      if (last === undefined || !standsAt(text, words, { phrase, at })) continue
      longest = Math.max(longest, last.end + phrase.after.length)
    }
    if (longest >= 0) add(words[at]!.start, longest)
  }
}

const standsAt = (text: string, words: readonly Word[], { phrase, at }: { phrase: Phrase; at: number }): boolean => {
  for (const [index, word] of phrase.rest.entries()) {
    const here = words[at + index + 1]!
    if (here.folded !== word || !phrase.isGap(text.slice(words[at + index]!.end, here.start), index)) return false
  }
  const { start } = words[at]!
  const { end } = words[at + phrase.rest.length]!
  return (
    text.slice(Math.max(0, start - phrase.before.length), start) === phrase.before && text.startsWith(phrase.after, end)
  )
}

const findHashed = (words: readonly Word[], { salt, words: most, values }: HashedTerms, add: Add): void => {
  for (let at = 0; at < words.length; at += 1)
    for (let count = Math.min(most, words.length - at); count > 0; count -= 1) {
      const part = words.slice(at, at + count)
      if (
        !values.has(
          hashTerm(
            salt,
            part.map(({ folded }) => folded),
          ),
        )
      )
        continue
      add(part[0]!.start, part[count - 1]!.end)
      break
    }
}

const findPieces = (text: string, { pieces }: TermList, add: Add): void => {
  for (let at = 0; at < text.length; at += 1)
    for (const piece of pieces.get(text[at]!) ?? []) if (text.startsWith(piece, at)) add(at, at + piece.length)
}
