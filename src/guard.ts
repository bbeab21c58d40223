import { resolve } from './detect/resolve.js'
import { GatewayError } from './errors.js'
import { type Leaf, pointerOf, writeLeaves } from './formats/json.js'
import { inPromptOrder } from './formats/prompt-order.js'
import { createAllocator } from './pseudonyms/allocate.js'
import { createKnownFinder, createTypeOf, type KnownValue } from './pseudonyms/known.js'
import { mayHoldTokens } from './pseudonyms/literals.js'
import { replace } from './pseudonyms/replace.js'
import { findTokens } from './pseudonyms/restore.js'
import { createStandIns, type SurrogateFor } from './pseudonyms/stand-ins.js'
import { stricter } from './strictness.js'
import { LITERAL, parsePlaceholder } from './token.js'
import type { Finding, Identify, MapEntry, Operator, Replacement, Span, ThreadMap } from './types.js'

/** What the guard needs of the runtime: rules and policy, compiled. */
export type Guard = {
  readonly detect: (text: string, hint: string) => readonly Finding[]
  readonly identify: Identify
  readonly operatorFor: (entity: string) => Operator
  /** Says whether a finding counts here; null where every one does. */
  readonly accepts: ((finding: Finding, text: string) => boolean) | null
  /** Ids of the rules whose findings are only counted. */
  readonly shadow: ReadonlySet<string>
  /** Null where no hash key is set. */
  readonly hash: ((entity: string, key: string) => string) | null
  readonly surrogateFor: SurrogateFor
  /** Tokens that a text spells, of every entity type that could be issued and of `more` types. */
  readonly findLiterals: (text: string, more: readonly string[]) => ReadonlySet<string>
}

/** A span that the caller marked by hand, in UTF-16 of the leaf it belongs to. */
export type Mark = { readonly leaf: number; readonly start: number; readonly end: number; readonly entity: string }

export type ProtectInput = {
  readonly source: string
  readonly leaves: readonly Leaf[]
  /** Sent maps and stored thread, merged. */
  readonly known: ThreadMap
  /** Tokens of the maps that the caller sent: where the text spells one, it is that token. */
  readonly sent: ReadonlySet<string>
  /** Entries of the stored thread that the caller did not send: where the text spells one, it is a literal. */
  readonly storedOnly: ReadonlyMap<string, MapEntry>
  readonly marks: readonly Mark[]
  /** Members whose values are numbered first, in this order (`Format.promptOrder`). */
  readonly promptOrder?: readonly string[] | undefined
}

/** A leaf that was rewritten, by its pointer in the names that the upstream receives. */
export type EditedLeaf = {
  readonly pointer: string
  readonly isKey: boolean
  readonly source: string
  readonly target: string
}

export type Protected = {
  readonly body: string
  readonly replacements: readonly Replacement[]
  /** Rewritten text of the leaves that changed, by index. */
  readonly edits: ReadonlyMap<number, string>
  /** The same leaves in the order of `replacements`. */
  readonly edited: readonly EditedLeaf[]
  readonly used: ReadonlyMap<string, MapEntry>
  /** Highest new number per entity: to be reserved before forwarding. */
  readonly fresh: ReadonlyMap<string, number>
  /** Placeholder-shaped strings of the caller's text, as tokens: they never stand for a value in this thread. */
  readonly literals: ReadonlySet<string>
  /** Findings by entity, operators of `allow` included. */
  readonly counts: ReadonlyMap<string, number>
  /** Findings of rules in shadow, by rule. */
  readonly shadowed: ReadonlyMap<string, number>
  /** Surrogates that may be restored, to their tokens; made when asked for. */
  readonly surrogates: () => ReadonlyMap<string, string>
}

type Candidate = Finding & { readonly operator: Operator }

/** A value that was found elsewhere: it recurs here, and it is numbered where it was found. */
const KNOWN_VALUE = 'known-value'

/** Scores of spans that need no evidence: the caller's marks, recurrences, literals. */
const CERTAIN = 4

/**
 * The request side, one straight line: find in every leaf, add what the caller marked and what recurs, resolve, refuse
 * what is blocked, replace, write. Synchronous and linear in the body. Anything thrown here means that nothing is
 * forwarded.
 */
export const protect = (guard: Guard, input: ProtectInput): Protected => {
  const { leaves, known } = input
  const literals = new Set<string>()
  const counts = new Map<string, number>()
  const shadowed = new Map<string, number>()
  const found: Candidate[][] = []
  for (const leaf of leaves) found.push(detectIn(guard, leaf, { counts, shadowed }))
  for (const mark of input.marks) found[mark.leaf]?.push(marked(guard, mark))
  const more = [...known.highWater.keys()]
  for (let index = 0; index < leaves.length; index++) {
    const text = leaves[index]?.text ?? ''
    if (!mayHoldTokens(text)) continue
    for (const token of guard.findLiterals(text, more)) if (!input.sent.has(token)) literals.add(token)
    found[index]?.push(...collisions(text, input.storedOnly))
  }
  addRecurrences(guard, input, found)
  const spans: (readonly Span[])[] = []
  for (const candidates of found) spans.push(candidates.length === 0 ? NONE : resolve(candidates))
  refuseBlocked(spans)
  return rewrite(guard, input, spans, { literals, counts, shadowed })
}

const NONE: readonly Span[] = []

type Tally = { readonly counts: Map<string, number>; readonly shadowed: Map<string, number> }

const detectIn = (guard: Guard, { text, hint }: Leaf, { counts, shadowed }: Tally): Candidate[] => {
  let findings = guard.detect(text, hint)
  const { accepts, shadow } = guard
  if (accepts !== null && findings.length > 0) {
    for (const { rule } of findings) if (shadow.has(rule)) shadowed.set(rule, (shadowed.get(rule) ?? 0) + 1)
    findings = findings.filter((finding) => accepts(finding, text))
  }
  const candidates: Candidate[] = []
  for (const { rule, entity, start, end, score } of findings) {
    counts.set(entity, (counts.get(entity) ?? 0) + 1)
    candidates.push({ rule, entity, start, end, score, operator: guard.operatorFor(entity) })
  }
  return candidates
}

/** Maps and positions only add replacements: the policy's operator where it is stricter. */
const added = (guard: Guard, entity: string): Operator =>
  entity === LITERAL ? 'pseudonymise' : stricter('pseudonymise', guard.operatorFor(entity))

const marked = (guard: Guard, { start, end, entity }: Mark): Candidate => ({
  rule: 'caller-mark',
  entity,
  start,
  end,
  score: CERTAIN,
  operator: added(guard, entity),
})

/** Text that spells a token of the stored thread which the caller did not send: it goes out as a literal of its own. */
const collisions = (text: string, storedOnly: ReadonlyMap<string, MapEntry>): Candidate[] =>
  storedOnly.size === 0
    ? []
    : findTokens(text, storedOnly)
        .filter(({ token }) => storedOnly.get(token)?.entity !== LITERAL)
        .map(({ start, end }) => literal(start, end))

const literal = (start: number, end: number): Candidate => ({
  rule: 'literal',
  entity: LITERAL,
  start,
  end,
  score: CERTAIN,
  operator: 'pseudonymise',
})

/** Every value that is mapped, or found anywhere in this body, is replaced wherever it recurs on token boundaries. */
const addRecurrences = (guard: Guard, input: ProtectInput, found: readonly Candidate[][]): void => {
  const { leaves, known, sent } = input
  const values: KnownValue[] = []
  for (const entry of known.entries.values()) if (!spellsSent(guard, entry, input)) values.push(entry)
  for (let index = 0; index < found.length; index++)
    for (const { entity, operator, start, end } of found[index] ?? [])
      if (operator !== 'allow') values.push({ entity, value: leaves[index]?.text.slice(start, end) ?? '' })
  if (values.length === 0) return
  const finder = createKnownFinder(values, guard.identify)
  const typeOf = createTypeOf({ known, sent, identify: guard.identify })
  for (let index = 0; index < found.length; index++)
    for (const { entity, start, end } of finder.find(leaves[index]?.text ?? '')) {
      const candidates = found[index] ?? []
      const at = candidates.findIndex((span) => span.start <= start && end <= span.end && span.operator !== 'allow')
      const cover = candidates[at]
      if (cover === undefined)
        candidates.push({ rule: KNOWN_VALUE, entity, start, end, score: CERTAIN, operator: added(guard, entity) })
      else if (sent.size > 0 && cover.operator === 'pseudonymise' && cover.end - cover.start === end - start)
        candidates[at] = { ...cover, entity: typeOf(leaves[index]?.text.slice(start, end) ?? '', cover.entity, entity) }
    }
}

/** True for a mapped text that is a token of the maps that the caller sent; a literal may spell it in any form. */
const spellsSent = ({ findLiterals }: Guard, { entity, value }: MapEntry, { known, sent }: ProtectInput): boolean => {
  if (entity !== LITERAL) return sent.has(parsePlaceholder(value)?.token ?? '')
  return [...findLiterals(value, [...known.highWater.keys()])].some((token) => sent.has(token))
}

const refuseBlocked = (spans: readonly (readonly Span[])[]): void => {
  let entities: Record<string, number> | null = null
  for (const own of spans)
    for (const { entity, operator } of own)
      if (operator === 'block') {
        entities ??= {}
        entities[entity] = (entities[entity] ?? 0) + 1
      }
  if (entities !== null) throw new GatewayError('pii_blocked', { entities })
}

/** Indexes of the leaves that have spans. */
const indexesOf = (spans: readonly (readonly Span[])[]): number[] =>
  spans.flatMap((own, index) => (own.length === 0 ? [] : [index]))

type Part = {
  readonly leaf: Leaf
  readonly target: string
  readonly replacements: readonly Omit<Replacement, 'pointer' | 'isKey'>[]
}

const rewrite = (
  guard: Guard,
  { source, leaves, known, promptOrder }: ProtectInput,
  spans: readonly (readonly Span[])[],
  { literals, counts, shadowed }: Pick<Protected, 'literals' | 'counts' | 'shadowed'>,
): Protected => {
  const { tokenFor, plan, used, fresh } = createAllocator(known, literals, guard.identify)
  const indexes = indexesOf(spans)
  if (promptOrder !== undefined && indexes.length > 0)
    for (const index of inPromptOrder(indexes, leaves, promptOrder))
      for (const { entity, rule, operator, start, end } of spans[index] ?? NONE)
        if (operator === 'pseudonymise' && rule !== KNOWN_VALUE)
          plan(entity, leaves[index]?.text.slice(start, end) ?? '')
  const texts = () => leaves.map(({ text }) => text)
  const { operatorFor, identify, hash, surrogateFor } = guard
  const rulings = { tokenFor, known, used, operatorFor, identify, hash, surrogateFor, texts }
  const { standIn, surrogates } = createStandIns(rulings)
  const edits = new Map<number, string>()
  const parts: Part[] = []
  for (let index = 0; index < leaves.length; index++) {
    const leaf = leaves[index]
    const own = spans[index] ?? NONE
    if (leaf === undefined || own.length === 0) continue
    const { text, replacements } = replace(leaf.text, own, standIn)
    edits.set(index, text)
    parts.push({ leaf, target: text, replacements })
  }
  const body = edits.size === 0 ? source : writeLeaves(source, leaves, edits)
  // Pointers are taken after writing, when the names that hold values have been replaced.
  const replacements: Replacement[] = []
  const edited: EditedLeaf[] = []
  for (const { leaf, target: rewritten, replacements: own } of parts) {
    const pointer = pointerOf(leaf.node)
    edited.push({ pointer, isKey: leaf.isKey, source: leaf.text, target: rewritten })
    for (const { entity, rule, score, operator, token, source: from, target } of own)
      replacements.push({ pointer, isKey: leaf.isKey, entity, rule, score, operator, token, source: from, target })
  }
  return { body, replacements, edits, edited, used, fresh, literals, counts, shadowed, surrogates }
}
