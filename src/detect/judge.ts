import { standsAlone } from './boundaries.js'
import type { Context } from './context.js'
import { isPieceOfDigitGroups, isPieceOfToken } from './guards.js'
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
  readonly defaultRegion: string
}

/** A likelihood 0 to 4 is a finding; `invalid` failed its checks, so a part of it may still pass; `none` is nothing. */
export type Verdict = number | 'invalid' | 'none'

const MAX_LIKELIHOOD = 4
/** What an unproved value loses; a context word gives it back. */
const WEAK_STEPS = 2

const checkAll = (rule: CompiledRule, value: string, defaultRegion: string): CheckResult => {
  let result: CheckResult = true
  for (const check of rule.checks) {
    const outcome = check(value, defaultRegion)
    if (outcome === false) return rule.keepsInvalid ? 'weak' : false
    if (outcome === 'weak') result = 'weak'
  }
  return result
}

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
  if (rule.hasGuards && isPieceOfToken(text, start, end)) return 'none'
  if (rule.isDigitsOnly && isPieceOfDigitGroups(text, start, end)) return 'none'
  const { isBoosted, isSuppressed } = context(rule.context, start, end)
  if ((pattern.requiresContext || validity === 'weak') && !isBoosted) return 'none'
  const proof = validity === 'weak' ? -WEAK_STEPS : rule.checks.length > 0 ? rule.validSteps : 0
  const words = (isBoosted ? rule.context.boostSteps : 0) - (isSuppressed ? rule.context.suppressSteps : 0)
  return Math.max(0, Math.min(MAX_LIKELIHOOD, pattern.likelihood + proof + words))
}
