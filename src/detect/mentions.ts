import { firstFrom, includes } from './ascending.js'
import { createHeadings } from './headings.js'
import { addRange, type Ranges } from './ranges.js'
import type { CompiledRule, Subject } from './rule.js'
import { createVocabulary } from './vocabulary.js'
import { createFoundWords, findWord, findWords, hashOf } from './word-hash.js'
import { wordsOf } from './words.js'

/**
 * Which rules' context words occur in a text, its member name included. May name too many, never too few. What is read of
 * one text holds until the next one is read.
 */
export type Mentions = {
  readonly isBoosted: (rule: number) => boolean
  readonly isSuppressed: (rule: number) => boolean
  /** False where none of the rule's words stands in `[from,to)` of the text. */
  readonly mayBoost: (rule: number, from: number, to: number) => boolean
  readonly maySuppress: (rule: number, from: number, to: number) => boolean
  /** Where matches of the rule can begin that its words speak for. */
  readonly rangesOf: (rule: number) => Ranges
}

export type ReadMentions = (subject: Subject, hint: string) => Mentions

/** In shorter texts it costs more to say where than to look everywhere. */
const MIN_RANGED = 2048

type Places = { readonly byWord: ReadonlyMap<number, readonly number[]>; readonly blockEnds: Int32Array }
const NOWHERE: readonly number[] = []

/** Member names are few, and what they say is kept; those that may be anything are read again. */
const NAME = /^[A-Za-z_]{1,24}$/
const MAX_NAMES = 4096

/** Reader of mentions for these rules. One pass over a text notes the words; a rule is looked up when it is asked for. */
export const createReadMentions = (rules: readonly CompiledRule[]): ReadMentions => {
  const vocabulary = createVocabulary(rules)
  const { size, table, signs, hasAsciiSigns, ofRule } = vocabulary
  const found = createFoundWords()
  const inHint = createFoundWords()
  /** By word: the last reading in which it occurred, and the last one in which its place is not told. */
  const marks = new Float64Array(size)
  const everywhere = new Float64Array(size)
  const asciiSigns = Int32Array.from({ length: 128 }, (_, code) => signs.get(code) ?? -1)
  let reading = 0
  let text = ''
  let ranges: (Ranges | undefined)[] = []
  let places: Places | null = null

  const readName = (hint: string): readonly number[] => {
    findWords(
      Uint16Array.from({ length: hint.length }, (_, at) => hint.charCodeAt(at)),
      hint.length,
      vocabulary,
      inHint,
    )
    const words = [...inHint.values.subarray(0, inHint.count)]
    const joined = findWord(table, hashOf(wordsOf(hint)))
    if (joined >= 0) words.push(joined)
    for (let at = 0; at < hint.length; at += 1) {
      const sign = signs.get(hint.charCodeAt(at))
      if (sign !== undefined) words.push(sign)
    }
    return words
  }
  const names = new Map<string, readonly number[]>()
  const wordsOfName = (hint: string): readonly number[] => {
    const known = names.get(hint)
    if (known !== undefined) return known
    const words = readName(hint)
    if (names.size < MAX_NAMES && NAME.test(hint)) names.set(hint, words)
    return words
  }
  const markEverywhere = (word: number) => {
    marks[word] = everywhere[word] = reading
  }

  const occurs = (words: Int32Array): boolean => {
    for (let at = 0; at < words.length; at += 1) if (marks[words[at]!] === reading) return true
    return false
  }
  const occursIn = (words: Int32Array, from: number, to: number): boolean => {
    for (let at = firstFrom(found.starts, found.count, from); at < found.count && found.starts[at]! < to; at += 1)
      if (includes(words, found.values[at]!)) return true
    return false
  }

  /** Of each word that occurs: which of those found it is, in their order; and where the block of each heading ends. */
  const readPlaces = (): Places => {
    const headingEnd = createHeadings(text)
    const byWord = new Map<number, number[]>()
    const blockEnds = new Int32Array(found.count)
    for (let at = 0; at < found.count; at += 1) {
      blockEnds[at] = headingEnd(found.starts[at]!)
      const known = byWord.get(found.values[at]!)
      if (known === undefined) byWord.set(found.values[at]!, [at])
      else known.push(at)
    }
    return { byWord, blockEnds }
  }
  const readRanges = (rule: number): Ranges => {
    const { boosts, before, after } = ofRule[rule]!
    if (boosts.some((word) => everywhere[word] === reading)) return null
    places ??= readPlaces()
    const { byWord, blockEnds } = places
    const own: number[] = []
    const all: number[] = []
    for (const word of boosts) for (const at of byWord.get(word) ?? NOWHERE) all.push(at)
    for (const at of Uint32Array.from(all).sort()) {
      const end = Math.max(found.ends[at]! + after, blockEnds[at]!)
      addRange(own, Math.max(0, found.starts[at]! - before), end)
    }
    return own.length === 0 ? null : own
  }

  const mentions: Mentions = {
    isBoosted: (rule) => occurs(ofRule[rule]!.boosts),
    isSuppressed: (rule) => occurs(ofRule[rule]!.suppresses),
    mayBoost: (rule, from, to) => occursIn(ofRule[rule]!.boosts, from, to),
    maySuppress: (rule, from, to) => occursIn(ofRule[rule]!.suppresses, from, to),
    rangesOf: (rule) => {
      if (text.length < MIN_RANGED) return null
      const known = ranges[rule]
      if (known !== undefined) return known
      ranges[rule] = readRanges(rule)
      return ranges[rule]
    },
  }

  return (subject, hint) => {
    reading += 1
    text = subject.text
    ranges = []
    places = null
    if (hint !== '') for (const word of wordsOfName(hint)) markEverywhere(word)
    findWords(subject.units, text.length, vocabulary, found)
    for (let at = 0; at < found.count; at += 1) marks[found.values[at]!] = reading
    if (signs.size > 0 && (!subject.isAscii || hasAsciiSigns))
      for (let at = 0; at < text.length; at += 1) {
        const code = subject.units[at]!
        const sign = code < 128 ? asciiSigns[code]! : (signs.get(code) ?? -1)
        if (sign >= 0) markEverywhere(sign)
      }
    return mentions
  }
}
