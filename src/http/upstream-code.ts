import type { ErrorCode } from '../errors.js'
import { REFUSED_ADDRESS } from './lookup.js'

const TIMEOUTS: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT'])
const INVALID: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])

/** What undici's failure before a response's head means to the client. */
export const toCode = (error: unknown): ErrorCode => {
  const { code = '', name = '', message = '' } = error as { code?: string; name?: string; message?: string }
  if (code === REFUSED_ADDRESS) return 'upstream_address'
  if (TIMEOUTS.has(code)) return 'upstream_timeout'
  if (INVALID.has(code) || name === 'HTTPParserError') return 'upstream_invalid'
  // Undici's constant texts for an unexpected 100 or 101.
  if (code === 'UND_ERR_SOCKET' && (message === 'bad response' || message === 'bad upgrade')) return 'upstream_invalid'
  if (code === 'UND_ERR_INVALID_ARG') return 'bad_request'
  return 'upstream_unreachable'
}
