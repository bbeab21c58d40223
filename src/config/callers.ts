import { z } from 'zod'
import { httpUrl } from './upstream.js'

const KEY_HASH = /^hmac-sha256:[A-Za-z0-9_-]{22,}:[A-Za-z0-9_-]{43}$/
const SAN = /^(?:DNS|URI|email):[^\s",]+$/
/** Asymmetric ones only: with a shared secret whoever checks a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const

const callerId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9 and -')
const tenantId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9 and -')
const path = z.string().min(1)

const key = z.strictObject({
  id: callerId.describe('Stable id of the caller; part of the key.'),
  hash: z
    .string()
    .regex(KEY_HASH, 'must be hmac-sha256:<salt>:<digest> (coatcheck keys new prints it)')
    .describe('Salted hash of the key, as `coatcheck keys new` prints it.'),
  tenant: tenantId.optional().describe('The tenant that the key belongs to.'),
})

const jwt = z.strictObject({
  issuer: z.string().min(1).describe('The `iss` of its tokens, exactly.'),
  audience: z.string().min(1).describe('The `aud` that a token must name.'),
  jwks_url: httpUrl.optional().describe('Where its keys are published; or `jwks_file`.'),
  jwks_file: path.optional().describe('JSON file with its keys, read at start and reload; or `jwks_url`.'),
  algorithms: z
    .array(z.enum(ALGORITHMS))
    .min(1, 'must list an algorithm')
    .default(['RS256', 'ES256', 'EdDSA'])
    .describe('Signature algorithms that are accepted.'),
  clock_tolerance_seconds: z.int().min(0).max(600).default(30).describe('Tolerance for `exp` and `nbf`, in seconds.'),
  tenant_claim: z.string().min(1).optional().describe('Claim that names the tenant; a token without it is refused.'),
  tenant: tenantId.optional().describe('The tenant of every token of this issuer; or `tenant_claim`.'),
})

const certificate = z.strictObject({
  id: callerId.describe('Stable id of the caller.'),
  san: z
    .string()
    .regex(SAN, 'must be DNS:<name>, URI:<uri> or email:<address>')
    .describe('Subject alternative name of the certificate, exactly.'),
  tenant: tenantId.optional().describe('The tenant that the certificate belongs to.'),
})

export const auth = z.strictObject({
  mode: z
    .enum(['off', 'required'])
    .optional()
    .describe(
      'Whether a valid credential is needed. Default: off on a loopback host; any other host needs an explicit value.',
    ),
  keys: z
    .array(key)
    .default([])
    .describe('The keys that are accepted in X-API-Key, X-Coatcheck-Key or Authorization: Bearer.'),
  jwt: z.array(jwt).default([]).describe('Issuers whose signed tokens are accepted in the same headers.'),
  certificates: z
    .array(certificate)
    .default([])
    .describe('Client certificates that are accepted; they need `tls.client_ca_file`.'),
})

export const listenerTls = z.strictObject({
  cert_file: path.describe('PEM file with the certificate chain of the listener.'),
  key_file: path.describe('PEM file with its private key.'),
  client_ca_file: path.optional().describe('PEM file of the authorities that sign client certificates.'),
  client_certificate: z
    .enum(['optional', 'required'])
    .default('optional')
    .describe('With `client_ca_file`: whether a connection without a valid certificate is refused.'),
})

const tenant = z.strictObject({
  spaces: z.array(z.string().min(1)).optional().describe('Spaces that the tenant may use. Default: all.'),
  requests_per_minute: z.int().min(1).max(1_000_000).optional().describe('Most requests a minute, per process.'),
  concurrent_requests: z.int().min(1).max(100_000).optional().describe('Most requests at once, per process.'),
  upstream: z
    .strictObject({
      url: httpUrl.optional().describe('Base URL of the tenant’s own backend. Default: `upstream.url`.'),
      api_key: z.string().min(1).optional().describe('Its credential, in place of `upstream.api_key`.'),
    })
    .optional()
    .describe('Where the tenant’s requests go, and with which credential.'),
})

export const tenants = z
  .record(tenantId, tenant)
  .default({})
  .describe('Tenants by id. When any is listed, a caller of no listed tenant is refused.')
