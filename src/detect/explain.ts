import type { Finding } from '../types.js'
import { standsAlone } from './boundaries.js'
import { type Candidate, isPiece, NAMED_STEPS, type Setting, type Verdict, WEAK_STEPS } from './judge.js'

/** One thing that moved a likelihood. `name` is a pattern's id, a check's name or a word of the rule: never the text. */
export type ExplanationStep = {
  readonly kind: 'pattern' | 'check' | 'boost' | 'suppress' | 'name'
  readonly name: string
  readonly steps: number
}

/** Why a candidate is a finding or none. `score` is its likelihood, -1 where it was dropped, and `reason` says why. */
export type Explanation = Finding & {
  readonly pattern: string
  readonly outcome: 'found' | 'below' | 'dropped'
  readonly steps: readonly ExplanationStep[]
  readonly reason: string
}

/** What each check says of the candidate, up to the first that fails it. */
const checkSteps = (
  { rule }: Candidate,
  value: string,
  region: string,
): { readonly steps: ExplanationStep[]; readonly failed: string | null } => {
  let weak: string | null = null
  for (const { name, run } of rule.checks) {
    const outcome = run(value, region)
    if (outcome === false)
      return { steps: [{ kind: 'check', name: `${name} failed`, steps: -WEAK_STEPS }], failed: name }
    if (outcome === 'weak') weak = name
  }
  if (weak !== null) return { steps: [{ kind: 'check', name: `${weak} unproved`, steps: -WEAK_STEPS }], failed: null }
  const names = rule.checks.map(({ name }) => name).join(', ')
  return { steps: names === '' ? [] : [{ kind: 'check', name: names, steps: rule.validSteps }], failed: null }
}

const reasonOf = (candidate: Candidate, { text }: Setting, value: string, failed: string | null): string => {
  const { rule, start, end } = candidate
  if (end - start > rule.maxLength) return 'longer than max_length'
  if (!standsAlone(text, start, end)) return 'a piece of a longer word or number'
  if (rule.excluded.has(value)) return 'listed under exclude'
  if (isPiece(rule, text, start, end)) return 'a piece of a longer token, such as a UUID, a hash or a version'
  if (failed === null) return 'needs a context word'
  return rule.invalid === 'drop' ? `${failed} failed` : `${failed} failed and nothing names the value`
}

/** Every step of one verdict, worked out anew: for people, not for traffic. */
export const explainCandidate = (
  candidate: Candidate,
  setting: Setting,
  verdict: Verdict,
  minLikelihood: number,
): Explanation => {
  const { rule, pattern, start, end } = candidate
  const value = rule.normalise(setting.text.slice(start, end))
  const { steps: checks, failed } = checkSteps(candidate, value, setting.defaultRegion)
  const { boostedBy, suppressedBy } = setting.context.around(rule.context, start, end)
  const named = failed !== null && rule.invalid === 'lower' ? setting.context.naming(rule.context, start, end) : null
  const steps: ExplanationStep[] = [{ kind: 'pattern', name: pattern.id, steps: pattern.likelihood }, ...checks]
  if (named !== null) steps.push({ kind: 'name', name: named, steps: NAMED_STEPS })
  else if (boostedBy !== null) steps.push({ kind: 'boost', name: boostedBy, steps: rule.context.boostSteps })
  if (suppressedBy !== null) steps.push({ kind: 'suppress', name: suppressedBy, steps: -rule.context.suppressSteps })
  const isDropped = typeof verdict !== 'number'
  return {
    rule: rule.id,
    entity: rule.entity,
    start,
    end,
    score: isDropped ? -1 : verdict,
    pattern: pattern.id,
    outcome: isDropped ? 'dropped' : verdict >= minLikelihood ? 'found' : 'below',
    steps,
    reason: isDropped ? reasonOf(candidate, setting, value, failed) : '',
  }
}

const WORDS = ['very_unlikely', 'unlikely', 'possible', 'likely', 'very_likely']
const signed = (steps: number): string => (steps < 0 ? `−${-steps}` : `+${steps}`)

/** One line such as `us-ssn: dashed likely, us-ssn +0, "ssn" +2 → very_likely`. Holds nothing of the text. */
export const describeExplanation = ({ rule, steps, score, reason, outcome }: Explanation): string => {
  const parts = steps.map(({ kind, name, steps: moved }) => {
    if (kind === 'pattern') return `${name} ${WORDS[moved]}`
    return kind === 'check'
      ? `${name} ${signed(moved)}`
      : `${kind === 'name' ? 'named ' : ''}"${name}" ${signed(moved)}`
  })
  const end =
    outcome === 'dropped' ? `dropped: ${reason}` : `${WORDS[score]}${outcome === 'below' ? ', too little' : ''}`
  return `${rule}: ${parts.join(', ')} → ${end}`
}
