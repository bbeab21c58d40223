import type { Detect, Finding } from '../types.js'
import { createContext } from './context.js'
import { type DigitNeeds, type Digits, readDigits } from './digits.js'
import { type Explanation, explainCandidate } from './explain.js'
import { type FoldedText, foldText } from './fold.js'
import { isPieceOfToken } from './guards.js'
import { createReadMentions, type Mentions } from './mentions.js'
import type { CompiledRule, PatternSet, SetHits, Subject } from './rule.js'
import { type Scan, scanRule } from './scan.js'

export type DetectOptions = {
  readonly rules: readonly CompiledRule[]
  /** Holds the entries that the rules' patterns name. */
  readonly set: PatternSet
  readonly defaultRegion: string
  /** Findings below this likelihood are not returned. */
  readonly minLikelihood: number
}

const NOTHING: readonly Finding[] = []
/** In JSON or code inside a string an escape ends in a letter or digit, which hides the boundary of what follows it. */
const ESCAPE = /\\(?:[bfnrt]|u[0-9a-fA-F]{4})/g
/** RE2's `\b` sees no boundary between a digit and an underscore, as in _536-90-4399_ and ssn_536904399. */
const UNDERSCORE_BESIDE_DIGIT = /_[0-9+(]|[0-9]_/

type Trace = Scan['trace']
type Run = (
  text: string,
  hint: string,
  trace: Trace,
) => { readonly found: readonly Finding[]; readonly folded: FoldedText | null }

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

const createRun = ({ rules, set, defaultRegion, minLikelihood }: DetectOptions): Run => {
  const choose = createChoose(rules)
  const readMentions = createReadMentions(rules)

  return (text, hint, trace) => {
    const scanSubject = (subject: Subject, isRelevant: (rule: CompiledRule) => boolean): readonly Finding[] => {
      const digits = readDigits(subject.text)
      const hits = set.match(subject, digits)
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
      }
      for (const rule of chosen) if (isRelevant(rule)) scanRule(scan, rule)
      return found
    }

    const subject = set.prepare(text)
    const folded = subject.isAscii ? null : foldText(text)
    const plain = folded === null ? subject : set.prepare(folded.text)
    let found = scanSubject(plain, isAny)
    if (plain.text.includes('\\')) {
      const spaced = plain.text.replace(ESCAPE, (spelt) => ' '.repeat(spelt.length))
      if (spaced !== plain.text) found = merge(found, scanSubject(set.prepare(spaced), isAny), isKept)
    }
    if (plain.text.includes('_') && UNDERSCORE_BESIDE_DIGIT.test(plain.text)) {
      const more = scanSubject(set.prepare(plain.text.replaceAll('_', ' ')), isNoSecret)
      found = merge(found, more, (finding) => !isPieceOfToken(plain.text, finding.start, finding.end))
    }
    return { found, folded }
  }
}

const toOriginal = <Range extends { readonly start: number; readonly end: number }>(
  ranges: readonly Range[],
  folded: FoldedText | null,
): readonly Range[] =>
  folded === null || ranges.length === 0
    ? ranges
    : ranges.map((range) => ({ ...range, ...folded.toOriginal(range.start, range.end) }))

/**
 * Detection with the given rules: all findings at or above the least likelihood; they may overlap. One pass of the set
 * names the patterns that occur, and only those run. Linear in the text's length.
 */
export const createDetect = (options: DetectOptions): Detect => {
  const run = createRun(options)
  return (text, hint) => {
    const { found, folded } = run(text, hint, null)
    return toOriginal(found, folded)
  }
}

/** Says why: every candidate that a pattern matched, with what moved its likelihood and by how much. For people. */
export type Explain = (text: string, hint: string) => readonly Explanation[]

/** Explanations of the same detection, in the order of the rules. Slower than detection. */
export const createExplain = (options: DetectOptions): Explain => {
  const run = createRun(options)
  return (text, hint) => {
    const made = new Map<string, Explanation>()
    const { folded } = run(text, hint, (candidate, scan, verdict) => {
      const explanation = explainCandidate(candidate, scan, verdict, options.minLikelihood)
      const { rule, pattern, start, end } = explanation
      const key = `${rule} ${pattern} ${start} ${end}`
      const known = made.get(key)
      if (known === undefined || known.score < explanation.score) made.set(key, explanation)
    })
    return toOriginal([...made.values()], folded)
  }
}

const isKept = (): boolean => true

const once = <Value>(make: () => Value): (() => Value) => {
  let made: Value | null = null
  return () => {
    made ??= make()
    return made
  }
}

const isAny = (): boolean => true
/** Secrets are written with underscores; to them they are no decoration. */
const isNoSecret = (rule: CompiledRule): boolean => rule.hasGuards

const merge = (
  found: readonly Finding[],
  more: readonly Finding[],
  isWanted: (finding: Finding) => boolean,
): readonly Finding[] => {
  const key = ({ rule, start, end }: Finding) => `${rule} ${start} ${end}`
  const known = new Set(found.map(key))
  return [...found, ...more.filter((finding) => !known.has(key(finding)) && isWanted(finding))]
}
