import { GatewayError } from '../errors.js'
import { type HeaderName, PII_HEADERS } from './headers.js'

/** A header value by its outer form. `json` is text that begins with the header's bracket and is not parsed yet. */
export type Decoded =
  | { readonly kind: 'absent' }
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'sealed'; readonly token: string }
  | { readonly kind: 'directives'; readonly text: string }

/** Printed in the API guide's examples, which must run as printed. */
const STAND_INS: ReadonlySet<string> = new Set(['your_pii_mapping', 'your_api_key'])
const NOT_ASCII = /[^\x00-\x7f]/
const NOT_A_BYTE = /[^\x00-\xff]/
const SEALED = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const ESCAPE = /%(?:([0-9A-Fa-f]{2}))?/g
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Says whether a header value is empty, blank, or a stand-in that the API guide prints. */
export const isAbsent = (raw: string): boolean => {
  const value = raw.trim()
  return value === '' || STAND_INS.has(value)
}

/**
 * The outer form of a PII header value, in the contract's order: JSON, percent-encoded JSON, sealed token, base64 of JSON, directives.
 * `raw` is what Node gives: one char per byte. Throws `header_invalid` with an offset into the value (into the decoded text once decoded).
 */
export const decodeHeaderValue = (raw: string, header: HeaderName, allowDirectives: boolean): Decoded => {
  if (isAbsent(raw)) return { kind: 'absent' }
  const value = raw.trim()
  const bracket = header === PII_HEADERS.positions ? '[' : '{'
  const escaped = header === PII_HEADERS.positions ? '%5B' : '%7B'
  if (value.startsWith(bracket)) return { kind: 'json', json: fromBytes(value, header) }
  if (value.slice(0, 3).toUpperCase() === escaped) {
    return { kind: 'json', json: fromBytes(percentDecoded(value, header), header) }
  }
  if (SEALED.test(value)) return { kind: 'sealed', token: value }
  const json = base64Json(value, bracket)
  if (json !== undefined) return { kind: 'json', json }
  if (allowDirectives && value.includes('=') && !NOT_ASCII.test(value)) return { kind: 'directives', text: value }
  throw new GatewayError('header_invalid', { header, offset: 0 })
}

const fromBytes = (bytes: string, header: HeaderName): string => {
  if (!NOT_ASCII.test(bytes)) return bytes
  const wide = bytes.search(NOT_A_BYTE)
  if (wide >= 0) throw new GatewayError('header_invalid', { header, offset: wide })
  const buffer = Buffer.from(bytes, 'latin1')
  try {
    return utf8.decode(buffer)
  } catch {
    throw new GatewayError('header_invalid', { header, offset: firstBadByte(buffer) })
  }
}

/** Decoding with replacement and encoding again first differs where the first malformed sequence begins. */
const firstBadByte = (buffer: Buffer): number => {
  const again = Buffer.from(buffer.toString('utf8'), 'utf8')
  const offset = buffer.findIndex((byte, at) => byte !== again[at])
  return Math.max(0, offset)
}

const percentDecoded = (value: string, header: HeaderName): string =>
  value.replace(ESCAPE, (_, hex: string | undefined, offset: number) => {
    if (hex === undefined) throw new GatewayError('header_invalid', { header, offset })
    return String.fromCharCode(Number.parseInt(hex, 16))
  })

const base64Json = (value: string, bracket: string): string | undefined => {
  if (!BASE64.test(value)) return undefined
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0
  const wholeGroups = padding > 0 ? value.length % 4 === 0 : value.length % 4 !== 1
  if (!wholeGroups) return undefined
  try {
    const text = utf8.decode(Buffer.from(value, 'base64'))
    return text.trimStart().startsWith(bracket) ? text : undefined
  } catch {
    return undefined
  }
}
