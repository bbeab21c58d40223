import { readFileSync } from 'node:fs'
import { isMetadataAddress } from './config/metadata-address.js'
import type { Config } from './config/schema.js'
import { createFetch } from './http/fetch.js'
import { createLookup } from './http/lookup.js'
import { type AuthenticateRequest, createRequestAuthenticator } from './policy/authenticate.js'
import type { JwtIssuer } from './policy/jwt.js'
import type { Issue } from './types.js'

/** Content of a JWKS file (RFC 7517 section 5), or undefined when it cannot be read as one. */
const readKeySet = (file: string): JwtIssuer['jwks'] => {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const keys = typeof json === 'object' && json !== null && 'keys' in json ? json.keys : undefined
    return Array.isArray(keys) && keys.length > 0 ? { keys } : undefined
  } catch {
    return undefined
  }
}

/** Reads the key files of token issuers and builds the check of credentials, or returns the problems. */
export const loadCallers = ({
  auth,
  hash_key,
  upstream,
}: Pick<Config, 'auth' | 'hash_key' | 'upstream'>):
  | { readonly authenticate: AuthenticateRequest }
  | { readonly issues: readonly Issue[] } => {
  const issues: Issue[] = []
  const jwt = auth.jwt.map((source, index): JwtIssuer => {
    if (source.jwks_file === undefined) return source
    const jwks = readKeySet(source.jwks_file)
    if (jwks === undefined) {
      const path = `auth.jwt.${index}.jwks_file`
      issues.push({ file: 'configuration', line: 0, path, message: 'is not a JSON Web Key Set with keys' })
    }
    return { ...source, jwks: jwks ?? { keys: [] } }
  })
  if (issues.length > 0) return { issues }
  const lookup = upstream.allow_link_local ? undefined : createLookup(isMetadataAddress, 'auth_address')
  return { authenticate: createRequestAuthenticator({ ...auth, jwt, fetchKeys: createFetch(lookup) }, hash_key) }
}
