import { findLeaves, type Leaf } from './formats/json.js'
import type { Shape } from './formats/shape.js'
import { type Guard, type Protected, protect } from './guard.js'
import { applyDirectives } from './mapping/directives.js'
import { mergeSent } from './mapping/merge-sent.js'
import type { SentMap } from './mapping/parse-map.js'
import type { Policy } from './policy/choose.js'
import type { Runtime } from './runtime.js'
import { readMarks, readSent, type Scope, type Sent } from './sent.js'
import { LITERAL } from './token.js'
import type { MapEntry, ThreadMap } from './types.js'

/** One protected request: what came, what goes on, and what the answer needs. */
export type Turn = {
  readonly scope: Scope
  /** The body as the caller wrote it. */
  readonly source: string
  readonly policy: Policy
  readonly sent: Sent
  readonly stored: ThreadMap | undefined
  /** Sent maps and stored thread, merged by precedence. */
  readonly known: ThreadMap
  /** Tokens of the maps that the caller sent. */
  readonly sentTokens: ReadonlySet<string>
  readonly leaves: readonly Leaf[]
  readonly result: Protected
}

export type TurnInput = {
  readonly source: string
  readonly shape: Shape
  readonly scope: Scope
  readonly policy: Policy
  readonly rawHeaders: readonly string[]
  /** A map that the body carries (`existing_mapping` of the detect endpoint). */
  readonly bodyMap?: SentMap | undefined
}

/**
 * Opens what the caller sent, joins it with the stored thread, and protects the body. Nothing is written to the store.
 * Throws a `GatewayError` for bad input; any other throw is a defect of the guard.
 */
export const takeTurn = (runtime: Runtime, input: TurnInput): Turn => {
  const { scope, source, policy } = input
  const sent = withBodyMap(readSent(input.rawHeaders, { ...runtime, scope, entities: runtime.entities }), input.bodyMap)
  const stored = readThread(runtime, scope)
  const leaves = findLeaves(source, input.shape, runtime.config.limits.max_depth)
  const { marks, chosen } = readMarks(sent.positions, leaves, runtime.config.positions.unit)
  const mapping = withChosen(sent.mapping, chosen)
  const known = mergeSent({ mapping, stored, history: sent.history, auto: sent.auto, identify: runtime.identify })
  const sentTokens = new Set<string>()
  for (const map of [mapping, sent.history, sent.auto])
    for (const { token } of map?.entries ?? []) sentTokens.add(token)
  const guard: Guard = {
    detect: (text, hint) => runtime.detect(scope.caller ?? '', text, hint),
    identify: runtime.identify,
    operatorFor: applyDirectives(policy.operatorFor, sent.directives),
    accepts: policy.accepts,
    shadow: runtime.ruleSet.shadow,
    findLiterals: runtime.findLiterals,
  }
  const storedOnly = onlyStored(stored, sentTokens)
  const result = protect(guard, { source, leaves, known, sent: sentTokens, storedOnly, marks })
  return { scope, source, policy, sent, stored, known, sentTokens, leaves, result }
}

/** Longer literals carry numbers that no thread reaches; keeping them would only use those numbers up. */
const MAX_KEPT_LITERAL = 32

const NO_ENTRIES: ReadonlyMap<string, MapEntry> = new Map()

const onlyStored = (stored: ThreadMap | undefined, sent: ReadonlySet<string>): ReadonlyMap<string, MapEntry> =>
  stored === undefined ? NO_ENTRIES : new Map([...stored.entries].filter(([token]) => !sent.has(token)))

const withBodyMap = (sent: Sent, map: SentMap | undefined): Sent =>
  map === undefined ? sent : { ...sent, mapping: map }

const withChosen = (mapping: SentMap | undefined, chosen: SentMap['entries']): SentMap | undefined =>
  chosen.length === 0 ? mapping : { place: mapping?.place ?? {}, entries: [...(mapping?.entries ?? []), ...chosen] }

const readThread = ({ store }: Runtime, { caller, space, thread }: Scope): ThreadMap | undefined =>
  caller === null || thread === null ? undefined : store.read({ caller, space, thread })

/**
 * Reserves the numbers of this turn in its thread before anything is forwarded, so that no later turn reuses them,
 * whatever becomes of this one. Literals are kept too: they stand for themselves for the life of the thread.
 */
export const reserveNumbers = ({ store }: Runtime, { scope, result }: Turn): void => {
  const { caller, space, thread } = scope
  if (caller === null || thread === null || result.fresh.size === 0) return
  const wishes = [...result.fresh].map(([entity, number]) => ({ entity, count: 1, above: number - 1 }))
  store.reserve({ caller, space, thread }, wishes)
}

/** Stores the turn's entries in its thread (or in the one that the answer named) after a 2xx of the upstream. */
export const commitTurn = ({ store }: Runtime, { scope, result, known, stored }: Turn, thread: string | null): void => {
  const { caller, space } = scope
  if (caller === null || thread === null) return
  const entries = new Map<string, MapEntry>()
  for (const token of result.literals)
    if (token.length <= MAX_KEPT_LITERAL)
      entries.set(token, { token, entity: LITERAL, key: token, value: `<${token}>` })
  for (const [token, entry] of known.entries) if (stored?.entries.has(token) !== true) entries.set(token, entry)
  for (const [token, entry] of result.used) if (!entries.has(token)) entries.set(token, entry)
  if (entries.size > 0) store.commit({ caller, space, thread }, entries.values())
}

/** Values that may be restored in the answer: this request's own and the sent ones, the thread's only after a 2xx. */
export const issuedValues = (turn: Turn, isAuthorised: boolean): Map<string, string> => {
  const values = new Map<string, string>()
  for (const [token, { entity, value }] of turn.known.entries) {
    const isLiteral = entity === LITERAL && value === `<${token}>`
    if (!isLiteral && (isAuthorised || turn.sentTokens.has(token))) values.set(token, value)
  }
  for (const [token, { value }] of turn.result.used) values.set(token, value)
  return values
}
