import type { Detect, Finding } from '../types.js'
import { createContext } from './context.js'
import type { Copy } from './copy.js'
import { type DigitNeeds, type Digits, readDigits } from './digits.js'
import { type Explanation, explainCandidate } from './explain.js'
import { foldText } from './fold.js'
import { createReadMentions, type Mentions } from './mentions.js'
import { readingsOf, type TriggerEntries } from './readings.js'
import type { CompiledRule, PatternSet, SetHits, Subject } from './rule.js'
import { type Scan, scanRule } from './scan.js'
import { findWrapped } from './wrapped.js'

export type DetectOptions = {
  readonly rules: readonly CompiledRule[]
  /** Holds the entries that the rules' patterns name. */
  readonly set: PatternSet
  /** Entries of the set that say which other readings of a text are worth making. */
  readonly triggers: TriggerEntries
  readonly defaultRegion: string
  /** Findings below this likelihood are not returned. */
  readonly minLikelihood: number
}

const NOTHING: readonly Finding[] = []

type Trace = Scan['trace']
type Run = (text: string, hint: string, trace: Trace) => readonly Finding[]

/** The rules that can find something: those whose patterns the set saw, and those that need no more than a word and digits. */
const createChoose = (rules: readonly CompiledRule[]) => {
  const ruleOfEntry: (CompiledRule | undefined)[] = []
  for (const rule of rules) for (const { entry } of rule.patterns) if (entry >= 0) ruleOfEntry[entry] = rule
  const isGated = rules.map(({ patterns }) => patterns.some(({ entry }) => entry < 0))
  /** The longest match that needs so many digits, of so many kinds: what all gated patterns need at least. */
  const needs = new Map<string, DigitNeeds>()
  for (const { patterns } of rules)
    for (const { entry, minDigits, maxLength, isNumeric } of patterns)
      if (entry < 0) {
        const key = `${minDigits} ${isNumeric}`
        const longest = Math.max(maxLength, needs.get(key)?.maxLength ?? 0)
        needs.set(key, { minDigits, maxLength: longest, isNumeric })
      }
  const least = [...needs.values()]

  return (hits: SetHits, digits: Digits, mentions: () => Mentions): readonly CompiledRule[] => {
    const chosen: CompiledRule[] = []
    for (const entry of hits.entries) {
      const rule = ruleOfEntry[entry]
      // A rule's entries are neighbours.
      if (rule !== undefined && rule !== chosen.at(-1)) chosen.push(rule)
    }
    if (!least.some(digits.hasDense)) return chosen
    const known = new Set(chosen)
    for (const index of mentions().boosted())
      if (isGated[index] && !known.has(rules[index]!)) chosen.push(rules[index]!)
    return chosen.length === known.size ? chosen : chosen.sort((a, b) => a.index - b.index)
  }
}

const createRun = ({ rules, set, triggers, defaultRegion, minLikelihood }: DetectOptions): Run => {
  const choose = createChoose(rules)
  const readMentions = createReadMentions(rules)

  const scanSubject = (subject: Subject, hint: string, how: How): readonly Finding[] => {
    const { trace, toOriginal, digits = readDigits(subject.text), hits = set.match(subject, digits) } = how
    const mentions = once(() => readMentions(subject, hint))
    const chosen = trace === null ? choose(hits, digits, mentions) : rules
    if (chosen.length === 0) return NOTHING
    const found: Finding[] = []
    const scan: Scan = {
      subject,
      text: subject.text,
      prepare: set.prepare,
      lower: once(() => subject.text.toLowerCase()),
      context: createContext(subject, hint, mentions),
      mentions,
      digits,
      defaultRegion,
      minLikelihood,
      hits,
      found,
      trace,
      toOriginal,
    }
    for (const rule of chosen) if (how.isRelevant(rule)) scanRule(scan, rule)
    return found
  }

  /** Scans the text as it is written, then each way of reading it that differs. Ranges are of the text itself. */
  const run = (text: string, hint: string, trace: Trace, isInner: boolean): readonly Finding[] => {
    const subject = set.prepare(text)
    const folded = subject.isAscii ? null : foldText(text)
    const plain = folded === null ? subject : set.prepare(folded.text)
    const toText = folded?.toOriginal ?? sameRange
    const digits = readDigits(plain.text)
    const hits = set.match(plain, digits)
    const how = { trace, toOriginal: toText, isRelevant: isAny, digits, hits }
    let found = inOriginal(scanSubject(plain, hint, how), folded)
    for (const { copy, isRelevant, isWanted } of readingsOf(plain.text, (trigger) => hits.has(triggers[trigger]))) {
      const toOriginal: Copy['toOriginal'] = (start, end) => {
        const range = copy.toOriginal(start, end)
        return toText(range.start, range.end)
      }
      const more = scanSubject(set.prepare(copy.text), hint, { trace, toOriginal, isRelevant })
      const wanted = isWanted === null ? more : more.filter(isWanted)
      if (wanted.length > 0)
        found = merge(
          found,
          wanted.map((finding) => ({ ...finding, ...toOriginal(finding.start, finding.end) })),
        )
    }
    if (isInner || !digits.hasLongRun()) return found
    const wrapped = findWrapped(plain.text, (inner) => run(inner, hint, null, true))
    return wrapped.length === 0 ? found : merge(found, inOriginal(wrapped, folded))
  }
  return (text, hint, trace) => run(text, hint, trace, false)
}

/** How one reading of a text is scanned. */
type How = {
  readonly trace: Trace
  readonly toOriginal: Copy['toOriginal']
  readonly isRelevant: (rule: CompiledRule) => boolean
  readonly digits?: Digits
  readonly hits?: SetHits
}

const sameRange: Copy['toOriginal'] = (start, end) => ({ start, end })

const inOriginal = (findings: readonly Finding[], copy: Copy | null): readonly Finding[] =>
  copy === null || findings.length === 0
    ? findings
    : findings.map((finding) => ({ ...finding, ...copy.toOriginal(finding.start, finding.end) }))

/**
 * Detection with the given rules: all findings at or above the least likelihood; they may overlap. One pass of the set
 * names the patterns that occur, and only those run. Linear in the text's length.
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
