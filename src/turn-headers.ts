import { pointerOf } from './formats/json.js'
import { emitMap } from './mapping/emit.js'
import { fitHeaders } from './mapping/fit.js'
import { type HeaderMode, type HeaderName, PII_HEADERS } from './mapping/headers.js'
import { emitPositions, type Side } from './mapping/positions.js'
import { keepReference } from './mapping/references.js'
import type { Eventually } from './mapping/store/eventually.js'
import type { Policy } from './policy/choose.js'
import type { Runtime } from './runtime.js'
import { LITERAL } from './token.js'
import type { Turn } from './turn.js'
import type { MapEntry } from './types.js'

type Header = readonly [name: string, value: string]

/** Both builders return a flat list `[name, value, …]`. */

/** The PII headers that go on to the upstream: the caller's maps rewritten in the configured mode, the computed ones added. */
export const upstreamHeaders = (runtime: Runtime, turn: Turn): readonly string[] => {
  const { mapping } = runtime.config
  const emit = emitter(runtime, turn, mapping.upstream, 'upstream')
  const entriesOf = (map: { readonly entries: readonly { readonly token: string }[] } | undefined): MapEntry[] =>
    (map?.entries ?? []).flatMap(({ token }) => turn.known.entries.get(token) ?? [])
  const headers = [
    ...emit(PII_HEADERS.mapping, entriesOf(turn.sent.mapping)),
    ...emit(PII_HEADERS.auto, turn.result.used.values()),
    ...emit(PII_HEADERS.history, entriesOf(turn.sent.history)),
    ...positions(runtime, turn, mapping.upstream, 'target'),
  ]
  return fitHeaders(headers, runtime.config.headers.max_bytes, () => null).flat()
}

/** The PII headers that go back to the client; the thread's stored entries only after a 2xx. */
export const clientHeaders = (
  runtime: Runtime,
  turn: Turn,
  { isAuthorised, pend }: { readonly isAuthorised: boolean; readonly pend: (work: Eventually<void>) => void },
): readonly string[] => {
  const { mapping } = runtime.config
  const emit = emitter(runtime, turn, mapping.client, 'client')
  const headers = [
    ...emit(PII_HEADERS.auto, turn.result.used.values()),
    ...positions(runtime, turn, mapping.client, 'source'),
    ...emit(PII_HEADERS.history, union(turn, isAuthorised)),
  ]
  const put = (value: string) => keepReference(runtime.store, turn.scope, { value, pend })
  return fitHeaders(headers, runtime.config.headers.max_bytes, put).flat()
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

const emitter = (runtime: Runtime, { scope }: Turn, mode: HeaderMode, direction: 'client' | 'upstream') => {
  return (header: HeaderName, entries: Iterable<MapEntry>): Header[] => {
    const value = emitMap(entries, mode, (mapJson) => runtime.sealer.seal({ header, direction, ...scope, mapJson }))
    return value === null ? [] : [[header, value]]
  }
}

const positions = (runtime: Runtime, turn: Turn, mode: HeaderMode, side: Side): Header[] => {
  if (mode === 'off' || turn.result.replacements.length === 0) return []
  return [[PII_HEADERS.positions, positionsJson(runtime, turn, side)]]
}

/** ASCII JSON of where the replacements are, in the configured unit. */
export const positionsJson = (runtime: Runtime, turn: Turn, side: Side): string => {
  const { unit } = runtime.config.positions
  return emitPositions(turn.result.replacements, { side, unit, textOf: textFinder(turn) })
}

/** Text of a leaf on one side, by the pointer in the upstream's names. Few leaves are asked for, so they are found late. */
const textFinder = ({ leaves, result }: Turn) => {
  let texts: Map<string, { readonly source: string; readonly target: string }> | undefined
  return (pointer: string, isKey: boolean, side: Side): string => {
    texts ??= new Map(
      [...result.edits].flatMap(([index, target]) => {
        const leaf = leaves[index]
        return leaf ? [[`${leaf.isKey} ${pointerOf(leaf.node)}`, { source: leaf.text, target }]] : []
      }),
    )
    return texts.get(`${isKey} ${pointer}`)?.[side] ?? ''
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
