import type { Finding } from '../types.js'
import { judge, type Setting, type Verdict } from './judge.js'
import type { CompiledPattern, CompiledRule, Hit } from './rule.js'

/** The search of one text. */
export type Scan = Setting & {
  readonly minLikelihood: number
  /** Entries of the set that occur in the text, ascending. */
  readonly hits: readonly number[]
  readonly found: Finding[]
}

type Entry = { readonly rule: CompiledRule; readonly pattern: CompiledPattern }
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
    const lower = scan.text.toLowerCase()
    if (!rule.keywords.some((keyword) => lower.includes(keyword))) return
  }
  const first = scan.found.length
  let taken: readonly Range[] = []
  for (const pattern of rule.patterns) {
    if (!scan.hits.includes(pattern.entry)) continue
    if (pattern.requiresContext && !scan.context.canBoost(rule.context)) continue
    const before = scan.found.length
    scanPattern(scan, { rule, pattern }, taken)
    if (scan.found.length > before) taken = scan.found.slice(first).sort((a, b) => a.start - b.start)
  }
}

const scanPattern = (scan: Scan, entry: Entry, taken: readonly Range[]): void => {
  let restarts = 0
  let from = 0
  let nearest = 0
  for (;;) {
    const hit = entry.pattern.matcher.exec(scan.text, from)
    if (hit === null) return
    while (nearest < taken.length && taken[nearest]!.end <= hit.start) nearest += 1
    const isTaken = nearest < taken.length && taken[nearest]!.start <= hit.start && hit.end <= taken[nearest]!.end
    const end = isTaken ? hit.end : accept(scan, entry, hit)
    const next = end >= 0 ? end : restarts < RESTARTS ? nextWord(scan.text, hit.from, hit.next) : hit.next
    restarts = end >= 0 || next === hit.next ? 0 : restarts + 1
    from = Math.max(next, hit.from + 1)
  }
}

/** End of the finding that this hit gave, or -1. */
const accept = (scan: Scan, entry: Entry, hit: Hit): number => {
  let candidate = hit
  let verdict = judgeHit(scan, entry, candidate)
  for (let tries = 0; verdict === 'invalid' && tries < SHORTENINGS; tries += 1) {
    const shorter = shorten(scan.text, entry, candidate)
    if (shorter === null) return -1
    candidate = shorter
    verdict = judgeHit(scan, entry, candidate)
  }
  if (typeof verdict !== 'number') return -1
  if (verdict >= scan.minLikelihood) {
    const { start, end } = trim(scan.text, candidate)
    scan.found.push({ rule: entry.rule.id, entity: entry.rule.entity, start, end, score: verdict })
  }
  return candidate.end
}

const judgeHit = (scan: Scan, { rule, pattern }: Entry, hit: Hit): Verdict => {
  const { start, end } = trim(scan.text, hit)
  return judge({ rule, pattern, start, end }, scan)
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0

const trim = (text: string, hit: Hit): Range => {
  let { start, end } = hit
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return { start, end }
}

/** The same pattern on the candidate without its last word: greedy patterns take the word that follows a number. */
const shorten = (text: string, { rule, pattern }: Entry, hit: Hit): Hit | null => {
  const { start, end } = trim(text, hit)
  if (end - start > rule.maxLength) return null
  let cut = end - 1
  while (cut > start && !isSpace(text.charCodeAt(cut))) cut -= 1
  if (cut === start) return null
  // One more character on either side, so that boundaries and anchors of the pattern mean what they meant.
  const base = Math.max(0, hit.from - 1)
  const again = pattern.matcher.exec(text.slice(base, cut + 1), hit.from - base)
  if (again === null || again.from !== hit.from - base) return null
  return { from: hit.from, start: base + again.start, end: base + again.end, next: base + again.next }
}

const isAlphanumeric = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127

const nextWord = (text: string, from: number, to: number): number => {
  for (let at = from + 1; at < to; at += 1)
    if (isAlphanumeric(text.charCodeAt(at)) && !isAlphanumeric(text.charCodeAt(at - 1))) return at
  return to
}
