import { GatewayError } from './errors.js'
import { findLeaves, type Leaf, type Unscanned } from './formats/json.js'
import type { Shape } from './formats/shape.js'
import { type Guard, type Protected, protect } from './guard.js'
import { applyDirectives } from './mapping/directives.js'
import { PII_HEADERS } from './mapping/headers.js'
import { mergeSent } from './mapping/merge-sent.js'
import type { SentMap } from './mapping/parse-map.js'
import { andThen, type Eventually } from './mapping/store/eventually.js'
import type { Policy } from './policy/choose.js'
import { mayHoldTokens } from './pseudonyms/literals.js'
import type { SurrogateFor } from './pseudonyms/stand-ins.js'
import type { Runtime } from './runtime.js'
import { readMarks, readSent, resolveReferences, type Scope, type Sent } from './sent.js'
import { readThread } from './thread.js'
import { LITERAL } from './token.js'
import type { MapEntry, ThreadMap } from './types.js'

/** One protected request: what came, what goes on, and what the answer needs. */
export type Turn = {
  /** What it was made of, should it have to be made again. */
  readonly input: TurnInput
  readonly references: ReadonlyMap<string, string>
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
  /** What goes on unread. */
  readonly unscanned: Unscanned
  readonly result: Protected
}

export type TurnInput = {
  readonly source: string
  readonly shape: Shape
  readonly scope: Scope
  readonly policy: Policy
  readonly rawHeaders: readonly string[]
  readonly promptOrder?: readonly string[] | undefined
  /** A map that the body carries (`existing_mapping` of the detect endpoint). */
  readonly bodyMap?: SentMap | undefined
}

/**
 * Reads what is kept for the caller, opens what the caller sent, joins both, and protects the body. Nothing is written to
 * the store. Throws (or rejects with) a `GatewayError` for bad input; any other failure is one of the guard.
 */
export const takeTurn = (runtime: Runtime, input: TurnInput): Eventually<Turn> =>
  andThen(resolveReferences(input.rawHeaders, input.scope, runtime.store), (references) =>
    andThen(readThread(runtime, input.scope), (stored) => protectTurn(runtime, input, { references, stored })),
  )

/** What the store holds of a request's caller and thread. */
export type Recalled = {
  readonly references: ReadonlyMap<string, string>
  readonly stored: ThreadMap | undefined
}

/** The synchronous part of a turn: what is recalled is there. */
export const protectTurn = (runtime: Runtime, input: TurnInput, { references, stored }: Recalled): Turn => {
  const { scope, source, policy } = input
  const { sealer, ruleSet } = runtime
  const { groups } = ruleSet
  const sent = withBodyMap(readSent(input.rawHeaders, { scope, sealer, references, groups }), input.bodyMap)
  if (runtime.hash === null && sent.directives.size > 0 && [...sent.directives.values()].includes('hash'))
    throw new GatewayError('hash_key_missing', { header: PII_HEADERS.mapping })
  const unscanned: Unscanned = { signed: 0, binary: 0 }
  const leaves = findLeaves(source, input.shape, runtime.config.limits.max_depth, unscanned)
  const { marks, chosen } = readMarks(sent.positions, leaves, runtime.config.positions.unit)
  const mapping = withChosen(sent.mapping, chosen)
  const known = mergeSent({ mapping, stored, history: sent.history, auto: sent.auto, identify: runtime.identify })
  const sentTokens = tokensOf(mapping, sent.history, sent.auto)
  const guard: Guard = {
    detect: (text, hint) => runtime.detect(scope.caller ?? '', text, hint),
    identify: runtime.identify,
    operatorFor: applyDirectives(policy.operatorFor, sent.directives),
    accepts: policy.accepts,
    shadow: runtime.ruleSet.shadow,
    hash: runtime.hash,
    surrogateFor: surrogateIn(runtime, scope),
    findLiterals: runtime.findLiterals,
  }
  const storedOnly = spelledOnly(runtime.findLiterals, { stored, sent: sentTokens, leaves })
  const result = protect(guard, {
    source,
    leaves,
    known,
    sent: sentTokens,
    storedOnly,
    marks,
    promptOrder: input.promptOrder,
  })
  return { input, scope, source, policy, sent, references, stored, known, sentTokens, leaves, unscanned, result }
}

/** The surrogate of an identity for one caller and space: the same in each thread, so that a first turn needs no thread. */
export const surrogateIn = (
  { surrogate }: Runtime,
  { caller, space }: Pick<Scope, 'caller' | 'space'>,
): SurrogateFor => {
  let scope: string | null = null
  return (entry) => {
    scope ??= JSON.stringify([caller, space])
    return surrogate(scope, entry)
  }
}

const NO_TOKENS: ReadonlySet<string> = new Set()

const tokensOf = (...maps: readonly (SentMap | undefined)[]): ReadonlySet<string> => {
  if (maps.every((map) => map === undefined)) return NO_TOKENS
  return new Set(maps.flatMap((map) => map?.entries ?? []).map(({ token }) => token))
}

const NO_ENTRIES: ReadonlyMap<string, MapEntry> = new Map()

/**
 * Entries of the stored thread that the caller did not send and whose tokens the caller's text spells, in any form: nearly
 * always none, and then no text is read for them character by character.
 */
const spelledOnly = (
  findLiterals: Runtime['findLiterals'],
  { stored, sent, leaves }: Pick<Turn, 'stored' | 'leaves'> & { readonly sent: ReadonlySet<string> },
): ReadonlyMap<string, MapEntry> => {
  if (stored === undefined || stored.entries.size === 0) return NO_ENTRIES
  let types: string[] | null = null
  let spelled: Map<string, MapEntry> | null = null
  for (const { text } of leaves) {
    if (!mayHoldTokens(text)) continue
    types ??= [...new Set([...stored.entries.values()].map(({ entity }) => entity))]
    for (const token of findLiterals(text, types)) {
      const entry = stored.entries.get(token)
      if (entry === undefined || sent.has(token)) continue
      spelled ??= new Map()
      spelled.set(token, entry)
    }
  }
  return spelled ?? NO_ENTRIES
}

const withBodyMap = (sent: Sent, map: SentMap | undefined): Sent =>
  map === undefined ? sent : { ...sent, mapping: map }

const withChosen = (mapping: SentMap | undefined, chosen: SentMap['entries']): SentMap | undefined =>
  chosen.length === 0 ? mapping : { place: mapping?.place ?? {}, entries: [...(mapping?.entries ?? []), ...chosen] }

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

/** Surrogates that may be restored in the answer: those whose tokens may be. */
export const issuedSurrogates = (
  { result }: Turn,
  values: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const surrogates = result.surrogates()
  return surrogates.size === 0 ? surrogates : new Map([...surrogates].filter(([, token]) => values.has(token)))
}
