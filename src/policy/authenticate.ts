import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.js'
import type { Caller, Tenant } from '../types.js'
import {
  type Authenticated,
  type AuthPolicy,
  callerOf,
  createAuthenticator,
  createKeyVerifier,
  GATEWAY_HEADER,
  readCredentials,
} from './auth.js'
import { type CertificateEntry, createCertificateReader } from './certificate.js'
import { createJwtVerifier, type FetchKeys, type JwtIssuer, looksLikeJwt } from './jwt.js'

/** Every credential that the configuration accepts. */
export type Credentials = AuthPolicy & {
  readonly jwt: readonly JwtIssuer[]
  readonly certificates: readonly CertificateEntry[]
  readonly fetchKeys: FetchKeys
}

/** Throws, or rejects with, GatewayError `unauthorized`, `auth_unavailable` or `auth_address`. Synchronous where only keys are configured. */
export type AuthenticateRequest = (incoming: IncomingMessage) => Authenticated | Promise<Authenticated>

type Proven = { readonly id: string; readonly tenant: Tenant }

/**
 * Checks who asks: by key or token of a header (X-Coatcheck-Key, X-API-Key, Authorization: Bearer, in that order), else by the client
 * certificate of the connection. Credentials of two tenants in one request are refused: neither could be trusted to be the one meant.
 */
export const createRequestAuthenticator = (credentials: Credentials, pepper = ''): AuthenticateRequest => {
  const { jwt, certificates } = credentials
  if (credentials.mode === 'off' || (jwt.length === 0 && certificates.length === 0)) {
    const authenticate = createAuthenticator(credentials, pepper)
    return ({ rawHeaders }) => authenticate(rawHeaders)
  }
  const verifyKey = createKeyVerifier(credentials.keys, pepper)
  const verifyJwt = createJwtVerifier(jwt, credentials.fetchKeys)
  const readCertificate = createCertificateReader(certificates)

  return async function authenticate({ rawHeaders, socket }) {
    const consumed = new Set([GATEWAY_HEADER])
    const proven: Proven[] = []
    for (const { header, secret } of readCredentials(rawHeaders)) {
      const one = verifyKey(secret) ?? (jwt.length > 0 && looksLikeJwt(secret) ? await verifyJwt(secret) : null)
      if (one === null) continue
      consumed.add(header)
      proven.push(one)
    }
    const certificate = readCertificate(socket)
    if (certificate !== null) proven.push(certificate)
    const [first] = proven
    if (first === undefined || proven.some(({ tenant }) => tenant !== first.tenant))
      throw new GatewayError('unauthorized')
    const caller: Caller = callerOf(first.tenant, first.id)
    return { caller, tenant: first.tenant, consumed }
  }
}
