import { addRange, type Ranges } from './ranges.js'
import type { CompiledRule, Lexicon, Subject } from './rule.js'
import { createWordTable, findWord, findWords, hashOf } from './word-hash.js'
import { wordsOf } from './words.js'

/** Which rules' context words occur in a text, its member name included. May name too many, never too few. */
export type Mentions = {
  /** Indices of the rules that a word speaks for, ascending. */
  readonly boosted: () => readonly number[]
  readonly isBoosted: (rule: number) => boolean
  readonly isSuppressed: (rule: number) => boolean
  /** Where matches of the rule can begin that its words speak for. */
  readonly rangesOf: (rule: number) => Ranges
}

export type ReadMentions = (subject: Subject, hint: string) => Mentions

const BOOST = 1
const SUPPRESS = 2
/** A tag with its attributes, and the label before it. */
const TAG_REACH = 320
/** In shorter texts it costs more to say where than to look everywhere. */
const MIN_RANGED = 2048
/** A heading is in one of the first lines of its block, and these are short. */
const HEADING_LINES = 4
const MAX_LINE = 2000

type Reach = { readonly before: number; readonly after: number }

/** Where the lines of a block begin whose first line may be a heading: its words reach to the end of the block. */
const createHeadings = (text: string): ((at: number) => number) => {
  let blockStart = 0
  let headEnd = -1
  let blockEnd = -1
  const readBlock = (start: number) => {
    blockStart = start
    const next = text.indexOf('\n\n', start)
    blockEnd = next < 0 ? text.length : next
    headEnd = start
    for (let line = 0; line < HEADING_LINES && headEnd < blockEnd; line += 1) {
      const end = text.indexOf('\n', headEnd)
      if (end < 0 || end > blockEnd || end - headEnd > MAX_LINE) break
      headEnd = end + 1
    }
  }
  readBlock(0)
  return (at) => {
    while (at > blockEnd + 1 && blockEnd < text.length) readBlock(blockEnd + 2)
    return at >= blockStart && at < headEnd ? blockEnd : -1
  }
}

/** Reader of mentions for these rules. One pass over a text; nothing is allocated for a word. */
export const createReadMentions = (rules: readonly CompiledRule[]): ReadMentions => {
  const marks = new Map<number, Set<number>>()
  const starters = new Set<number>()
  const signs = new Map<number, number[]>()
  const mark = (words: readonly string[], code: number) => {
    const hash = hashOf(words)
    const known = marks.get(hash)
    if (known === undefined) marks.set(hash, new Set([code]))
    else known.add(code)
  }
  const addLexicon = (lexicon: Lexicon | null, code: number) => {
    if (lexicon === null) return
    for (const [first, phrases] of lexicon.phrases)
      for (const { rest } of phrases) {
        if (rest.length === 0) mark([first], code)
        else {
          // The first word itself says nothing, but that the next one must be looked at.
          starters.add(hashOf([first]))
          mark([first, rest[0]!], code)
        }
      }
    for (const piece of lexicon.pieces) {
      const unit = piece.charCodeAt(0)
      signs.set(unit, [...(signs.get(unit) ?? []), code])
    }
  }
  const reaches: Reach[] = []
  for (const [index, { context, maxLength }] of rules.entries()) {
    for (const lexicon of [context.boost, context.jsonKeys]) addLexicon(lexicon, index * 4 + BOOST)
    addLexicon(context.suppress, index * 4 + SUPPRESS)
    reaches[index] = { before: context.after + maxLength, after: Math.max(context.before, TAG_REACH) }
  }
  for (const hash of starters) if (!marks.has(hash)) marks.set(hash, new Set())
  const mayGoOn = Uint8Array.from(marks.keys(), (hash) => Number(starters.has(hash)))
  const lists = [...marks.values()].map((codes) => Int32Array.from(codes))
  const table = createWordTable(new Map([...marks.keys()].map((hash, index) => [hash, index])))
  const isAsciiSign = [...signs.keys()].some((unit) => unit < 128)

  return ({ text, isAscii }, hint) => {
    const bits = new Uint8Array(rules.length)
    const ranges: (number[] | undefined)[] | null = text.length < MIN_RANGED ? null : []
    const everywhere = new Set<number>()
    const isRanged = ranges !== null
    const headingEnd = isRanged ? createHeadings(text) : null
    const setBits = (codes: ArrayLike<number>) => {
      for (let at = 0; at < codes.length; at += 1) {
        bits[codes[at]! >> 2]! |= codes[at]! & 3
        if (isRanged) everywhere.add(codes[at]! >> 2)
      }
    }
    findWords(hint, table, mayGoOn, (value) => setBits(lists[value]!))
    if (hint !== '') {
      const value = findWord(table, hashOf(wordsOf(hint)))
      if (value >= 0) setBits(lists[value]!)
    }
    const readSigns = (from: string) => {
      for (let at = 0; at < from.length; at += 1) {
        const codes = signs.get(from.charCodeAt(at))
        if (codes !== undefined) setBits(codes)
      }
    }
    if (signs.size > 0) readSigns(hint)
    if (signs.size > 0 && (!isAscii || isAsciiSign)) readSigns(text)
    findWords(text, table, mayGoOn, (value, start, end) => {
      const list = lists[value]!
      for (let at = 0; at < list.length; at += 1) {
        const rule = list[at]! >> 2
        bits[rule]! |= list[at]! & 3
        if (ranges === null || (list[at]! & BOOST) === 0) continue
        const reach = reaches[rule]!
        ranges[rule] ??= []
        addRange(ranges[rule], Math.max(0, start - reach.before), Math.max(end + reach.after, headingEnd!(start)))
      }
    })
    return {
      boosted: () => {
        const found: number[] = []
        for (let rule = 0; rule < bits.length; rule += 1) if ((bits[rule]! & BOOST) !== 0) found.push(rule)
        return found
      },
      isBoosted: (rule) => (bits[rule]! & BOOST) !== 0,
      isSuppressed: (rule) => (bits[rule]! & SUPPRESS) !== 0,
      rangesOf: (rule) => (ranges === null || everywhere.has(rule) ? null : (ranges[rule] ?? null)),
    }
  }
}
