import type { Detect, Finding } from '../types.js'
import { createContext } from './context.js'
import type { Copy } from './copy.js'
import { type Explanation, explainCandidate } from './explain.js'
import { foldText } from './fold.js'
import { createReadMentions, type Mentions } from './mentions.js'
import { readingsOf, type Triggers } from './readings.js'
import type { CompiledRule, Prefilter, Subject, TextHits } from './rule.js'
import { type Scan, scanRule } from './scan.js'
import { findWrapped } from './wrapped.js'

export type DetectOptions = {
  readonly rules: readonly CompiledRule[]
  /** Knows the entries that the rules' patterns name. */
  readonly prefilter: Prefilter
  /** What says which other readings of a text are worth making. */
  readonly triggers: Triggers
  readonly defaultRegion: string
  /** Findings below this likelihood are not returned. */
  readonly minLikelihood: number
}

const NOTHING: readonly Finding[] = []
const NO_RULES: readonly CompiledRule[] = []

type Trace = Scan['trace']
type Run = (text: string, hint: string, trace: Trace) => readonly Finding[]

/** The rules that can find something: those with a pattern that can match, and a context word where it needs one. */
const createChoose = (rules: readonly CompiledRule[]) => {
  const ruleOf: number[] = []
  const isGated: boolean[] = []
  for (const [index, { patterns }] of rules.entries())
    for (const { entry, requiresContext } of patterns) {
      ruleOf[entry] = index
      isGated[entry] = requiresContext
    }
  const marks = new Float64Array(rules.length)
  const indices = new Int32Array(rules.length)
  let mark = 0

  return ({ entries, count }: TextHits, mentions: () => Mentions): readonly CompiledRule[] => {
    let chosen = 0
    mark += 1
    for (let at = 0; at < count; at += 1) {
      const entry = entries[at]!
      const index = ruleOf[entry]
      if (index === undefined || marks[index] === mark) continue
      if (isGated[entry] === true && !mentions().isBoosted(rules[index]!.index)) continue
      marks[index] = mark
      indices[chosen++] = index
    }
    if (chosen === 0) return NO_RULES
    const sorted = indices.subarray(0, chosen).sort()
    const list: CompiledRule[] = []
    for (let at = 0; at < chosen; at += 1) list.push(rules[sorted[at]!]!)
    return list
  }
}

const createRun = ({ rules, prefilter, triggers, defaultRegion, minLikelihood }: DetectOptions): Run => {
  const choose = createChoose(rules)
  const readMentions = createReadMentions(rules)

  const scanSubject = (
    text: string,
    hint: string,
    { trace, toOriginal, isRelevant, hits }: How,
  ): readonly Finding[] => {
    const subject: Subject = { text, units: hits.units, isAscii: hits.isAscii }
    const mentions = once(() => readMentions(subject, hint))
    const chosen = trace === null ? choose(hits, mentions) : rules
    if (chosen.length === 0) return NOTHING
    const found: Finding[] = []
    const scan: Scan = {
      text,
      units: hits.units,
      lower: once(() => text.toLowerCase()),
      context: createContext(subject, hint, mentions),
      mentions,
      defaultRegion,
      minLikelihood,
      hits,
      found,
      trace,
      toOriginal,
    }
    for (const rule of chosen) if (isRelevant(rule)) scanRule(scan, rule)
    return found
  }

  /** Scans the text as it is written, then each way of reading it that differs. Ranges are of the text itself. */
  const run = (text: string, hint: string, trace: Trace, isInner: boolean): readonly Finding[] => {
    const folded = isAscii(text) ? null : foldText(text)
    const plain = folded?.text ?? text
    const hits = prefilter.read(plain)
    const toText = folded?.toOriginal ?? sameRange
    const { hasLongRun } = hits
    const how = { trace, toOriginal: toText, isRelevant: isAny, hits }
    let found = inOriginal(scanSubject(plain, hint, how), folded)
    for (const { copy, isRelevant, isWanted } of readingsOf(plain, hits, triggers)) {
      const toOriginal: Copy['toOriginal'] = (start, end) => {
        const range = copy.toOriginal(start, end)
        return toText(range.start, range.end)
      }
      const hitsOfCopy = prefilter.read(copy.text)
      const more = scanSubject(copy.text, hint, { trace, toOriginal, isRelevant, hits: hitsOfCopy })
      const wanted = isWanted === null ? more : more.filter(isWanted)
      if (wanted.length > 0)
        found = merge(
          found,
          wanted.map((finding) => ({ ...finding, ...toOriginal(finding.start, finding.end) })),
        )
    }
    if (isInner || !hasLongRun) return found
    const wrapped = findWrapped(plain, (inner) => run(inner, hint, null, true))
    return wrapped.length === 0 ? found : merge(found, inOriginal(wrapped, folded))
  }
  return (text, hint, trace) => run(text, hint, trace, false)
}

/** How one reading of a text is scanned. */
type How = {
  readonly trace: Trace
  readonly toOriginal: Copy['toOriginal']
  readonly isRelevant: (rule: CompiledRule) => boolean
  readonly hits: TextHits
}

/** ASCII alone is as many bytes as units; counting them is native, and takes no time beside a search. */
const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length

const sameRange: Copy['toOriginal'] = (start, end) => ({ start, end })

const inOriginal = (findings: readonly Finding[], copy: Copy | null): readonly Finding[] =>
  copy === null || findings.length === 0
    ? findings
    : findings.map((finding) => ({ ...finding, ...copy.toOriginal(finding.start, finding.end) }))

/**
 * Detection with the given rules: all findings at or above the least likelihood; they may overlap. One pass of the
 * prefilter names the patterns that can match, and only those run. Linear in the text's length.
 */
export const createDetect = (options: DetectOptions): Detect => {
  const run = createRun(options)
  return (text, hint) => run(text, hint, null)
}

/** Says why: every candidate that a pattern matched, with what moved its likelihood and by how much. For people. */
export type Explain = (text: string, hint: string) => readonly Explanation[]

/** Explanations of the same detection, in the order of the rules. Slower than detection; wrapped values are not explained. */
export const createExplain = (options: DetectOptions): Explain => {
  const run = createRun(options)
  return (text, hint) => {
    const made = new Map<string, Explanation>()
    run(text, hint, (candidate, scan, verdict) => {
      const inCopy = explainCandidate(candidate, scan, verdict, options.minLikelihood)
      const explanation = { ...inCopy, ...scan.toOriginal(inCopy.start, inCopy.end) }
      const { rule, pattern, start, end } = explanation
      const key = `${rule} ${pattern} ${start} ${end}`
      const known = made.get(key)
      if (known === undefined || known.score < explanation.score) made.set(key, explanation)
    })
    return [...made.values()]
  }
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: Value | null = null
  return () => {
    made ??= make()
    return made
  }
}

const isAny = (): boolean => true

const merge = (found: readonly Finding[], more: readonly Finding[]): readonly Finding[] => {
  const key = ({ rule, start, end }: Finding) => `${rule} ${start} ${end}`
  const known = new Set(found.map(key))
  return [...found, ...more.filter((finding) => !known.has(key(finding)))]
}
