import type { Policy } from '../policy/choose.js'
import type { Surrogate } from '../pseudonyms/operators/surrogate.js'
import { readExample } from '../rules/check.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Operator } from '../types.js'
import { type Needle, needlesOf, traceIn } from './traces.js'

/** An invented value of one rule, in a text in which the rules find it. */
export type Canary = {
  readonly rule: string
  readonly entity: string
  /** What goes into each place of a body. */
  readonly text: string
  /** As a caller must read it in an answer that repeats the text. */
  readonly value: string
  readonly needles: readonly Needle[]
  /** Made by a generator for this run; else the example of the rule file itself. */
  readonly isFresh: boolean
  /** What the policy does with the value. */
  readonly operators: readonly Operator[]
}

export type Canaries = {
  readonly canaries: readonly Canary[]
  /** Entities that the policy leaves alone here, or lets pass. */
  readonly exempt: readonly string[]
  /** Ids of rules none of whose examples can serve: no marked span, or the value stands elsewhere in its text too. */
  readonly without: readonly string[]
}

type Example = ReturnType<typeof readExample>
type Tools = { readonly ruleSet: RuleSet; readonly policy: Policy; readonly surrogate: Surrogate }

/** A text whose hint is a member's name is sent as JSON in a string, which is read as a document of its own. */
const asSent = (text: string, hint: string): string => (hint === '' ? text : JSON.stringify({ [hint]: text }))

/** Whether the policy takes the whole range out of a text; and with which operators. */
const operatorsOn = (
  { ruleSet, policy }: Tools,
  { text, hint }: Pick<Example, 'text' | 'hint'>,
  [start, end]: readonly [number, number],
): readonly Operator[] | null => {
  const spans = ruleSet
    .observe(text, hint)
    .filter((finding) => !ruleSet.shadow.has(finding.rule))
    .filter((finding) => policy.accepts === null || policy.accepts(finding, text))
    .map((finding) => ({ ...finding, operator: policy.operatorFor(finding.entity) }))
    .filter(({ operator, start: from, end: to }) => operator !== 'allow' && from < end && start < to)
    .sort((a, b) => a.start - b.start)
  let at = start
  for (const span of spans) if (span.start <= at) at = Math.max(at, span.end)
  return at >= end ? spans.map(({ operator }) => operator) : null
}

const candidateOf = (tools: Tools, example: Example, value: string, isFresh: boolean) => {
  const mark = example.marks[0]
  if (mark === undefined || example.marks.length !== 1) return null
  const text = example.text.slice(0, mark.start) + value + example.text.slice(mark.end)
  const rest = `${example.text.slice(0, mark.start)}\u0000${example.text.slice(mark.end)}`
  const needles = needlesOf(value)
  const range = [mark.start, mark.start + value.length] as const
  if (needles.length === 0 || traceIn(rest, needles) !== null) return null
  const operators = operatorsOn(tools, { text, hint: example.hint }, range)
  if (operators === null) return null
  return { text: asSent(text, example.hint), value, needles, isFresh, operators }
}

const isDistinct = ({ needles }: { readonly needles: readonly Needle[] }): boolean =>
  needles.some(({ isShort }) => !isShort)

/** The first made value that cannot stand anywhere by chance; else an example's own that cannot; else any. */
const bestOf = (tools: Tools, entity: string, examples: readonly Example[]) => {
  let fallback: ReturnType<typeof candidateOf> = null
  for (const isFresh of [true, false])
    for (const example of examples) {
      const own = example.text.slice(example.marks[0]?.start, example.marks[0]?.end)
      const value = isFresh ? tools.surrogate('verify', { entity, key: own, value: own }) : own
      const candidate = value === null ? null : candidateOf(tools, example, value, isFresh)
      if (candidate !== null && isDistinct(candidate)) return candidate
      fallback ??= candidate
    }
  return fallback
}

/** One canary for each active rule that the policy of a place takes out: a made value where one can be made, else the example's. */
export const canariesOf = (tools: Tools): Canaries => {
  const { ruleSet, policy } = tools
  const canaries: Canary[] = []
  const exempt = new Set<string>()
  const without: string[] = []
  for (const { id, entity, status } of ruleSet.rules) {
    const source = ruleSet.sources.get(id)
    if (source === undefined || status === 'shadow') continue
    if (policy.operatorFor(entity) === 'allow') {
      exempt.add(entity)
      continue
    }
    const examples = source.tests.match.map(readExample).filter(({ marks }) => marks.length === 1)
    const best = bestOf(tools, entity, examples)
    if (best !== null) canaries.push({ rule: id, entity, ...best })
    else if (examples.some((example) => isLeftAlone(tools, example))) exempt.add(entity)
    else without.push(id)
  }
  return { canaries, exempt: [...exempt].sort(), without }
}

/** True where the rules see the example and the policy does not count it: another country's rules, a higher likelihood. */
const isLeftAlone = ({ ruleSet, policy }: Tools, { text, hint }: Example): boolean =>
  policy.accepts !== null && ruleSet.observe(text, hint).some((finding) => policy.accepts?.(finding, text) === false)
