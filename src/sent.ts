import { GatewayError } from './errors.js'
import { type Leaf, pointerOf } from './formats/json.js'
import type { Mark } from './guard.js'
import { parseDirectives } from './mapping/directives.js'
import { decodeHeaderValue } from './mapping/header-value.js'
import { type HeaderName, PII_HEADERS, refName } from './mapping/headers.js'
import type { Unit } from './mapping/offsets.js'
import { parseMap, type SentEntry, type SentMap } from './mapping/parse-map.js'
import { parsePositions, type SentPosition } from './mapping/parse-positions.js'
import { readReferences } from './mapping/references.js'
import type { Sealer } from './mapping/seal.js'
import type { Eventually } from './mapping/store/eventually.js'
import type { ThreadStore } from './mapping/store/store.js'
import type { Caller, Operator } from './types.js'

/** Where a request belongs; `thread` is null on a first turn. */
export type Scope = { readonly caller: Caller; readonly space: string; readonly thread: string | null }

/** What the PII headers of one request say, opened and checked. */
export type Sent = {
  readonly mapping: SentMap | undefined
  readonly history: SentMap | undefined
  readonly auto: SentMap | undefined
  readonly directives: ReadonlyMap<string, Operator>
  /** JSON of the positions, to be read against the body's leaves. */
  readonly positions: string | null
}

export type SentContext = {
  readonly scope: Scope
  readonly sealer: Sealer
  /** What the references of this request stand for, by id. */
  readonly references: ReadonlyMap<string, string>
  /** Every known entity with its group. */
  readonly groups: ReadonlyMap<string, string>
}

const NO_DIRECTIVES: ReadonlyMap<string, Operator> = new Map()

const rawValue = (rawHeaders: readonly string[], name: string): string => {
  const wanted = name.toLowerCase()
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.toLowerCase() === wanted) return rawHeaders[i + 1] ?? ''
  return ''
}

/** True when a request carries none of the PII headers, so that reading them can be skipped. */
const hasPiiHeader = (rawHeaders: readonly string[]): boolean => {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length >= PII_HEADERS.mapping.length && /-pii-(mapping|positions)(-ref)?$/i.test(name)) return true
  }
  return false
}

const NOTHING_SENT: Sent = {
  mapping: undefined,
  history: undefined,
  auto: undefined,
  directives: NO_DIRECTIVES,
  positions: null,
}

const NO_REFERENCES: ReadonlyMap<string, string> = new Map()

/** What the `-Ref` headers of a request stand for; an id of another caller stands for nothing. */
export const resolveReferences = (
  rawHeaders: readonly string[],
  { caller }: Scope,
  store: ThreadStore,
): Eventually<ReadonlyMap<string, string>> => {
  if (caller === null || !hasPiiHeader(rawHeaders)) return NO_REFERENCES
  const ids = Object.values(PII_HEADERS)
    .map((header) => rawValue(rawHeaders, refName(header)))
    .filter((id) => id !== '')
  return ids.length === 0 ? NO_REFERENCES : readReferences(store, caller, ids)
}

/** Opens the four PII headers. Throws 422 errors that name header and offset, never a value. */
export const readSent = (rawHeaders: readonly string[], context: SentContext): Sent => {
  if (!hasPiiHeader(rawHeaders)) return NOTHING_SENT
  const text = (header: HeaderName, allowDirectives: boolean) =>
    decodeHeaderValue(sentValue(rawHeaders, header, context), header, allowDirectives)
  const map = (header: HeaderName): SentMap | undefined => {
    const json = opened(text(header, false), header, context)
    return json === null ? undefined : parseMap(json, header)
  }
  const mapping = text(PII_HEADERS.mapping, true)
  const isDirectives = mapping.kind === 'directives'
  const mappingJson = isDirectives ? null : opened(mapping, PII_HEADERS.mapping, context)
  return {
    mapping: mappingJson === null ? undefined : parseMap(mappingJson, PII_HEADERS.mapping),
    history: map(PII_HEADERS.history),
    auto: map(PII_HEADERS.auto),
    directives: isDirectives ? parseDirectives(mapping.text, context.groups) : NO_DIRECTIVES,
    positions: opened(text(PII_HEADERS.positions, false), PII_HEADERS.positions, context),
  }
}

/** The header's value, or what its `-Ref` form refers to. */
const sentValue = (rawHeaders: readonly string[], header: HeaderName, { references }: SentContext): string => {
  const value = rawValue(rawHeaders, header)
  const id = value === '' ? rawValue(rawHeaders, refName(header)) : ''
  if (id === '') return value
  const kept = references.get(id)
  if (kept === undefined) throw new GatewayError('header_invalid', { header: refName(header), offset: 0 })
  return kept
}

const opened = (
  decoded: ReturnType<typeof decodeHeaderValue>,
  header: HeaderName,
  { sealer, scope }: SentContext,
): string | null => {
  if (decoded.kind === 'json') return decoded.json
  return decoded.kind === 'sealed' ? sealer.open(decoded.token, { header, ...scope }) : null
}

/** The caller's marks as spans of leaves, and the placeholders that the caller chose for them as a map of their own. */
export const readMarks = (
  json: string | null,
  leaves: readonly Leaf[],
  unit: Unit,
): { readonly marks: readonly Mark[]; readonly chosen: readonly SentEntry[] } => {
  if (json === null) return { marks: [], chosen: [] }
  const index = new Map(leaves.map((leaf, at) => [leafKey(pointerOf(leaf.node), leaf.isKey), at]))
  const textOf = (pointer: string, isKey: boolean) => leaves[index.get(leafKey(pointer, isKey)) ?? -1]?.text
  const positions = parsePositions(json, textOf, unit)
  const marks = positions.map(({ pointer, isKey, start, end, entity }) => ({
    leaf: index.get(leafKey(pointer, isKey)) ?? -1,
    start,
    end,
    entity,
  }))
  return { marks, chosen: positions.flatMap((position) => chosenEntry(position, textOf)) }
}

const leafKey = (pointer: string, isKey: boolean): string => (isKey ? `key ${pointer}` : pointer)

const chosenEntry = (
  { token, entity, pointer, isKey, start, end }: SentPosition,
  textOf: (pointer: string, isKey: boolean) => string | undefined,
): SentEntry[] => {
  const value = textOf(pointer, isKey)?.slice(start, end)
  if (token === null || value === undefined) return []
  return [{ token, entity, number: Number(token.slice(entity.length + 1)), value }]
}
