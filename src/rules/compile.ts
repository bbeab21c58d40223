import { didYouMean } from '../config/suggest.js'
import { CHECKS } from '../detect/checks/index.js'
import { createWeightedCheck } from '../detect/checks/weighted-check.js'
import { buildLexicon } from '../detect/context.js'
import { createNormaliser } from '../detect/normalise.js'
import { READING_TRIGGERS, type Trigger, type Triggers } from '../detect/readings.js'
import type {
  Check,
  CompiledPattern,
  CompiledRule,
  ContextWords,
  Matcher,
  NamedCheck,
  Prefilter,
} from '../detect/rule.js'
import { checkPhone } from '../phone.js'
import { required } from '../regex/required.js'
import { parse } from '../regex/syntax.js'
import type { Issue } from '../types.js'
import type { Engine } from './engine.js'
import { compileMatcher } from './matcher.js'
import { type PatternFacts, readPattern } from './pattern.js'
import { createPrefilter, type PrefilterEntry } from './prefilter.js'
import type { Path, ReadRuleFile } from './read.js'
import { LIKELIHOODS, type RuleSource } from './schema.js'

/** Rules ready to run. The prefilter has an entry for each pattern. */
export type CompiledRules = {
  readonly rules: readonly CompiledRule[]
  readonly prefilter: Prefilter
  readonly triggers: Triggers
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
  const entries: PrefilterEntry[] = []
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
  const triggers = compileTriggers(engine, entries)
  return { compiled: { rules, triggers, prefilter: createPrefilter(entries) } }
}

const compileTriggers = (engine: Engine, entries: PrefilterEntry[]): Triggers => {
  const compiled = Object.entries(READING_TRIGGERS).map(([name, regex]): [string, Trigger] => {
    const facts = readPattern(regex)
    const matcher = compileMatcher(engine, regex, { ignoresCase: false, capture: null, maxLength: facts.max })
    return [name, { entry: entries.push(toEntry(regex, facts, PLAIN)) - 1, matcher }]
  })
  return Object.fromEntries(compiled) as Triggers
}

const PLAIN = { ignoresCase: false, keywords: [] }

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
  { at, engine, entries }: { readonly at: number; readonly engine: Engine; readonly entries: PrefilterEntry[] },
  report: Report,
): CompiledPattern => {
  const { id, regex, flags, capture = null, likelihood, requires_context } = source.patterns[at]!
  const ignoresCase = flags === 'i'
  const facts = readPattern(regex)
  const complain = (message: string) => report(['patterns', at, 'regex'], message)
  let matcher: Matcher = { exec: () => null }
  if (facts.problem !== null) complain(facts.problem)
  else {
    try {
      matcher = compileMatcher(engine, regex, { ignoresCase, capture, maxLength: facts.max })
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
  return {
    id: id ?? String(at + 1),
    entry: entries.push(toEntry(regex, facts, { ignoresCase, keywords: source.keywords })) - 1,
    matcher,
    minLength: facts.min,
    maxLength: facts.max,
    canCut: !facts.isAnchored && facts.max !== Number.POSITIVE_INFINITY,
    likelihood: LIKELIHOODS.indexOf(likelihood),
    requiresContext: requires_context,
  }
}

type Casing = { readonly ignoresCase: boolean; readonly keywords: readonly string[] }

const toEntry = (regex: string, { minRun, max }: PatternFacts, { ignoresCase, keywords }: Casing): PrefilterEntry => {
  const root = parse(regex, ignoresCase)
  return { root, maxLength: max, required: root === null ? null : required(root), minRun, keywords }
}

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
