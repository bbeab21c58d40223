/**
 * Whether the first of the dot-separated parts is base64url of a JSON object with a string member `alg` (JWS) or `enc` (JWE).
 * Source: RFC 7515 section 4.1.1, RFC 7516 section 4.1.2, RFC 7519.
 */
export const jwt = (value: string): boolean => {
  const dot = value.indexOf('.')
  if (dot < 0) return false
  try {
    const header: unknown = JSON.parse(Buffer.from(value.slice(0, dot), 'base64url').toString('utf8'))
    if (typeof header !== 'object' || header === null) return false
    return ('alg' in header && typeof header.alg === 'string') || ('enc' in header && typeof header.enc === 'string')
  } catch {
    return false
  }
}
