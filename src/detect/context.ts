import type { ContextWords, Lexicon, Subject } from './rule.js'
import { createWordReader, foldWord, type Word, wordsIn, wordsOf } from './words.js'

/** Letters of scripts written without spaces, where a word cannot be told from its neighbours. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u

const NON_ASCII = /[^\x00-\x7f]/

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
  return { phrases, pieces, hasAsciiPieces: pieces.some((piece) => !NON_ASCII.test(piece)) }
}

const occursIn = (lexicon: Lexicon, words: readonly Word[]): boolean => {
  for (let at = 0; at < words.length; at += 1) {
    const endings = lexicon.phrases.get(words[at]!.folded)
    if (endings === undefined) continue
    for (const ending of endings)
      if (at + ending.length < words.length && ending.every((part, offset) => words[at + 1 + offset]!.folded === part))
        return true
  }
  return false
}

const hasPiece = ({ pieces }: Lexicon, text: string): boolean => {
  const folded = foldWord(text)
  return pieces.some((piece) => folded.includes(piece))
}

/** What the words around a candidate say. */
export type ContextVerdict = { readonly isBoosted: boolean; readonly isSuppressed: boolean }

/** Judges the words around one span and in the JSON member's name. Constant time for each span. */
export type Context = (words: ContextWords, start: number, end: number) => ContextVerdict

/** Looks for context words of one text. */
export const createContext = ({ text, isAscii }: Subject, hint: string): Context => {
  const wordsBetween = createWordReader(text)
  let hintWords: readonly Word[] | null = null

  const isNamedBy = (lexicon: Lexicon | null): boolean => {
    if (lexicon === null || hint === '') return false
    hintWords ??= withJoined(wordsIn(hint, 0, hint.length))
    return occursIn(lexicon, hintWords) || hasPiece(lexicon, hint)
  }

  return ({ boost, suppress, jsonKeys, ...window }, start, end) => {
    const isNamed = isNamedBy(jsonKeys) || isNamedBy(boost)
    const isUnnamed = isNamedBy(suppress)
    if ((isNamed || boost === null) && (isUnnamed || suppress === null))
      return { isBoosted: isNamed, isSuppressed: isUnnamed }
    const from = Math.max(0, start - window.before)
    const to = Math.min(text.length, end + window.after)
    const before = wordsBetween(from, start)
    const after = wordsBetween(end, to)
    const isNear = (lexicon: Lexicon | null): boolean => {
      if (lexicon === null) return false
      if (occursIn(lexicon, before)) return true
      if (occursIn(lexicon, after)) return true
      // Most pieces are of scripts beyond ASCII.
      if (lexicon.pieces.length === 0 || (isAscii && !lexicon.hasAsciiPieces)) return false
      return hasPiece(lexicon, text.slice(from, start)) || hasPiece(lexicon, text.slice(end, to))
    }
    return { isBoosted: isNamed || isNear(boost), isSuppressed: isUnnamed || isNear(suppress) }
  }
}

/** The words of a name, and the name as one word: `social_security_number` is listed as `socialsecuritynumber` by some. */
const withJoined = (words: readonly Word[]): readonly Word[] =>
  words.length < 2 ? words : [...words, { folded: words.map(({ folded }) => folded).join(''), start: 0, end: 0 }]
