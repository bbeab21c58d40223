import { UNSPACED } from '../script.js'
import { createLabels, type Range } from './labels.js'
import type { Mentions } from './mentions.js'
import type { ContextWords, Lexicon, Phrase, Subject } from './rule.js'
import { createWordReader, foldWord, type Word, wordsIn, wordsOf } from './words.js'

const NON_ASCII = /[^\x00-\x7f]/

/** Ready form of context words and phrases, or null when there are none. */
export const buildLexicon = (entries: readonly string[]): Lexicon | null => {
  if (entries.length === 0) return null
  const phrases = new Map<string, Phrase[]>()
  const pieces: string[] = []
  const add = (first: string, rest: string[], entry: string) => {
    const known = phrases.get(first)
    if (known === undefined) phrases.set(first, [{ rest, entry }])
    else known.push({ rest, entry })
  }
  for (const entry of entries) {
    const [first, ...rest] = wordsOf(entry)
    if (first === undefined || UNSPACED.test(entry)) pieces.push(foldWord(entry))
    else {
      add(first, rest, entry)
      // "credit card" also stands for "creditcard".
      if (rest.length > 0) add(first + rest.join(''), [], entry)
    }
  }
  return { phrases, pieces, hasAsciiPieces: pieces.some((piece) => !NON_ASCII.test(piece)) }
}

/** The entry of the lexicon that occurs among the words, or null. */
const findIn = (lexicon: Lexicon, words: readonly Word[]): string | null => {
  for (let at = 0; at < words.length; at += 1) {
    const phrases = lexicon.phrases.get(words[at]!.folded)
    if (phrases === undefined) continue
    for (const { rest, entry } of phrases)
      if (at + rest.length < words.length && rest.every((part, offset) => words[at + 1 + offset]!.folded === part))
        return entry
  }
  return null
}

const findPiece = ({ pieces }: Lexicon, text: string): string | null => {
  if (pieces.length === 0) return null
  const folded = foldWord(text)
  return pieces.find((piece) => folded.includes(piece)) ?? null
}

/** What the words around a candidate say: the word that speaks for it and the one against it, as the rule has them. */
export type ContextVerdict = { readonly boostedBy: string | null; readonly suppressedBy: string | null }

type MayOccur = (rule: number, from: number, to: number) => boolean

/** Judges the words of one text and of the JSON member's name. Constant time for each span. */
export type Context = {
  /** By the member's name, the words of the window, the label and the heading of the column. */
  readonly around: (words: ContextWords, start: number, end: number) => ContextVerdict
  /** The word in what names this very value: a telling member name, tag, attribute, column heading or label; or null. */
  readonly naming: (words: ContextWords, start: number, end: number) => string | null
}

const NOTHING_SAID: ContextVerdict = { boostedBy: null, suppressedBy: null }
/** In a longer text than this around it, a member's name says nothing of one value. */
const MAX_BESIDE_NAMED = 64

/** Looks for context words of one text. */
export const createContext = ({ text, isAscii }: Subject, hint: string, mentions: () => Mentions): Context => {
  const wordsBetween = createWordReader(text)
  const labelsAt = createLabels(text)
  let hintWords: readonly Word[] | null = null

  const inHint = (lexicon: Lexicon | null): string | null => {
    if (lexicon === null || hint === '') return null
    hintWords ??= withJoined(wordsIn(hint, 0, hint.length))
    return findIn(lexicon, hintWords) ?? findPiece(lexicon, hint)
  }

  const inLabels = (lexicon: Lexicon | null, start: number, rule: number, mayOccur: MayOccur): string | null => {
    if (lexicon === null) return null
    for (const label of labelsAt(start)) {
      const found = mayOccur(rule, label.start, label.end)
        ? findIn(lexicon, wordsIn(text, label.start, label.end))
        : null
      if (found !== null) return found
    }
    return null
  }

  const inWindow = (
    lexicon: Lexicon | null,
    words: ContextWords,
    { start, end }: Range,
    mayOccur: MayOccur,
  ): string | null => {
    if (lexicon === null) return null
    const from = Math.max(0, start - words.before)
    const to = Math.min(text.length, end + words.after)
    const inWords = (first: number, last: number) =>
      mayOccur(words.rule, first, last) ? findIn(lexicon, wordsBetween(first, last)) : null
    const found = inWords(from, start) ?? inWords(end, to)
    // Most pieces are of scripts beyond ASCII.
    if (found !== null || lexicon.pieces.length === 0 || (isAscii && !lexicon.hasAsciiPieces)) return found
    return findPiece(lexicon, text.slice(from, start)) ?? findPiece(lexicon, text.slice(end, to))
  }

  return {
    around: (words, start, end) => {
      const { boost, suppress, jsonKeys, rule } = words
      if (boost === null && suppress === null && jsonKeys === null) return NOTHING_SAID
      const { isBoosted, isSuppressed, mayBoost, maySuppress } = mentions()
      const range = { start, end }
      return {
        boostedBy: isBoosted(rule)
          ? (inHint(jsonKeys) ??
            inHint(boost) ??
            inWindow(boost, words, range, mayBoost) ??
            inLabels(jsonKeys, start, rule, mayBoost) ??
            inLabels(boost, start, rule, mayBoost))
          : null,
        suppressedBy: isSuppressed(rule)
          ? (inHint(suppress) ??
            inWindow(suppress, words, range, maySuppress) ??
            inLabels(suppress, start, rule, maySuppress))
          : null,
      }
    },
    naming: ({ boost, jsonKeys, rule }, start, end) => {
      const { mayBoost } = mentions()
      const isAlone = text.length - (end - start) <= MAX_BESIDE_NAMED
      const named = isAlone ? (inHint(jsonKeys) ?? inHint(boost)) : null
      return named ?? inLabels(jsonKeys, start, rule, mayBoost) ?? inLabels(boost, start, rule, mayBoost)
    },
  }
}

/** The words of a name, and the name as one word: `social_security_number` is listed as `socialsecuritynumber` by some. */
const withJoined = (words: readonly Word[]): readonly Word[] =>
  words.length < 2 ? words : [...words, { folded: words.map(({ folded }) => folded).join(''), start: 0, end: 0 }]
