import { type ErrorCode, GatewayError } from '../errors.js'

const TIMEOUTS: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT'])
const INVALID: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])

/** What a failure of undici, or of Node's own client, before a response's head means to the client. */
export const toCode = (error: unknown): ErrorCode => {
  if (error instanceof GatewayError) return error.code
  const { code = '', name = '', message = '' } = error as { code?: string; name?: string; message?: string }
  if (TIMEOUTS.has(code)) return 'upstream_timeout'
  // Both clients have Node's parser: one tells of it by name, the other by code.
  if (INVALID.has(code) || name === 'HTTPParserError' || code.startsWith('HPE_')) return 'upstream_invalid'
  // Undici's constant texts for an unexpected 100 or 101.
  if (code === 'UND_ERR_SOCKET' && (message === 'bad response' || message === 'bad upgrade')) return 'upstream_invalid'
  if (code === 'UND_ERR_INVALID_ARG') return 'bad_request'
  return 'upstream_unreachable'
}
