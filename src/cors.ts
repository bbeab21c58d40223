import type { IncomingMessage } from 'node:http'
import { PII_HEADERS, refName } from './mapping/headers.js'
import type { Runtime } from './runtime.js'

const EXPOSED = [...Object.values(PII_HEADERS).flatMap((name) => [name, refName(name)]), 'X-Pii-Guard'].join(', ')
const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
const PREFLIGHT_SECONDS = '600'

/** CORS fields of an answer (Fetch standard, 3.2) as a flat list; empty for a request without a configured origin. */
export const corsHeaders = ({ config }: Runtime, incoming: IncomingMessage): readonly string[] => {
  const { origin } = incoming.headers
  const { origins } = config.cors
  if (origin === undefined || origins.length === 0) return []
  const isAny = origins.includes('*')
  if (!isAny && !origins.includes(origin)) return []
  const allowed = ['Access-Control-Allow-Origin', isAny ? '*' : origin]
  return [...allowed, 'Vary', 'Origin', 'Access-Control-Expose-Headers', EXPOSED]
}

/** Fields of the answer to a preflight, or null when the request is none for a configured origin. A preflight carries no credentials. */
export const preflightHeaders = (runtime: Runtime, incoming: IncomingMessage): readonly string[] | null => {
  const isPreflight = incoming.method === 'OPTIONS' && incoming.headers['access-control-request-method'] !== undefined
  const headers = isPreflight ? corsHeaders(runtime, incoming) : []
  if (headers.length === 0) return null
  const asked = incoming.headers['access-control-request-headers'] ?? '*'
  return [
    ...headers,
    ...['Access-Control-Allow-Methods', ALLOWED_METHODS, 'Access-Control-Allow-Headers', asked],
    ...['Access-Control-Max-Age', PREFLIGHT_SECONDS],
  ]
}
