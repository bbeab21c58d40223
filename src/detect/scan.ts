import type { Finding } from '../types.js'
import type { Copy } from './copy.js'
import { type Candidate, judge, judgeFailed, type Setting, type Verdict } from './judge.js'
import type { CompiledPattern, CompiledRule, Hit, TextHits, Units } from './rule.js'

/** The search of one text. */
export type Scan = Setting & {
  readonly units: Uint16Array
  /** The text in lower case, made when first asked for. */
  readonly lower: () => string
  readonly minLikelihood: number
  readonly hits: TextHits
  readonly found: Finding[]
  /** Told every verdict, for explanations; null in traffic. */
  readonly trace: ((candidate: Candidate, scan: Scan, verdict: Verdict) => void) | null
  /** Range of the original text that a range of this one stands for. */
  readonly toOriginal: Copy['toOriginal']
}

type Entry = {
  readonly rule: CompiledRule
  readonly pattern: CompiledPattern
  /** What failed its check but is named; it counts where nothing of the rule passed. */
  readonly failed: Finding[]
  /** What a search found beyond the places that it was asked for. */
  ahead: Hit | null
  /** How often in a row the search went on inside a candidate. */
  restarts: number
}
type Range = { readonly start: number; readonly end: number }

/** A candidate that fails its checks is tried again without its last words, this often. */
const SHORTENINGS = 3
/** And the search goes on from the next words inside it, this often, before it jumps behind it: the work stays linear. */
const RESTARTS = 2

/**
 * Adds what one rule finds in the text to `scan.found`. Its patterns run in their order; where an earlier one has found
 * something, a later one does not look again.
 */
export const scanRule = (scan: Scan, rule: CompiledRule): void => {
  if (rule.keywords.length > 0) {
    const lower = scan.lower()
    if (!rule.keywords.some((keyword) => lower.includes(keyword))) return
  }
  const first = scan.found.length
  let taken: readonly Range[] = []
  const failed: Finding[] = []
  for (const pattern of rule.patterns) {
    if (!canMatch(scan, rule, pattern)) continue
    const before = scan.found.length
    scanPattern(scan, { rule, pattern, failed, ahead: null, restarts: 0 }, taken)
    if (scan.found.length > before) taken = scan.found.slice(first).sort((a, b) => a.start - b.start)
  }
  for (const finding of failed)
    if (!taken.some(({ start, end }) => finding.start < end && start < finding.end)) scan.found.push(finding)
}

const canMatch = ({ hits, mentions, trace }: Scan, rule: CompiledRule, pattern: CompiledPattern): boolean =>
  // An explanation names what lacks a word, too.
  hits.has(pattern.entry) && (trace !== null || !pattern.requiresContext || mentions().isBoosted(rule.index))

const scanPattern = (scan: Scan, entry: Entry, taken: readonly Range[]): void => {
  const { hits, mentions, trace, text } = scan
  const { pattern, rule } = entry
  const { canCut, maxLength, minLength } = pattern
  const { length } = text
  const spoken = pattern.requiresContext && trace === null ? mentions().rangesOf(rule.index) : null
  const starts = hits.startsOf(pattern.entry) ?? spoken ?? [0, length]
  let from = 0
  let near = 0
  for (let at = 0; at < starts.length && from < length; at += 2) {
    const to = Math.min(length, starts[at + 1]!)
    if (spoken !== null) {
      while (near < spoken.length && spoken[near + 1]! <= starts[at]!) near += 2
      if (near >= spoken.length) return
      if (spoken[near]! >= to) continue
    }
    const last = Math.min(length - minLength, to - 1)
    const end = canCut ? Math.min(length, to + maxLength + 1) : length
    from = scanRange(scan, entry, taken, { from: Math.max(from, starts[at]!), last, end })
  }
}

/** Where matches may begin, and how much of the text the pattern is shown. */
type Reach = { readonly from: number; readonly last: number; readonly end: number }

/** The next match; what was found beyond an earlier range is not looked for again. */
const nextHit = (text: Units, entry: Entry, from: number, { last, end }: Reach): Hit | null => {
  const { pattern, ahead } = entry
  if (pattern.maxLength !== Number.POSITIVE_INFINITY) return pattern.matcher.exec(text, from, last, end)
  if (ahead !== null && ahead.from >= from) return ahead
  entry.ahead = pattern.matcher.exec(text, from, last, end)
  return entry.ahead
}

/** Scans for matches that begin in the range; returns where the search may go on. */
const scanRange = (scan: Scan, entry: Entry, taken: readonly Range[], reach: Reach): number => {
  const { text } = scan
  const { last } = reach
  let cursor = 0
  let { from } = reach
  for (;;) {
    if (from > last) return from
    const hit = nextHit(scan, entry, from, reach)
    if (hit === null || hit.from > last) return last + 1
    while (cursor < taken.length && taken[cursor]!.end <= hit.start) cursor += 1
    const isTaken = cursor < taken.length && isWithin(hit, taken[cursor]!)
    const end = isTaken ? hit.end : accept(scan, entry, hit)
    const next = end >= 0 ? end : entry.restarts < RESTARTS ? nextWord(text, hit, isProven(entry)) : hit.next
    entry.restarts = end >= 0 || next === hit.next ? 0 : entry.restarts + 1
    from = Math.max(next, hit.from + 1)
  }
}

const isWithin = (inner: Range, outer: Range): boolean => inner.start >= outer.start && inner.end <= outer.end

/** End of the finding that this hit gave, or -1. */
const accept = (scan: Scan, entry: Entry, hit: Hit): number => {
  let candidate = hit
  let verdict = judgeHit(scan, entry, candidate)
  for (let tries = 0; verdict === 'invalid' && tries < SHORTENINGS; tries += 1) {
    const shorter = shorten(scan, entry, candidate)
    if (shorter === null) break
    candidate = shorter
    verdict = judgeHit(scan, entry, candidate)
  }
  if (verdict === 'invalid') keepFailed(scan, entry, hit)
  else scan.trace?.(candidateOf(scan, entry, candidate), scan, verdict)
  if (typeof verdict !== 'number') return -1
  if (verdict >= scan.minLikelihood) scan.found.push(toFinding(candidateOf(scan, entry, candidate), verdict))
  return candidate.end
}

const keepFailed = (scan: Scan, entry: Entry, hit: Hit): void => {
  const candidate = candidateOf(scan, entry, hit)
  const verdict = judgeFailed(candidate, scan)
  scan.trace?.(candidate, scan, verdict)
  if (typeof verdict === 'number' && verdict >= scan.minLikelihood) entry.failed.push(toFinding(candidate, verdict))
}

const candidateOf = ({ text }: Scan, { rule, pattern }: Entry, hit: Hit): Candidate => {
  const { start, end } = trim(text, hit)
  return { rule, pattern, start, end }
}

const toFinding = ({ rule, start, end }: Candidate, score: number): Finding => ({
  rule: rule.id,
  entity: rule.entity,
  start,
  end,
  score,
})

const judgeHit = (scan: Scan, entry: Entry, hit: Hit): Verdict => judge(candidateOf(scan, entry, hit), scan)

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0

const trim = (text: string, hit: Hit): Range => {
  let { start, end } = hit
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return { start, end }
}

/** The same pattern on the candidate without its last word: greedy patterns take the word that follows a number. */
const shorten = (scan: Scan, entry: Entry, hit: Hit): Hit | null => {
  const { text } = scan
  const { rule, pattern } = entry
  const { start, end } = trim(text, hit)
  if (end - start > rule.maxLength) return null
  let cut = end - 1
  while (cut > start && !isSpace(text.charCodeAt(cut))) cut -= 1
  if (cut - start < pattern.minLength || (isGroupBoundary(text, cut + 1) && !isProven(entry))) return null
  // One more character than remains, so that boundaries of the pattern mean what they meant.
  const again = pattern.matcher.exec(scan, hit.from, hit.from, cut + 1)
  return again === null || again.from !== hit.from ? null : again
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isAlphanumeric = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127

/** True between two groups of digits: what remains on either side is a piece of a number, not a number. */
const isGroupBoundary = (text: string, at: number): boolean =>
  isDigit(text.charCodeAt(at)) && isDigit(text.charCodeAt(at - 2))

/** A check digit tells a number from a piece of one: two numbers that stand side by side may be taken apart. */
const isProven = ({ rule, pattern }: Entry): boolean =>
  rule.checks.length > 0 && rule.invalid !== 'keep' && !pattern.requiresContext

/** Start of the next word inside a hit, or its end. Groups of digits are one word unless a check can tell them apart. */
const nextWord = (text: string, { from, next: to }: Hit, splitsGroups: boolean): number => {
  for (let at = from + 1; at < to; at += 1) {
    const isWordStart = isAlphanumeric(text.charCodeAt(at)) && !isAlphanumeric(text.charCodeAt(at - 1))
    if (isWordStart && (splitsGroups || !isGroupBoundary(text, at))) return at
  }
  return to
}
