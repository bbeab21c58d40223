import { standsAlone } from './boundaries.js'
import { isOneCharacter } from './checks/digits.js'
import type { Context } from './context.js'
import { isPieceOfDigitGroups, isPieceOfToken } from './guards.js'
import type { Mentions } from './mentions.js'
import type { CheckResult, CompiledPattern, CompiledRule } from './rule.js'

/** A match that some rule's pattern made in a text. */
export type Candidate = {
  readonly rule: CompiledRule
  readonly pattern: CompiledPattern
  readonly start: number
  readonly end: number
}

/** The text that a candidate stands in. */
export type Setting = {
  readonly text: string
  readonly context: Context
  /** Read when first asked for. */
  readonly mentions: () => Mentions
  readonly defaultRegion: string
}

/** A likelihood 0 to 4 is a finding; `invalid` failed its checks, so a part of it may still pass; `none` is nothing. */
export type Verdict = number | 'invalid' | 'none'

const MAX_LIKELIHOOD = 4
/** What an unproved value loses; a context word gives it back. */
export const WEAK_STEPS = 2
/** What its own label, member name, tag or column heading is worth to a value that failed its check. */
export const NAMED_STEPS = 4
/** A value that failed its check is never as likely as one that passed. */
const MAX_FAILED = 3

const checkAll = (rule: CompiledRule, value: string, defaultRegion: string): CheckResult => {
  let result: CheckResult = true
  for (const { run } of rule.checks) {
    const outcome = run(value, defaultRegion)
    if (outcome === false) return rule.invalid === 'keep' ? 'weak' : false
    if (outcome === 'weak') result = 'weak'
  }
  return result
}

const clamp = (likelihood: number, max: number): number => Math.max(0, Math.min(max, likelihood))

/** True when a candidate is only a piece of something that is no personal data. */
export const isPiece = (rule: CompiledRule, text: string, start: number, end: number): boolean =>
  (rule.hasGuards && isPieceOfToken(text, start, end)) || (rule.isDigitsOnly && isPieceOfDigitGroups(text, start, end))

/** Decides what one candidate is worth: boundaries, exceptions, checks, guards, and the words around it. */
export const judge = (candidate: Candidate, setting: Setting): Verdict => {
  const { rule, pattern, start, end } = candidate
  const { text, context } = setting
  if (end <= start || end - start > rule.maxLength) return 'none'
  if (!standsAlone(text, start, end)) return 'none'
  const value = rule.normalise(text.slice(start, end))
  if (rule.excluded.has(value)) return 'none'
  const validity = checkAll(rule, value, setting.defaultRegion)
  if (validity === false) return 'invalid'
  if (isPiece(rule, text, start, end)) return 'none'
  const { boostedBy, suppressedBy } = context.around(rule.context, start, end)
  if ((pattern.requiresContext || validity === 'weak') && boostedBy === null) return 'none'
  const proof = validity === 'weak' ? -WEAK_STEPS : rule.checks.length > 0 ? rule.validSteps : 0
  const words =
    (boostedBy === null ? 0 : rule.context.boostSteps) - (suppressedBy === null ? 0 : rule.context.suppressSteps)
  return clamp(pattern.likelihood + proof + words, MAX_LIKELIHOOD)
}

/**
 * What a candidate is worth that failed its check: people mistype, and test data is invented. It counts where something
 * names it, never by the words around it alone.
 */
export const judgeFailed = (candidate: Candidate, setting: Setting): Verdict => {
  const { rule, pattern, start, end } = candidate
  const { text, context } = setting
  if (rule.invalid !== 'lower') return 'none'
  if (!setting.mentions().isBoosted(rule.index)) return 'none'
  const named = context.naming(rule.context, start, end)
  if (named === null || isPiece(rule, text, start, end)) return 'none'
  const value = rule.normalise(text.slice(start, end))
  // 000-00-0000 is how a form shows where a number goes.
  if (isOneCharacter(value) || rule.checks.some(({ run, isShape }) => isShape && run(value, '') === false))
    return 'none'
  const { suppressedBy } = context.around(rule.context, start, end)
  const words = NAMED_STEPS - (suppressedBy === null ? 0 : rule.context.suppressSteps)
  return clamp(pattern.likelihood - WEAK_STEPS + words, MAX_FAILED)
}
