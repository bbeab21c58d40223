import { isUtf8 } from 'node:buffer'
import { GatewayError } from './errors.js'
import { isUtf8Type } from './formats/body-kind.js'

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

/**
 * Refuses bodies that are declared as something other than JSON in UTF-8 (RFC 8259 section 8.1): who reads the bytes in another
 * charset reads another text than the one that was scanned. A body without a declaration is taken as JSON.
 */
export const requireJsonType = (contentType: string | undefined): void => {
  if (contentType === undefined || (JSON_TYPE.test(contentType) && isUtf8Type(contentType))) return
  throw new GatewayError('unsupported_media_type')
}

/** Text and value of a JSON body. Throws `body_not_utf8` or `body_not_json`; the parser's own message is dropped, it quotes the body. */
export const parseJsonBody = (body: Buffer): { readonly source: string; readonly value: unknown } => {
  if (!isUtf8(body)) throw new GatewayError('body_not_utf8')
  const source = body.toString('utf8')
  try {
    return { source, value: JSON.parse(source) }
  } catch {
    throw new GatewayError('body_not_json')
  }
}

/** Own member of an object, whatever the value is. */
export const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined
