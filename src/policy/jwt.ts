import { createHash } from 'node:crypto'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type FetchImplementation,
  type JSONWebKeySet,
  jwtVerify,
} from 'jose'
import { GatewayError } from '../errors.js'
import type { Tenant } from '../types.js'

/** One issuer of tokens, as `config.auth.jwt` holds it; `jwks` is the content of `jwks_file`. */
export type JwtIssuer = {
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly string[]
  readonly clock_tolerance_seconds: number
  readonly jwks_url?: string | undefined
  readonly jwks?: JSONWebKeySet | undefined
  /** Claim that names the tenant; or the tenant of every token of this issuer. */
  readonly tenant_claim?: string | undefined
  readonly tenant?: string | undefined
}

/** `id` is a digest of issuer and subject: a subject may be an e-mail address. */
export type JwtCaller = { readonly id: string; readonly tenant: Tenant }

type Known = { readonly caller: JwtCaller; readonly untilMs: number }

const JWT = /^[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}$/
export const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/
/** A token that was verified is believed for so long, and no longer than it is valid; a revoked key is noticed after it. */
const BELIEVED_MS = 60_000
const MAX_KNOWN = 10_000
const FETCH_TIMEOUT_MS = 3_000
const ID_LENGTH = 22

/** True for what has the form of a signed token (RFC 7515 compact serialisation). */
export const looksLikeJwt = (text: string): boolean => JWT.test(text)

/** Gets the document with an issuer's keys. What it rejects with as a GatewayError is the answer of the request. */
export type FetchKeys = FetchImplementation

const keysOf = ({ jwks, jwks_url = '' }: JwtIssuer, fetchKeys: FetchKeys) =>
  jwks === undefined
    ? createRemoteJWKSet(new URL(jwks_url), { timeoutDuration: FETCH_TIMEOUT_MS, [customFetch]: fetchKeys })
    : createLocalJWKSet(jwks)

/** Codes of jose for an issuer whose keys cannot be had; a failed connection has none of its codes. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'])

/** True where jose found something wrong with the token itself. */
const isVerdict = (error: unknown): boolean => error instanceof errors.JOSEError && !UNAVAILABLE.has(error.code)

const tenantOf = (source: JwtIssuer, claims: Readonly<Record<string, unknown>>): Tenant | undefined => {
  if (source.tenant_claim === undefined) return source.tenant ?? null
  const value = Object.hasOwn(claims, source.tenant_claim) ? claims[source.tenant_claim] : undefined
  return typeof value === 'string' && TENANT.test(value) ? value : undefined
}

const issuerOf = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

/**
 * Returns a check of tokens (RFC 7519): signature, issuer, audience, `exp`, `nbf` and the tenant claim. It resolves with null for a
 * token that is not valid, and rejects with GatewayError `auth_unavailable` when the issuer's keys cannot be had,
 * `auth_address` where they are at an address that nothing may be sent to.
 */
export const createJwtVerifier = (
  sources: readonly JwtIssuer[],
  fetchKeys: FetchKeys,
  now: () => number = Date.now,
) => {
  const issuers = new Map(sources.map((source) => [source.issuer, { source, keys: keysOf(source, fetchKeys) }]))
  const known = new Map<string, Known>()

  const remember = (digest: string, caller: JwtCaller, expSeconds: number): void => {
    if (known.size >= MAX_KNOWN) known.delete(known.keys().next().value ?? '')
    known.set(digest, { caller, untilMs: Math.min(now() + BELIEVED_MS, expSeconds * 1000) })
  }

  return async function verify(token: string): Promise<JwtCaller | null> {
    // By digest: a token is a credential, and need not stay in memory.
    const digest = createHash('sha256').update(token).digest('base64url')
    const before = known.get(digest)
    if (before !== undefined && now() < before.untilMs) return before.caller
    const issuer = issuers.get(issuerOf(token) ?? '')
    if (issuer === undefined) return null
    const { source, keys } = issuer
    try {
      const { payload } = await jwtVerify(token, keys as ReturnType<typeof createLocalJWKSet>, {
        issuer: source.issuer,
        audience: source.audience,
        algorithms: [...source.algorithms],
        clockTolerance: source.clock_tolerance_seconds,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      })
      const tenant = tenantOf(source, payload)
      if (tenant === undefined || typeof payload.sub !== 'string' || payload.sub === '') return null
      const id = createHash('sha256').update(`${source.issuer}\0${payload.sub}`).digest('base64url')
      const caller = { id: `jwt:${id.slice(0, ID_LENGTH)}`, tenant }
      remember(digest, caller, payload.exp ?? 0)
      return caller
    } catch (error) {
      if (isVerdict(error)) return null
      throw error instanceof GatewayError ? error : new GatewayError('auth_unavailable')
    }
  }
}

export type VerifyJwt = ReturnType<typeof createJwtVerifier>
