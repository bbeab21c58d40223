/** How a body is restored; `binary` passes unchanged. */
export type BodyKind = 'json' | 'sse' | 'ndjson' | 'text' | 'binary'

const UTF8_CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])
const NDJSON = /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|stream\+json)$/
const JSON_TYPE = /^[a-z]+\/(?:json|json-seq|[^;]*\+json(?:-seq)?)$/
const TEXT_TYPE =
  /^(?:text\/.*|[a-z]+\/(?:xml|.*\+xml)|application\/(?:javascript|ecmascript|yaml|x-yaml|toml|graphql|x-www-form-urlencoded))$/
const SNIFFED = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream'])
const SNIFF_BYTES = 512
const BYTE_ORDER_MARK = '\xef\xbb\xbf'
const SSE_FIELDS = ['data:', 'event:', 'id:', 'retry:', ':']

const charsetOf = (contentType: string): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1]?.toLowerCase()

/** False for a type that declares another charset than UTF-8, of which ASCII is a part. */
export const isUtf8Type = (contentType: string): boolean => UTF8_CHARSETS.has(charsetOf(contentType) ?? 'utf-8')

const headOf = (bytes: Buffer): string => {
  const text = bytes.subarray(0, SNIFF_BYTES).toString('latin1')
  return (text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text).trimStart()
}

const mediaTypeOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** Kind of a body by its content type, or by its first bytes where the type is absent or says nothing. */
export const sniffKind = (contentType: string | undefined, firstBytes: Buffer): BodyKind => {
  const type = mediaTypeOf(contentType)
  if (!isUtf8Type(contentType ?? '')) return 'binary'
  if (type === 'text/event-stream') return 'sse'
  if (NDJSON.test(type)) return 'ndjson'
  if (JSON_TYPE.test(type)) return 'json'
  if (!SNIFFED.has(type)) return TEXT_TYPE.test(type) ? 'text' : 'binary'
  const head = headOf(firstBytes)
  if (SSE_FIELDS.some((field) => head.startsWith(field))) return 'sse'
  return head.startsWith('{') || head.startsWith('[') ? 'json' : 'text'
}

/** True when more bytes could still change what `sniffKind` says. */
export const needsMoreBytes = (contentType: string | undefined, firstBytes: Buffer): boolean => {
  if (!SNIFFED.has(mediaTypeOf(contentType))) return false
  const head = headOf(firstBytes)
  if (head === '') return firstBytes.length < SNIFF_BYTES
  return SSE_FIELDS.some((field) => field.length > head.length && field.startsWith(head))
}
