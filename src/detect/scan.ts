import type { Finding } from '../types.js'
import type { Copy } from './copy.js'
import type { Digits } from './digits.js'
import { type Candidate, judge, judgeFailed, type Setting, type Verdict } from './judge.js'
import type { Ranges } from './ranges.js'
import type { CompiledPattern, CompiledRule, Hit, PatternSet, SetHits, Subject } from './rule.js'

/** The search of one text. */
export type Scan = Setting & {
  readonly subject: Subject
  /** The text in lower case, made when first asked for. */
  readonly lower: () => string
  readonly prepare: PatternSet['prepare']
  readonly minLikelihood: number
  readonly hits: SetHits
  readonly found: Finding[]
  /** Told every verdict, for explanations; null in traffic. */
  readonly trace: ((candidate: Candidate, scan: Scan, verdict: Verdict) => void) | null
  readonly digits: Digits
  /** Range of the original text that a range of this one stands for. */
  readonly toOriginal: Copy['toOriginal']
}

type Entry = {
  readonly rule: CompiledRule
  readonly pattern: CompiledPattern
  /** What failed its check but is named; it counts where nothing of the rule passed. */
  readonly failed: Finding[]
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
    scanPattern(scan, { rule, pattern, failed }, taken)
    if (scan.found.length > before) taken = scan.found.slice(first).sort((a, b) => a.start - b.start)
  }
  for (const finding of failed)
    if (!taken.some(({ start, end }) => finding.start < end && start < finding.end)) scan.found.push(finding)
}

/** What is cheap to know: the set's answer, or enough digits where a word speaks for the rule. */
const canMatch = (scan: Scan, rule: CompiledRule, pattern: CompiledPattern): boolean => {
  const { hits, mentions, digits, trace } = scan
  if (pattern.entry >= 0 && !hits.has(pattern.entry)) return false
  // An explanation names what lacks a word, too.
  if (trace === null && pattern.requiresContext && !mentions().isBoosted(rule.index)) return false
  return pattern.entry >= 0 || digits.hasDense(pattern)
}

const rangesOf = ({ hits, mentions, trace }: Scan, { rule, pattern }: Entry): Ranges => {
  if (pattern.entry >= 0) return hits.rangesOf(pattern.entry)
  return trace === null ? mentions().rangesOf(rule.index) : null
}

const scanPattern = (scan: Scan, entry: Entry, taken: readonly Range[]): void => {
  const ranges = rangesOf(scan, entry)
  const { length } = scan.text
  if (ranges === null) return void scanRange(scan, entry, taken, { from: 0, to: length, end: length })
  const { canCut, maxLength } = entry.pattern
  let from = 0
  for (let at = 0; at < ranges.length && from < length; at += 2) {
    const to = Math.min(length, ranges[at + 1]!)
    const end = canCut ? Math.min(length, to + maxLength + 1) : length
    from = scanRange(scan, entry, taken, { from: Math.max(from, ranges[at]!), to, end })
  }
}

const hasMarker = (text: string, from: number, { markers }: CompiledPattern): boolean =>
  markers.some((marker) => text.indexOf(marker, from) >= 0)

/** Where matches may begin, and how much of the text the pattern is shown. */
type Reach = { readonly from: number; readonly to: number; readonly end: number }

/** Scans for matches that begin in the range; returns where the search may go on. */
const scanRange = (
  scan: Scan,
  entry: Entry,
  taken: readonly Range[],
  { from: start, to, end: shown }: Reach,
): number => {
  const { text } = scan
  const { pattern } = entry
  const last = Math.min(text.length - pattern.minLength, to - 1)
  let restarts = 0
  let cursor = 0
  let from = start
  for (;;) {
    while (cursor < taken.length && taken[cursor]!.end <= from) cursor += 1
    if (pattern.minDigits > 0) from = firstChance(scan, pattern, { from, taken, cursor })
    if (from > last) return from
    if (pattern.markers.length > 0 && !hasMarker(text, from, pattern)) return last + 1
    const hit = pattern.matcher.exec(scan.subject, from, shown)
    if (hit === null || hit.from > last) return last + 1
    while (cursor < taken.length && taken[cursor]!.end <= hit.start) cursor += 1
    const isTaken = cursor < taken.length && isWithin(hit, taken[cursor]!)
    const end = isTaken ? hit.end : accept(scan, entry, hit)
    const next = end >= 0 ? end : restarts < RESTARTS ? nextWord(text, hit, isProven(entry)) : hit.next
    restarts = end >= 0 || next === hit.next ? 0 : restarts + 1
    from = Math.max(next, hit.from + 1)
  }
}

const isWithin = (inner: Range, outer: Range): boolean => inner.start >= outer.start && inner.end <= outer.end

type Search = {
  readonly from: number
  readonly taken: readonly Range[]
  /** First taken range that ends behind `from`. */
  readonly cursor: number
}

/**
 * Where the next match of a pattern that needs digits can begin at the earliest, Infinity when there can be none: not
 * long before the next digits that are not taken. This is a cheaper look than the engine's.
 */
const firstChance = ({ digits }: Scan, pattern: CompiledPattern, { from, taken, cursor }: Search): number => {
  let earliest = from
  let digit = digits.firstFrom(from, pattern)
  for (let at = cursor; at < taken.length && taken[at]!.start <= digit; at += 1) {
    if (taken[at]!.end <= digit) continue
    earliest = taken[at]!.end
    digit = digits.firstFrom(earliest, pattern)
  }
  // A pattern without an end has Infinity on both sides of the minus.
  return digit === Number.POSITIVE_INFINITY ? digit : Math.max(earliest, digit - pattern.maxLength)
}

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
const shorten = ({ text, prepare }: Scan, entry: Entry, hit: Hit): Hit | null => {
  const { rule, pattern } = entry
  const { start, end } = trim(text, hit)
  if (end - start > rule.maxLength) return null
  let cut = end - 1
  while (cut > start && !isSpace(text.charCodeAt(cut))) cut -= 1
  if (cut - start < pattern.minLength || (isGroupBoundary(text, cut + 1) && !isProven(entry))) return null
  // One more character on either side, so that boundaries and anchors of the pattern mean what they meant.
  const base = Math.max(0, hit.from - 1)
  const again = pattern.matcher.exec(prepare(text.slice(base, cut + 1)), hit.from - base)
  if (again === null || again.from !== hit.from - base) return null
  return { from: hit.from, start: base + again.start, end: base + again.end, next: base + again.next }
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
