import { describeExplanation } from '../detect/explain.js'
import { resolve } from '../detect/resolve.js'
import { GatewayError, toProblem } from '../errors.js'
import { pointerOf } from '../formats/json.js'
import { SPACES_CHAT } from '../formats/spaces-chat.js'
import type { Policy } from '../policy/choose.js'
import { guardOf } from '../protection.js'
import { createWhy } from '../rules/why.js'
import type { Runtime } from '../runtime.js'
import { placeholderOf } from '../token.js'
import { type Turn, takeTurn } from '../turn.js'
import { clientHeaders, upstreamHeaders } from '../turn-headers.js'
import type { Finding, Operator } from '../types.js'

/** What is tried: a text of a chat message, at a place, with what the visitor would have otherwise. */
export type Trial = {
  readonly text: string
  readonly tenant: string | null
  readonly space: string | null
  readonly route: string | null
  /** For every finding; null: as the policy says. */
  readonly operator: Operator | null
  /** Only rules of this country and rules for every country; null: as the policy says. */
  readonly country: string | null
}

/** Offsets are UTF-16, as the browser counts. */
export type TriedFinding = {
  readonly entity: string
  readonly group: string
  readonly start: number
  readonly end: number
  /** What the policy does with it: an operator, `inside` another finding, `shadow`, or `ignored`. */
  readonly fate: Operator | 'inside' | 'shadow' | 'ignored'
  readonly likelihood: number
  readonly why: string
  /** What stands there for the upstream; null where nothing was replaced. */
  readonly replacement: string | null
}

export type Tried = {
  readonly policy: { readonly name: string; readonly mode: string }
  readonly findings: readonly TriedFinding[]
  /** What was looked at and is no finding. */
  readonly dropped: readonly {
    readonly start: number
    readonly end: number
    readonly entity: string
    readonly why: string
  }[]
  /** What the upstream would receive; null where the request would be refused. */
  readonly upstream: string | null
  readonly problem: unknown
  readonly headers: {
    readonly upstream: readonly (readonly [string, string])[]
    readonly client: readonly (readonly [string, string])[]
  }
}

const MAX_DROPPED = 50
const POINTER = '/message'

/** The policy of the place, with what the visitor chose instead. */
const chosenPolicy = (runtime: Runtime, { tenant, space, route, operator, country }: Trial): Policy => {
  const policy = runtime.choosePolicy({ tenant, space, route })
  const foreign = new Set(
    country === null
      ? []
      : runtime.ruleSet.rules
          .filter(({ jurisdictions }) => !jurisdictions.some((one) => one === 'GLOBAL' || one === country))
          .map(({ id }) => id),
  )
  return {
    ...policy,
    operatorFor: operator === null ? policy.operatorFor : () => operator,
    accepts:
      foreign.size === 0
        ? policy.accepts
        : (finding, text) => !foreign.has(finding.rule) && (policy.accepts?.(finding, text) ?? true),
  }
}

const findingsOf = ({ ruleSet }: Runtime, { text }: Trial, policy: Policy, turn: Turn | null): TriedFinding[] => {
  const found = ruleSet.observe(text, 'message')
  const isCounted = (finding: Finding) => policy.accepts === null || policy.accepts(finding, text)
  const counted = found.filter((finding) => !ruleSet.shadow.has(finding.rule) && isCounted(finding))
  const spans = resolve(counted.map((finding) => ({ ...finding, operator: policy.operatorFor(finding.entity) })))
  const why = createWhy(ruleSet, text, 'message')
  const fateOf = (finding: Finding): TriedFinding['fate'] => {
    if (ruleSet.shadow.has(finding.rule)) return 'shadow'
    if (!counted.includes(finding)) return 'ignored'
    const operator = policy.operatorFor(finding.entity)
    const isWinner = spans.some(
      ({ rule, start, end }) => rule === finding.rule && start <= finding.start && finding.end <= end,
    )
    return operator === 'allow' || isWinner ? operator : 'inside'
  }
  return [...found]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((finding) => ({
      entity: finding.entity,
      group: ruleSet.groups.get(finding.entity) ?? finding.entity,
      start: finding.start,
      end: finding.end,
      fate: fateOf(finding),
      likelihood: finding.score,
      why: why(finding),
      replacement: replacementAt(turn, finding),
    }))
}

const replacementAt = (turn: Turn | null, { start, end }: Finding): string | null => {
  const replaced = turn?.result.replacements.find(({ source }) => source.start <= start && end <= source.end)
  if (replaced === undefined) return null
  return replaced.token === '' ? replaced.operator : placeholderOf(replaced.token)
}

const droppedOf = ({ ruleSet }: Runtime, { text }: Trial, findings: readonly TriedFinding[]): Tried['dropped'] =>
  ruleSet
    .explain(text, 'message')
    .filter(({ outcome }) => outcome !== 'found')
    .filter(({ start, end }) => !findings.some((one) => one.start < end && start < one.end))
    .slice(0, MAX_DROPPED)
    .map((one) => ({ start: one.start, end: one.end, entity: one.entity, why: describeExplanation(one) }))

const pairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []))

/**
 * What the guard would do to a text, by the code that serves, and why. No caller and no thread: nothing is stored, cached,
 * counted or logged.
 */
export const tryText = async (runtime: Runtime, trial: Trial): Promise<Tried> => {
  const policy = chosenPolicy(runtime, trial)
  const observed: Runtime = { ...runtime, detect: (_, text, hint) => runtime.ruleSet.observe(text, hint) }
  const input = {
    source: JSON.stringify({ message: trial.text }),
    shape: SPACES_CHAT,
    scope: { caller: null, space: trial.space ?? '', thread: null },
    policy,
    rawHeaders: [],
  }
  let turn: Turn | null = null
  let problem: unknown = null
  try {
    turn = await takeTurn(observed, input)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    problem = toProblem(error)
  }
  const findings = findingsOf(runtime, trial, policy, turn)
  const shared = {
    policy: { name: policy.name, mode: policy.mode },
    findings,
    dropped: droppedOf(runtime, trial, findings),
  }
  if (turn === null) return { ...shared, upstream: null, problem, headers: { upstream: [], client: [] } }
  const { edits } = turn.result
  const index = turn.leaves.findIndex((leaf) => !leaf.isKey && pointerOf(leaf.node) === POINTER)
  const isEnforced = policy.mode === 'enforce'
  return {
    ...shared,
    upstream: (isEnforced ? edits.get(index) : undefined) ?? trial.text,
    problem,
    headers: {
      upstream: isEnforced ? pairs(upstreamHeaders(runtime, turn, () => {})) : [],
      client: [
        ['X-Pii-Guard', policy.mode === 'off' ? `off;policy="${policy.name}"` : guardOf(runtime, turn)],
        ...(isEnforced ? pairs(clientHeaders(runtime, turn, { isAuthorised: true, pend: () => {} })) : []),
      ],
    },
  }
}
