import { ERRORS, type GatewayError } from '../errors.js'
import type { ErrorStyle } from './format.js'

const JSON_TYPE = 'application/json'

/** Error types of the Messages API (docs.anthropic.com, "Errors"). */
const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
}

/** Canonical status names (google.rpc.Code). */
const GEMINI_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

const isServerError = (status: number): boolean => status >= 500

/**
 * An error in the API's own shape, with the same `code` and details as problem details have; undefined where problem
 * details are that shape.
 */
export const errorBody = (
  style: ErrorStyle,
  { code, status, details }: GatewayError,
): { readonly contentType: string; readonly text: string } | undefined => {
  const message = ERRORS[code].detail
  switch (style) {
    case 'problem':
      return undefined
    case 'openai': {
      const type = isServerError(status) ? 'server_error' : 'invalid_request_error'
      const param = details.pointer ?? details.header ?? null
      return json({ error: { message, type, param, code, ...details } })
    }
    case 'anthropic': {
      const type = ANTHROPIC_TYPES[status] ?? (isServerError(status) ? 'api_error' : 'invalid_request_error')
      return json({ type: 'error', error: { type, message, code, ...details } })
    }
    case 'gemini': {
      const name = GEMINI_STATUS[status] ?? (isServerError(status) ? 'INTERNAL' : 'INVALID_ARGUMENT')
      return json({ error: { code: status, message, status: name, details: [{ code, ...details }] } })
    }
  }
}

const json = (value: unknown) => ({ contentType: JSON_TYPE, text: JSON.stringify(value) })
