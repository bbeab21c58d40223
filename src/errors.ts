/** Every error a client can meet: code → status and constant sentence. Details are ids and numbers only. */
export const ERRORS = {
  body_not_json: { status: 400, detail: 'The body is not valid JSON.' },
  body_not_utf8: { status: 400, detail: 'The body is not valid UTF-8.' },
  body_duplicate_key: { status: 400, detail: 'An object in the body has the same key twice.' },
  body_too_deep: { status: 400, detail: 'The body is nested deeper than limits.max_depth.' },
  body_encoding_broken: { status: 400, detail: 'The body does not decode with its Content-Encoding.' },
  bad_request: { status: 400, detail: 'The request is not valid HTTP.' },
  bad_path: {
    status: 400,
    detail: 'The path is not in canonical form: no encoded slash, backslash, dot segment, empty segment or parameter.',
  },
  method_override: { status: 400, detail: 'Method override headers are not accepted on a protected path.' },
  connection_header: { status: 400, detail: 'The Connection header names an end-to-end header.' },
  unauthorized: { status: 401, detail: 'A valid API key, token or client certificate is required.' },
  auth_required: { status: 403, detail: 'A thread_id is served only with "auth.mode: required" in the config.' },
  tenant_unknown: { status: 403, detail: 'The tenant of this credential is not in the config.' },
  space_forbidden: { status: 403, detail: 'The tenant of this credential may not use this space.' },
  route_not_protected: {
    status: 403,
    detail:
      'This route is not protected, so a body cannot pass. Set "unmatched: passthrough" in the config to allow it.',
  },
  not_found: { status: 404, detail: 'No such resource.' },
  request_timeout: { status: 408, detail: 'The request did not come in time.' },
  body_too_large: { status: 413, detail: 'The body is larger than limits.max_body_bytes.' },
  unsupported_media_type: { status: 415, detail: 'Only application/json bodies in UTF-8 are accepted on this route.' },
  unsupported_encoding: { status: 415, detail: 'Content-Encoding must be gzip, br, deflate, zstd or identity.' },
  header_invalid: { status: 422, detail: 'A PII header cannot be read.' },
  header_duplicate: { status: 422, detail: 'A PII or authentication header was sent more than once.' },
  header_sealed_invalid: { status: 422, detail: 'A sealed header is expired, altered, or was issued for another use.' },
  mapping_invalid: { status: 422, detail: 'A mapping must be an object of "<TYPE_N>" keys with string values.' },
  mapping_too_large: { status: 422, detail: 'A mapping has more than 1000 entries.' },
  mapping_conflict: { status: 422, detail: 'One placeholder stands for two different values.' },
  positions_invalid: { status: 422, detail: 'A position does not fit the body.' },
  directive_unknown: { status: 422, detail: 'A directive names an unknown entity or operator.' },
  directive_laxer: { status: 422, detail: 'A directive is laxer than the policy.' },
  hash_key_missing: { status: 422, detail: 'The operator hash needs a hash_key in the config.' },
  body_key_collision: { status: 422, detail: 'Two keys of one object became equal after replacement.' },
  request_invalid: { status: 422, detail: 'A field of the request has the wrong type.' },
  pii_blocked: { status: 422, detail: 'The policy blocks this message because of the personal data in it.' },
  attachment_blocked: {
    status: 422,
    detail: 'The policy blocks files that cannot be read: images, audio and other binary data.',
  },
  pii_in_url: { status: 422, detail: 'The query of a protected route holds personal data.' },
  rate_limited: { status: 429, detail: 'The tenant sent more requests than it may in a minute.' },
  concurrency_limited: { status: 429, detail: 'The tenant has as many requests at work as it may.' },
  headers_too_large: { status: 431, detail: 'The request header block is larger than 64 KiB.' },
  internal: { status: 500, detail: 'The gateway failed; nothing more is known outside its log.' },
  upgrade_protected: { status: 501, detail: 'A protected path cannot be upgraded.' },
  upstream_address: {
    status: 502,
    detail:
      'The upstream has a link-local or metadata address: set "upstream.allow_link_local: true" in the config to allow it.',
  },
  upstream_unreachable: { status: 502, detail: 'The upstream cannot be reached.' },
  upstream_invalid: { status: 502, detail: 'The upstream answered something that is not valid or cannot be decoded.' },
  auth_address: {
    status: 503,
    detail:
      'The keys that tokens are checked with are at a link-local or metadata address: set "upstream.allow_link_local: true" in the config to allow it.',
  },
  auth_unavailable: { status: 503, detail: 'The keys that tokens are checked with cannot be had.' },
  audit_failed: { status: 503, detail: 'The audit record could not be written, so nothing was forwarded.' },
  overloaded: { status: 503, detail: 'The gateway has more work than it can do in time.' },
  upstream_busy: { status: 503, detail: 'All connections to the upstream are in use, and too many requests wait.' },
  upstream_unavailable: {
    status: 503,
    detail: 'The upstream failed too often just now, so it is not asked for a while.',
  },
  guard_failed: { status: 503, detail: 'The guard could not run, so nothing was forwarded.' },
  upstream_timeout: { status: 504, detail: 'The upstream did not answer in time.' },
} as const satisfies Record<string, { status: number; detail: string }>

export type ErrorCode = keyof typeof ERRORS

/** Numbers, ids, header names, JSON Pointers of structural places: never text from a body or a mapping. */
export type ErrorDetails = {
  readonly header?: string
  readonly offset?: number
  readonly index?: number
  readonly pointer?: string
  readonly entities?: Readonly<Record<string, number>>
  /** Also the `Retry-After` of the answer. */
  readonly retry_after_seconds?: number
  readonly limit?: number
  readonly window_seconds?: number
}

/** The only error class. Its message is the code; no parameter accepts free text. */
export class GatewayError extends Error {
  readonly status: number
  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(code)
    this.name = 'GatewayError'
    this.status = ERRORS[code].status
  }
}

/** RFC 9457 problem details of an error, ready to serialise. */
export const toProblem = (error: GatewayError) => ({
  type: 'about:blank',
  title: error.code.replaceAll('_', ' '),
  status: error.status,
  code: error.code,
  detail: ERRORS[error.code].detail,
  ...error.details,
})

/**
 * Headers that tell a client when to come back, as a flat list: Retry-After (RFC 9110 section 10.2.3), and the RateLimit fields of
 * draft-ietf-httpapi-ratelimit-headers where a limit by time was met.
 */
export const retryHeaders = ({ details }: GatewayError): string[] => {
  const { retry_after_seconds: seconds, limit, window_seconds: window } = details
  if (seconds === undefined) return []
  const policy = `"requests";q=${limit};w=${window}`
  const rate = window === undefined ? [] : ['RateLimit-Policy', policy, 'RateLimit', `"requests";r=0;t=${seconds}`]
  return ['Retry-After', String(seconds), ...rate]
}
