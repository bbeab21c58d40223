import type { ContextWords, Lexicon } from './rule.js'
import { createWordReader, foldWord, wordsOf } from './words.js'

/** Letters of scripts written without spaces, where a word cannot be told from its neighbours. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u

/** Ready form of context words and phrases, or null when there are none. */
export const buildLexicon = (entries: readonly string[]): Lexicon | null => {
  if (entries.length === 0) return null
  const phrases = new Map<string, string[][]>()
  const pieces: string[] = []
  const add = (first: string, rest: string[]) => phrases.set(first, [...(phrases.get(first) ?? []), rest])
  for (const entry of entries) {
    const [first, ...rest] = wordsOf(entry)
    if (first === undefined || UNSPACED.test(entry)) pieces.push(foldWord(entry))
    else {
      add(first, rest)
      // "credit card" also stands for "creditcard".
      if (rest.length > 0) add(first + rest.join(''), [])
    }
  }
  return { phrases, pieces }
}

const occursIn = (lexicon: Lexicon, words: readonly string[]): boolean => {
  for (let at = 0; at < words.length; at += 1) {
    const endings = lexicon.phrases.get(words[at]!)
    if (endings?.some((ending) => ending.every((part, offset) => words[at + 1 + offset] === part))) return true
  }
  return false
}

const hasPiece = ({ pieces }: Lexicon, text: string): boolean => {
  if (pieces.length === 0) return false
  const folded = foldWord(text)
  return pieces.some((piece) => folded.includes(piece))
}

/** What the words around a candidate say. */
export type ContextVerdict = { readonly isBoosted: boolean; readonly isSuppressed: boolean }

/** Judges the words around one span and in the JSON member's name. Constant time for each span. */
export type Context = (words: ContextWords, start: number, end: number) => ContextVerdict

/** Looks for context words of one text. */
export const createContext = (text: string, hint: string): Context => {
  const wordsBetween = createWordReader(text)
  let hintWords: readonly string[] | null = null

  const isNamedBy = (lexicon: Lexicon | null): boolean => {
    if (lexicon === null || hint === '') return false
    hintWords ??= wordsOf(hint)
    if (occursIn(lexicon, hintWords) || hasPiece(lexicon, hint)) return true
    return hintWords.length > 1 && occursIn(lexicon, [hintWords.join('')])
  }

  return ({ boost, suppress, jsonKeys, ...window }, start, end) => {
    const isNamed = isNamedBy(jsonKeys) || isNamedBy(boost)
    const isUnnamed = isNamedBy(suppress)
    if ((isNamed || boost === null) && (isUnnamed || suppress === null))
      return { isBoosted: isNamed, isSuppressed: isUnnamed }
    const from = Math.max(0, start - window.before)
    const to = Math.min(text.length, end + window.after)
    const before = wordsBetween(from, start).map(({ folded }) => folded)
    const after = wordsBetween(end, to).map(({ folded }) => folded)
    const isNear = (lexicon: Lexicon | null): boolean =>
      lexicon !== null &&
      (occursIn(lexicon, before) ||
        occursIn(lexicon, after) ||
        hasPiece(lexicon, text.slice(from, start)) ||
        hasPiece(lexicon, text.slice(end, to)))
    return { isBoosted: isNamed || isNear(boost), isSuppressed: isUnnamed || isNear(suppress) }
  }
}
