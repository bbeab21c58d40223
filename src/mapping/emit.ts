import { GatewayError } from '../errors.js'
import type { MapEntry } from '../types.js'
import type { HeaderMode } from './headers.js'

const NOT_PRINTABLE_ASCII = /[\x7f-\uffff]/g

/** JSON of a value in printable ASCII: everything else, DEL included, is `\u`-escaped, so that it can stand in a header (RFC 9110 section 5.5). */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(NOT_PRINTABLE_ASCII, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * A map header's value in the direction's mode, placeholder → original; null when no header is to be sent (mode `off`, or nothing to say).
 * `seal` gets the map's JSON and is needed in mode `sealed`.
 */
export const emitMap = (
  entries: Iterable<MapEntry>,
  mode: HeaderMode,
  seal?: (mapJson: string) => string,
): string | null => {
  if (mode === 'off') return null
  let members = ''
  for (const { token, value } of entries) {
    const original = mode === 'tokens' ? `"<${token}>"` : mode === 'plain' ? asciiJson(value) : JSON.stringify(value)
    members += `${members === '' ? '' : ','}"<${token}>":${original}`
  }
  if (members === '') return null
  if (mode !== 'sealed') return `{${members}}`
  if (seal === undefined) throw new GatewayError('internal')
  return seal(`{${members}}`)
}
