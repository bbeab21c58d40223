import type { IncomingMessage } from 'node:http'
import { forwardedHeaders, isForwardedName } from './forwarded.js'

/** Fields that concern one connection only (RFC 9110 section 7.6.1 and the older lists that it replaces). Lower case. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

/** They describe the bytes of a body; a rewritten body has other bytes. */
const BODY_DIGESTS = ['digest', 'content-md5', 'content-digest', 'repr-digest']

const REQUEST_DROPPED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  ...BODY_DIGESTS,
  'host',
  'content-length',
  'content-encoding',
  'expect',
  'accept-encoding',
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'want-digest',
  'want-content-digest',
  'want-repr-digest',
  // W3C Baggage carries what applications put there: user ids and e-mail addresses among them.
  'baggage',
])

const RESPONSE_DROPPED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  ...BODY_DIGESTS,
  'content-length',
  'content-encoding',
  'etag',
  'accept-ranges',
  'content-range',
  'cache-control',
  'pragma',
  'expires',
  'age',
  // Would send the client's next request to the upstream's own port, past the gateway.
  'alt-svc',
])

const NONE: ReadonlySet<string> = new Set()

/** Names that a Connection field value adds to the hop-by-hop ones. The two usual values cost nothing. */
const namedByConnection = (value: string | undefined): ReadonlySet<string> =>
  value === undefined || value === 'keep-alive' || value === 'close'
    ? NONE
    : new Set(value.split(',').map((name) => name.trim().toLowerCase()))

const connectionOf = (raw: readonly string[]): string | undefined => {
  let value: string | undefined
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]!.length !== 10 || raw[i]!.toLowerCase() !== 'connection') continue
    value = value === undefined ? raw[i + 1]! : `${value},${raw[i + 1]!}`
  }
  return value
}

/** The first Content-Type of a flat list of fields. */
export const contentTypeOf = (flat: readonly string[]): string | undefined => {
  for (let i = 0; i < flat.length; i += 2) if (flat[i]?.toLowerCase() === 'content-type') return flat[i + 1]
  return undefined
}

export type RequestHeaderOptions = {
  /** Lower-case names that end here on every request: PII headers. */
  readonly drop: ReadonlySet<string>
  /** Lower-case names that were meant for the gateway in this one: its own keys. */
  readonly consumed: ReadonlySet<string>
  /** Flat list `[name, value, …]` that is appended as it is. */
  readonly add: readonly string[]
  /** Whether the peer's own X-Forwarded-* and Forwarded fields are believed and extended. */
  readonly trustedPeer: boolean
}

/** Request fields for the upstream of a protected route, as a flat list. Names keep their case, repeated fields stay apart. */
export const toUpstreamHeaders = (incoming: IncomingMessage, options: RequestHeaderOptions): string[] => {
  const { rawHeaders } = incoming
  const { drop, consumed, add, trustedPeer } = options
  const named = namedByConnection(incoming.headers.connection)
  const flat: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    const lower = name.toLowerCase()
    if (REQUEST_DROPPED.has(lower) || drop.has(lower) || consumed.has(lower)) continue
    if (isForwardedName(lower) || named.has(lower)) continue
    flat.push(name, rawHeaders[i + 1]!)
  }
  flat.push('accept-encoding', 'identity')
  forwardedHeaders(incoming, trustedPeer, flat)
  for (const item of add) flat.push(item)
  return flat
}

export type ResponseHeaderOptions = {
  /** Lower-case names of the upstream's fields that must not reach the client. */
  readonly drop: ReadonlySet<string>
  readonly add: readonly string[]
}

/** Response fields for the client of a protected route, as a flat list. Every Set-Cookie stays; nothing may be stored. */
export const toClientHeaders = (upstream: readonly string[], options: ResponseHeaderOptions): string[] => {
  const named = namedByConnection(connectionOf(upstream))
  const flat: string[] = []
  for (let i = 0; i < upstream.length; i += 2) {
    const lower = upstream[i]!.toLowerCase()
    if (RESPONSE_DROPPED.has(lower) || options.drop.has(lower) || named.has(lower)) continue
    flat.push(upstream[i]!, upstream[i + 1]!)
  }
  flat.push('cache-control', 'no-store')
  for (const item of options.add) flat.push(item)
  return flat
}

export type RelayHeaderOptions = RequestHeaderOptions & { readonly upgrade: boolean }

/** A record without inherited names that V8 keeps in its fast form; `Object.create(null)` makes a dictionary. */
function Fields() {}
Fields.prototype = Object.create(null)
const FieldRecord = Fields as unknown as new () => Record<string, string | string[]>

/** Request fields for a relayed (unprotected) route, as a record because http-proxy-3 copies a record. The body stays as it is. */
export const toRelayedRequest = (
  incoming: IncomingMessage,
  options: RelayHeaderOptions,
): Record<string, string | string[]> => {
  const { rawHeaders, headers } = incoming
  const named = namedByConnection(headers.connection)
  const record = new FieldRecord()
  const put = (lower: string, value: string) => {
    const before = record[lower]
    if (Array.isArray(before)) before.push(value)
    else record[lower] = before === undefined ? value : [before, value]
  }
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const lower = rawHeaders[i]!.toLowerCase()
    if (HOP_BY_HOP.has(lower) || lower === 'host' || lower === 'expect' || isForwardedName(lower)) continue
    if (options.drop.has(lower) || options.consumed.has(lower)) continue
    if (named.has(lower) && lower !== 'content-length') continue
    put(lower, rawHeaders[i + 1]!)
  }
  if (headers['transfer-encoding'] !== undefined) put('transfer-encoding', 'chunked')
  if (options.upgrade) {
    put('connection', 'Upgrade')
    put('upgrade', headers.upgrade ?? 'websocket')
  }
  const ours = [...options.add]
  forwardedHeaders(incoming, options.trustedPeer, ours)
  for (let i = 0; i < ours.length; i += 2) put(ours[i]!.toLowerCase(), ours[i + 1]!)
  return record
}

/**
 * Response fields for the client of a relayed route, as a flat list: everything that is end to end, as the upstream wrote it, except
 * that a field of `add` replaces the upstream's.
 */
export const toRelayedResponse = (upstream: readonly string[], add: readonly string[]): string[] => {
  const replaced = new Set(add.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))
  const named = namedByConnection(connectionOf(upstream))
  const flat: string[] = []
  for (let i = 0; i < upstream.length; i += 2) {
    const lower = upstream[i]!.toLowerCase()
    if (HOP_BY_HOP.has(lower) || lower === 'alt-svc' || named.has(lower) || replaced.has(lower)) continue
    flat.push(upstream[i]!, upstream[i + 1]!)
  }
  for (const item of add) flat.push(item)
  return flat
}
