import type { MapEntry } from '../types.js'
import type { HeaderMode } from './headers.js'

const NOT_PRINTABLE_ASCII = /[\x7f-\uffff]/g

/** What JSON writes as it is, in printable ASCII: most values and ids. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** JSON of a text. What is plain needs no call into the runtime. */
export const stringJson = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text))

/** JSON of a value in printable ASCII: everything else, DEL included, is `\u`-escaped, so that it can stand in a header (RFC 9110 section 5.5). */
export const asciiJson = (value: unknown): string =>
  (typeof value === 'string' ? stringJson(value) : JSON.stringify(value)).replace(
    NOT_PRINTABLE_ASCII,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/**
 * JSON of a map header in the direction's mode, placeholder → original (or itself in mode `tokens`); null when no header is to be
 * sent (mode `off`, or nothing to say). In mode `sealed` it holds the values and must be sealed.
 */
export const mapJsonOf = (entries: Iterable<MapEntry>, mode: HeaderMode): string | null => {
  if (mode === 'off') return null
  let members = ''
  for (const { token, value } of entries) {
    const original = mode === 'tokens' ? `"<${token}>"` : mode === 'plain' ? asciiJson(value) : stringJson(value)
    members += `${members === '' ? '' : ','}"<${token}>":${original}`
  }
  return members === '' ? null : `{${members}}`
}
