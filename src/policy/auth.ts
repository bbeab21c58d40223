import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../errors.js'
import type { Caller, Tenant } from '../types.js'

/** Who may call: what `config.auth` holds. */
export type AuthPolicy = {
  readonly mode: 'off' | 'required'
  readonly keys: readonly { readonly id: string; readonly hash: string; readonly tenant?: string | undefined }[]
}

/** `consumed` holds the lower-case names of headers that were meant for the gateway and must not be relayed. */
export type Authenticated = {
  readonly caller: Caller
  readonly tenant: Tenant
  readonly consumed: ReadonlySet<string>
}

/** Checks the headers of one request, as Node's `rawHeaders`. Throws GatewayError `unauthorized`. */
export type Authenticate = (rawHeaders: readonly string[]) => Authenticated

export type Credential = { readonly header: string; readonly secret: string }
type StoredKey = { readonly id: string; readonly tenant: Tenant; readonly salt: Buffer; readonly digest: Buffer }

const SCHEME = 'hmac-sha256'
const KEY = /^ck_([a-z0-9][a-z0-9-]{0,31})_([A-Za-z0-9]{32})$/
const BEARER = /^bearer +(\S+)$/i
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** The API guide's printed stand-in: its examples must run as printed, so it counts as no key. */
const STAND_IN = 'your_api_key'
export const GATEWAY_HEADER = 'x-coatcheck-key'
/** In order of precedence. */
const CREDENTIAL_HEADERS: readonly string[] = [GATEWAY_HEADER, 'x-api-key', 'authorization']
const PII_HEADERS = ['x-pii-mapping', 'x-auto-pii-mapping', 'x-pii-positions', 'x-chat-history-pii-mapping'] as const
const CALLER_LENGTH = 22

const SINGLE = new Map(
  [...PII_HEADERS, ...PII_HEADERS.map((name) => `${name}-ref`), ...CREDENTIAL_HEADERS].map((name, bit) => [
    name as string,
    1 << bit,
  ]),
)

/** Most headers of a request have another length, and need no lower-casing to be told apart. */
const LENGTHS = new Set([...SINGLE.keys()].map(({ length }) => length))

/** Callers keep their identity over a reload; without a hash key it ends with the process. */
const processSecret = randomBytes(32)

/** Throws GatewayError `header_duplicate` when a PII or authentication header occurs twice, in whatever case. */
export const refuseDuplicates = (rawHeaders: readonly string[]): void => {
  let seen = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!LENGTHS.has(rawHeaders[i]!.length)) continue
    const header = rawHeaders[i]!.toLowerCase()
    const bit = SINGLE.get(header)
    if (bit === undefined) continue
    if ((seen & bit) !== 0) throw new GatewayError('header_duplicate', { header })
    seen |= bit
  }
}

/** The secrets that a request presents, by precedence of their headers. */
export const readCredentials = (rawHeaders: readonly string[]): Credential[] => {
  const found: Credential[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!LENGTHS.has(rawHeaders[i]!.length)) continue
    const header = rawHeaders[i]!.toLowerCase()
    if (!CREDENTIAL_HEADERS.includes(header)) continue
    const value = rawHeaders[i + 1]!.trim()
    const secret = header === 'authorization' ? (BEARER.exec(value)?.[1] ?? '') : value
    if (secret !== '' && secret !== STAND_IN) found.push({ header, secret })
  }
  const rank = ({ header }: Credential) => CREDENTIAL_HEADERS.indexOf(header)
  return found.length > 1 ? found.sort((a, b) => rank(a) - rank(b)) : found
}

const digestOf = (key: string, salt: Buffer, pepper: string): Buffer =>
  createHmac('sha256', pepper === '' ? salt : Buffer.concat([salt, Buffer.from(pepper)]))
    .update(key)
    .digest()

/** A new key and its hash for the configuration. `pepper` is the hash key, or empty. */
export const createKey = (id: string, pepper: string): { readonly key: string; readonly hash: string } => {
  let random = ''
  while (random.length < 32) {
    // 248 is the largest multiple of 62 in a byte: above it the remainder would favour the first characters.
    for (const byte of randomBytes(64)) if (byte < 248 && random.length < 32) random += BASE62[byte % 62]
  }
  const key = `ck_${id}_${random}`
  const salt = randomBytes(16)
  return { key, hash: `${SCHEME}:${salt.toString('base64url')}:${digestOf(key, salt, pepper).toString('base64url')}` }
}

const toStored = ({ id, hash, tenant }: AuthPolicy['keys'][number]): StoredKey => {
  const [, salt = '', digest = ''] = hash.split(':')
  return { id, tenant: tenant ?? null, salt: Buffer.from(salt, 'base64url'), digest: Buffer.from(digest, 'base64url') }
}

/** Returns a check of keys in constant time: the stored key that a secret is, or null. */
export const createKeyVerifier = (keys: AuthPolicy['keys'], pepper: string) => {
  const stored = new Map(keys.map((key) => [key.id, toStored(key)]))
  // An unknown id costs the same comparison as a known one, so that time does not tell which ids exist.
  const decoy: StoredKey = { id: '', tenant: null, salt: randomBytes(16), digest: randomBytes(32) }
  return (secret: string): StoredKey | null => {
    const id = KEY.exec(secret)?.[1]
    const entry = (id === undefined ? undefined : stored.get(id)) ?? decoy
    const equal = timingSafeEqual(digestOf(secret, entry.salt, pepper), entry.digest)
    return equal && entry !== decoy ? entry : null
  }
}

/** One id in two tenants is two callers. Neither a tenant nor an id holds a slash. */
export const callerOf = (tenant: Tenant, id: string): string => (tenant === null ? id : `${tenant}/${id}`)

const createRequired = (policy: AuthPolicy, pepper: string): Authenticate => {
  const verify = createKeyVerifier(policy.keys, pepper)
  return function authenticate(rawHeaders) {
    const consumed = new Set([GATEWAY_HEADER])
    let first: StoredKey | null = null
    // Every header that holds a key of ours is consumed, also a second one: the upstream must not see it.
    for (const { header, secret } of readCredentials(rawHeaders)) {
      const stored = verify(secret)
      if (stored === null) continue
      consumed.add(header)
      first ??= stored
    }
    if (first === null) throw new GatewayError('unauthorized')
    return { caller: callerOf(first.tenant, first.id), tenant: first.tenant, consumed }
  }
}

const createOpen = (pepper: string): Authenticate => {
  const secret = pepper === '' ? processSecret : Buffer.from(pepper)
  const consumed: ReadonlySet<string> = new Set([GATEWAY_HEADER])
  return function identify(rawHeaders) {
    const presented = readCredentials(rawHeaders).find(({ header }) => header !== GATEWAY_HEADER)
    if (presented === undefined) return { caller: null, tenant: null, consumed }
    const mac = createHmac('sha256', secret).update('caller\0').update(presented.secret).digest('base64url')
    return { caller: mac.slice(0, CALLER_LENGTH), tenant: null, consumed }
  }
}

/**
 * Checks who asks. Mode `required`: the caller is the id of a key in the configuration, else it throws `unauthorized`.
 * Mode `off`: the caller is a keyed hash of the presented X-API-Key or Bearer token, null where there is none.
 */
export const createAuthenticator = (policy: AuthPolicy, pepper = ''): Authenticate =>
  policy.mode === 'required' ? createRequired(policy, pepper) : createOpen(pepper)
