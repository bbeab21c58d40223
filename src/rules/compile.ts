import { didYouMean } from '../config/suggest.js'
import { CHECKS } from '../detect/checks/index.js'
import { createWeightedCheck } from '../detect/checks/weighted-check.js'
import { buildLexicon } from '../detect/context.js'
import { createNormaliser } from '../detect/normalise.js'
import { READING_TRIGGERS, type TriggerEntries } from '../detect/readings.js'
import type { Check, CompiledPattern, CompiledRule, ContextWords, NamedCheck, PatternSet } from '../detect/rule.js'
import { checkPhone } from '../phone.js'
import type { Issue } from '../types.js'
import type { Engine } from './engine.js'
import { type PatternFacts, readPattern } from './pattern.js'
import { createPrefilter, type SetEntry } from './prefilter.js'
import type { Path, ReadRuleFile } from './read.js'
import { LIKELIHOODS, type RuleSource } from './schema.js'

/** Rules ready to run, or what is wrong with them. The set has an entry for each pattern. */
export type CompiledRules = {
  readonly rules: readonly CompiledRule[]
  readonly set: PatternSet
  readonly triggers: TriggerEntries
}

type Report = (path: Path, message: string) => void

const ALL_CHECKS: ReadonlyMap<string, Check> = new Map([...CHECKS, ['phone', checkPhone] as const])

/** Compiles all rules of all files; every problem of every rule is reported, not only the first. */
export const compileRules = (
  files: readonly ReadRuleFile[],
  engine: Engine,
): { readonly compiled: CompiledRules } | { readonly issues: readonly Issue[] } => {
  const issues: Issue[] = []
  const rules: CompiledRule[] = []
  const entries: SetEntry[] = []
  for (const { data, issueAt } of files) {
    for (const [index, source] of data.rules.entries()) {
      if (source.list !== undefined) continue
      const report: Report = (path, message) => issues.push(issueAt(['rules', index, ...path], message))
      const patterns = source.patterns.map((_, at) => compilePattern(source, { at, engine, entries }, report))
      const checks = source.validate.map((entry, at) => toCheck(entry, (message) => report(['validate', at], message)))
      rules.push(toRule(source, { patterns, checks, context: contextOf(source, rules.length) }))
    }
  }
  if (issues.length > 0) return { issues }
  const triggers = addTriggers(entries)
  return { compiled: { rules, triggers, set: createPrefilter(entries, engine) } }
}

const addTriggers = (entries: SetEntry[]): TriggerEntries => {
  const added = Object.entries(READING_TRIGGERS).map(([name, regex]) => {
    const { relaxed: pattern, ...facts } = readPattern(regex)
    return [name, entries.push({ ...facts, pattern, group: '', isWide: false, maxLength: facts.max }) - 1]
  })
  return Object.fromEntries(added)
}

type Parts = Pick<CompiledRule, 'patterns' | 'checks' | 'context'>

const toRule = (source: RuleSource, { patterns, checks, context }: Parts): CompiledRule => {
  const normalise = createNormaliser(source.normalize)
  return {
    id: source.id,
    index: context.rule,
    entity: source.entity,
    keywords: source.keywords.map((keyword) => keyword.toLowerCase()),
    patterns,
    maxLength: source.max_length ?? Math.max(...patterns.map(({ maxLength }) => maxLength)),
    isDigitsOnly: source.normalize.includes('digits-only'),
    hasGuards: source.group !== 'SECRET',
    isSpoken: source.group === 'CREDIT_CARD' || source.group === 'PHONE',
    normalise,
    checks,
    validSteps: source.valid_steps,
    invalid: source.invalid,
    context,
    excluded: new Set(source.exclude.flatMap(({ values }) => values.map(normalise))),
  }
}

const contextOf = ({ context }: RuleSource, rule: number): ContextWords => ({
  rule,
  ...context.window,
  boostSteps: context.boost_steps,
  suppressSteps: context.suppress_steps,
  boost: buildLexicon(Object.values(context.boost).flat()),
  suppress: buildLexicon(Object.values(context.suppress).flat()),
  jsonKeys: buildLexicon(context.json_keys),
})

const compilePattern = (
  source: RuleSource,
  { at, engine, entries }: { readonly at: number; readonly engine: Engine; readonly entries: SetEntry[] },
  report: Report,
): CompiledPattern => {
  const { id, regex, flags, capture = null, likelihood, requires_context } = source.patterns[at]!
  const ignoresCase = flags === 'i'
  const facts = readPattern(regex)
  const complain = (message: string) => report(['patterns', at, 'regex'], message)
  let matcher: CompiledPattern['matcher'] = { exec: () => null }
  if (facts.problem !== null) complain(facts.problem)
  else {
    try {
      matcher = engine.compile(regex, { ignoresCase, capture })
    } catch {
      complain(
        'is not a valid regular expression of RE2, or too large for it: close every ( and [, and write a backslash before a sign that stands for itself',
      )
    }
  }
  if (facts.problem === null && facts.min === 0)
    complain('matches empty text: something in it must not be optional, so write + or {1,9} for * or ?')
  if (facts.max === Number.POSITIVE_INFINITY && source.max_length === undefined)
    complain('has an unbounded "+", "*" or "{n,}": bound it as in {1,30}, or write "max_length" in the rule')
  if (capture !== null && !new RegExp(`\\(\\?P?<${capture}>`).test(regex))
    report(['patterns', at, 'capture'], 'names no group of the pattern: write (?P<name>...)')
  const isGated = requires_context && facts.minDigits >= MIN_GATED_DIGITS
  return {
    id: id ?? String(at + 1),
    entry: isGated ? -1 : entries.push(toSetEntry(source, facts, ignoresCase)) - 1,
    matcher,
    minLength: facts.min,
    maxLength: facts.max,
    minDigits: facts.minDigits,
    isNumeric: facts.isNumeric,
    markers: facts.markers,
    canCut: !facts.isAnchored && facts.max !== Number.POSITIVE_INFINITY,
    likelihood: LIKELIHOODS.indexOf(likelihood),
    requiresContext: requires_context,
  }
}

/** With fewer digits many a text has them, and the set tells more. */
const MIN_GATED_DIGITS = 6

const toSetEntry = ({ group, max_length }: RuleSource, facts: PatternFacts, ignoresCase: boolean): SetEntry => ({
  ...facts,
  pattern: ignoresCase ? `(?i:${facts.relaxed})` : facts.relaxed,
  group,
  maxLength: facts.isAnchored ? Number.POSITIVE_INFINITY : Math.min(facts.max, max_length ?? facts.max),
})

const toCheck = (entry: RuleSource['validate'][number], complain: (message: string) => void): NamedCheck => {
  if (typeof entry !== 'string') {
    const { length, weighted } = entry
    if (weighted !== undefined) return { name: 'weighted', run: createWeightedCheck(weighted), isShape: false }
    const lengths = new Set(length)
    return { name: 'length', run: (value) => lengths.has(value.length), isShape: true }
  }
  const check = ALL_CHECKS.get(entry)
  if (check === undefined)
    complain(
      `unknown check${didYouMean(entry, ALL_CHECKS.keys()) || '; write the name of one that another rule uses, or weights'}`,
    )
  return { name: entry, run: check ?? (() => false), isShape: false }
}
