import { applyDirectives } from './mapping/directives.js'
import { mapJsonOf } from './mapping/emit.js'
import { fitHeaders } from './mapping/fit.js'
import { type HeaderMode, type HeaderName, PII_HEADERS } from './mapping/headers.js'
import type { SentMap } from './mapping/parse-map.js'
import { emitPositions, type Side } from './mapping/positions.js'
import { keepReference } from './mapping/references.js'
import type { Eventually } from './mapping/store/eventually.js'
import type { Policy } from './policy/choose.js'
import type { Runtime } from './runtime.js'
import { isReversible, stricter } from './strictness.js'
import { LITERAL } from './token.js'
import type { Turn } from './turn.js'
import type { MapEntry, Operator, ThreadMap } from './types.js'

type Header = readonly [name: string, value: string]

/** Both builders return a flat list `[name, value, …]`. */

/** The PII headers that go on to the upstream: the caller's maps rewritten in the configured mode, the computed ones added. */
export const upstreamHeaders = (
  runtime: Runtime,
  turn: Turn,
  pend: (work: Eventually<void>) => void,
): readonly string[] => {
  const { sent, known, result, policy } = turn
  const mode = runtime.config.mapping.upstream
  const headers: Header[] = []
  const put = (header: HeaderName, entries: Iterable<MapEntry>): void => {
    const mapJson = mapJsonOf(entries, mode)
    if (mapJson !== null) headers.push([header, emitted(runtime, turn, { header, direction: 'upstream', mapJson })])
  }
  const operatorFor = applyDirectives(policy.operatorFor, sent.directives)
  if (sent.mapping !== undefined) put(PII_HEADERS.mapping, knownOf(sent.mapping, known, operatorFor))
  if (result.used.size > 0) put(PII_HEADERS.auto, result.used.values())
  if (sent.history !== undefined) put(PII_HEADERS.history, knownOf(sent.history, known, operatorFor))
  addPositions(runtime, turn, { mode, side: 'target' }, headers)
  return fitted(runtime, turn, headers, pend)
}

/** The PII headers that go back to the client; the thread's stored entries only after a 2xx. */
export const clientHeaders = (
  runtime: Runtime,
  turn: Turn,
  { isAuthorised, pend }: { readonly isAuthorised: boolean; readonly pend: (work: Eventually<void>) => void },
): readonly string[] => {
  const { known, result } = turn
  const mode = runtime.config.mapping.client
  const direction = 'client'
  const headers: Header[] = []
  const auto = result.used.size === 0 ? null : mapJsonOf(result.used.values(), mode)
  const history = known.entries.size === 0 ? auto : mapJsonOf(union(turn, isAuthorised), mode)
  if (auto !== null)
    headers.push([PII_HEADERS.auto, emitted(runtime, turn, { header: PII_HEADERS.auto, direction, mapJson: auto })])
  addPositions(runtime, turn, { mode, side: 'source' }, headers)
  if (history !== null) {
    const header = PII_HEADERS.history
    headers.push([header, emitted(runtime, turn, { header, direction, mapJson: history })])
  }
  return fitted(runtime, turn, headers, pend)
}

/** What does not fit in a header is kept for the caller, and a reference goes instead. */
const fitted = (
  { store, config }: Runtime,
  { scope }: Turn,
  headers: readonly Header[],
  pend: (work: Eventually<void>) => void,
): readonly string[] => {
  const list: string[] = []
  const put = (value: string) => keepReference(store, scope, { value, pend })
  for (const [name, value] of fitHeaders(headers, config.headers.max_bytes, put)) list.push(name, value)
  return list
}

/** A caller's map as it may go on: without what the policy hides for good. */
const knownOf = ({ entries }: SentMap, known: ThreadMap, operatorFor: (entity: string) => Operator): MapEntry[] => {
  const found: MapEntry[] = []
  for (const { token, entity } of entries) {
    const entry = known.entries.get(token)
    const goesOn = entity === LITERAL || isReversible(stricter('pseudonymise', operatorFor(entity)))
    if (entry !== undefined && goesOn) found.push(entry)
  }
  return found
}

/** The map after this turn: a token keeps the surface form that it had first. */
const union = (turn: Turn, isAuthorised: boolean): MapEntry[] => {
  const entries = [...turn.known.entries.values()].filter(
    ({ token, entity, value }) =>
      !(entity === LITERAL && value === `<${token}>`) && (isAuthorised || turn.sentTokens.has(token)),
  )
  for (const [token, entry] of turn.result.used) if (!turn.known.entries.has(token)) entries.push(entry)
  return entries
}

type Emitted = { readonly header: HeaderName; readonly direction: 'client' | 'upstream'; readonly mapJson: string }

/** A map's JSON as it stands in a header of its direction. */
const emitted = (runtime: Runtime, { scope }: Turn, { header, direction, mapJson }: Emitted): string => {
  if (runtime.config.mapping[direction] !== 'sealed') return mapJson
  const { caller, space, thread } = scope
  return runtime.sealer.seal({ header, direction, caller, space, thread, mapJson })
}

type PositionsHeader = { readonly mode: HeaderMode; readonly side: Side }

const addPositions = (runtime: Runtime, turn: Turn, { mode, side }: PositionsHeader, headers: Header[]): void => {
  if (mode === 'off' || turn.result.replacements.length === 0) return
  headers.push([PII_HEADERS.positions, positionsJson(runtime, turn, side)])
}

/** ASCII JSON of where the replacements are, in the configured unit. */
export const positionsJson = (runtime: Runtime, turn: Turn, side: Side): string => {
  const { unit } = runtime.config.positions
  return emitPositions(turn.result.replacements, { side, unit, textOf: textFinder(turn) })
}

/** Text of a leaf on one side, by the pointer in the upstream's names. They are asked for in their order, so that the next one is at hand. */
const textFinder = ({ result: { edited } }: Turn) => {
  let at = 0
  return (pointer: string, isKey: boolean, side: Side): string => {
    for (let tries = 0; tries < edited.length; tries++) {
      const leaf = edited[at]
      if (leaf !== undefined && leaf.pointer === pointer && leaf.isKey === isKey)
        return side === 'source' ? leaf.source : leaf.target
      at = (at + 1) % edited.length
    }
    return ''
  }
}

/** `X-Pii-Guard`: what was done, on every answer of a protected route; and how much went on unread, if anything did. */
export const guardHeader = (
  { digest }: Runtime,
  { mode, name }: Pick<Policy, 'mode' | 'name'>,
  entities: number,
  unscanned = 0,
): string =>
  `${mode};entities=${entities};policy="${name}";rules="${digest}"${unscanned === 0 ? '' : `;unscanned=${unscanned}`}`
