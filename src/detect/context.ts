import type { ContextWords, Lexicon } from './rule.js'
import { foldedPattern, foldWord, isWordPart, wordsOf } from './words.js'

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

/** RE2 pattern that occurs in every text in which the lexicon does: the prefilter's cheap way to say that it does not. */
export const gatePattern = ({ phrases, pieces }: Lexicon): string => {
  const words = [...phrases.keys()].map(foldedPattern)
  // A word of camelCase begins with a capital behind a small letter.
  const humps = [...phrases.keys()]
    .filter((word) => /^[a-z]/.test(word))
    .map((word) => word[0]!.toUpperCase() + foldedPattern(word.slice(1)))
  const bounded = words.length === 0 ? [] : [`(?:^|[^A-Za-z0-9])(?i:${words.join('|')})(?:[^a-z0-9]|$)`]
  const inner = humps.length === 0 ? [] : [`[a-z](?:${humps.join('|')})(?:[^a-z0-9]|$)`]
  return [...bounded, ...inner, ...pieces.map((piece) => `(?i:${foldedPattern(piece)})`)].join('|')
}

/** A stretch of text to look for context words in. */
type Passage = { readonly words: readonly string[]; readonly text: string }

const passageOf = (text: string): Passage => ({ words: wordsOf(text), text })

const occursIn = ({ phrases, pieces }: Lexicon, { words, text }: Passage): boolean => {
  for (let at = 0; at < words.length; at += 1) {
    const endings = phrases.get(words[at]!)
    if (endings?.some((ending) => ending.every((part, offset) => words[at + 1 + offset] === part))) return true
  }
  if (pieces.length === 0) return false
  const folded = foldWord(text)
  return pieces.some((piece) => folded.includes(piece))
}

/** The part of a window that holds whole words only: a word cut by the window's far edge is no word. */
const windowBefore = (text: string, start: number, units: number): string => {
  let from = Math.max(0, start - units)
  if (from > 0) while (from < start && isWordPart(text, from - 1) && isWordPart(text, from)) from += 1
  return text.slice(from, start)
}

const windowAfter = (text: string, end: number, units: number): string => {
  let to = Math.min(text.length, end + units)
  if (to < text.length) while (to > end && isWordPart(text, to - 1) && isWordPart(text, to)) to -= 1
  return text.slice(end, to)
}

/** What the words around a candidate say. */
export type ContextVerdict = { readonly isBoosted: boolean; readonly isSuppressed: boolean }

/** Looks for context words of one text and of its JSON member's name. */
export type Context = {
  /** Constant time for each span. */
  readonly judge: (words: ContextWords, start: number, end: number) => ContextVerdict
  /** False when no span of the text can be boosted. */
  readonly canBoost: (words: ContextWords) => boolean
}

const NO_WORDS: ContextVerdict = { isBoosted: false, isSuppressed: false }

/** `hits` are the entries of the pattern set that occur in the text: gates are among them. */
export const createContext = (text: string, hint: string, hits: readonly number[]): Context => {
  let hintWords: readonly string[] | null = null

  const isNamedBy = (lexicon: Lexicon | null): boolean => {
    if (lexicon === null || hint === '') return false
    hintWords ??= wordsOf(hint)
    if (occursIn(lexicon, { words: hintWords, text: hint })) return true
    return hintWords.length > 1 && occursIn(lexicon, { words: [hintWords.join('')], text: '' })
  }

  const judge = (words: ContextWords, start: number, end: number): ContextVerdict => {
    const isNamed = isNamedBy(words.jsonKeys) || isNamedBy(words.boost)
    const isUnnamed = isNamedBy(words.suppress)
    const boost = !isNamed && hits.includes(words.boostGate) ? words.boost : null
    const suppress = !isUnnamed && hits.includes(words.suppressGate) ? words.suppress : null
    if (boost === null && suppress === null)
      return isNamed || isUnnamed ? { isBoosted: isNamed, isSuppressed: isUnnamed } : NO_WORDS
    const before = passageOf(windowBefore(text, start, words.before))
    const after = passageOf(windowAfter(text, end, words.after))
    const isNear = (lexicon: Lexicon | null) =>
      lexicon !== null && (occursIn(lexicon, before) || occursIn(lexicon, after))
    return { isBoosted: isNamed || isNear(boost), isSuppressed: isUnnamed || isNear(suppress) }
  }

  const canBoost = (words: ContextWords): boolean =>
    hits.includes(words.boostGate) || isNamedBy(words.jsonKeys) || isNamedBy(words.boost)

  return { judge, canBoost }
}
