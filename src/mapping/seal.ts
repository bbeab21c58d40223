import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { GatewayError } from '../errors.js'
import type { Caller } from '../types.js'
import { stringJson } from './emit.js'
import type { HeaderName } from './headers.js'

/** Whom a sealed token is for. A null thread (first turn) holds in any thread of that caller and space. */
export type SealScope = {
  readonly header: HeaderName
  readonly caller: Caller
  readonly space: string
  readonly thread: string | null
}

export type SealPayload = SealScope & { readonly direction: 'client' | 'upstream'; readonly mapJson: string }

export type SealOptions = {
  /** 32 bytes. Seals and opens. */
  readonly current: Buffer
  /** 32 bytes each. Open only. */
  readonly retired?: readonly Buffer[]
  readonly now: () => number
  readonly ttlSeconds?: number
}

export type Sealer = {
  /** JWE compact serialisation (RFC 7516) with `alg: dir`, `enc: A256GCM`, no `zip`. */
  readonly seal: (payload: SealPayload) => string
  /** JSON of the sealed map. Throws `header_sealed_invalid` for anything expired, altered, foreign or issued for another use. */
  readonly open: (token: string, expected: SealScope) => string
}

type Key = { readonly secret: KeyObject; readonly kid: string }

const ONE_DAY_SECONDS = 86_400
const KEY_BYTES = 32
const KID_BYTES = 9
const IV_BYTES = 12
const IV_COUNTER_AT = 8
const TAG_BYTES = 16
const REFERENCE_BYTES = 16

/** 128 random bits in base64url: an id that cannot be guessed. */
export const randomId = (): string => randomBytes(REFERENCE_BYTES).toString('base64url')

/** Seals and opens mapping headers. Throws TypeError when a key is not 32 bytes. */
export const createSealer = ({ current, retired = [], now, ttlSeconds = ONE_DAY_SECONDS }: SealOptions): Sealer => {
  const key = toKey(current)
  const keys = new Map([...retired.map(toKey), key].map((each) => [each.kid, each.secret]))
  const head = Buffer.from(`{"alg":"dir","enc":"A256GCM","kid":"${key.kid}"}`).toString('base64url')
  const aad = Buffer.from(head, 'ascii')
  const nextIv = createIvs()

  const seal = ({ header, direction, caller, space, thread, mapJson }: SealPayload): string => {
    const exp = Math.floor(now() / 1000) + ttlSeconds
    const iv = nextIv()
    const cipher = createCipheriv('aes-256-gcm', key.secret, iv)
    cipher.setAAD(aad)
    const scope = `"caller":${jsonOf(caller)},"space":${jsonOf(space)},"thread":${jsonOf(thread)}`
    const text = `{"exp":${exp},"header":"${header}","direction":"${direction}",${scope},"map":${mapJson}}`
    // A stream cipher: update returns everything and final only closes the tag.
    const sealed = cipher.update(Buffer.from(text)).toString('base64url')
    cipher.final()
    return `${head}..${iv.toString('base64url')}.${sealed}.${cipher.getAuthTag().toString('base64url')}`
  }

  const open = (token: string, expected: SealScope): string => {
    const claims = readClaims(token, keys)
    if (claims !== undefined && isFresh(claims, now()) && isFor(claims, expected)) return JSON.stringify(claims.map)
    throw new GatewayError('header_sealed_invalid', { header: expected.header, offset: 0 })
  }
  return { seal, open }
}

const jsonOf = (id: string | null): string => (id === null ? 'null' : stringJson(id))

type Claims = Readonly<Record<string, unknown>>

/** RFC 7519 section 4.1.4: not valid on or after `exp`. */
const isFresh = ({ exp }: Claims, nowMs: number): boolean => typeof exp === 'number' && nowMs < exp * 1000

/** Tokens that went upstream are known to the upstream, so they are worth nothing here. */
const isFor = ({ direction, header, caller, space, thread, map }: Claims, expected: SealScope): boolean =>
  direction === 'client' &&
  header === expected.header &&
  caller === expected.caller &&
  space === expected.space &&
  (thread === null || thread === expected.thread) &&
  typeof map === 'object'

/** Claims of a token that one of our keys sealed; undefined for anything else, and never why. */
const readClaims = (token: string, keys: ReadonlyMap<string, KeyObject>): Claims | undefined => {
  try {
    return toClaims(decrypt(token, keys))
  } catch {
    return undefined
  }
}

const toKey = (bytes: Buffer): Key => {
  if (bytes.length !== KEY_BYTES) throw new TypeError('A seal key must be 32 bytes')
  const kid = createHash('sha256').update('coatcheck kid').update(bytes).digest().subarray(0, KID_BYTES)
  return { secret: createSecretKey(bytes), kid: kid.toString('base64url') }
}

/**
 * Initialisation vectors that never repeat: 64 random bits per run, then a counter. Random 96-bit ones are only safe for 2^32 tokens a key
 * (NIST SP 800-38D section 8.3), which is days at full load; a new prefix is drawn when the counter is used up.
 */
export const createIvs = (): (() => Buffer) => {
  let counter = 0
  const iv = randomBytes(IV_BYTES)
  return () => {
    if (counter === 2 ** 32) {
      randomBytes(IV_COUNTER_AT).copy(iv)
      counter = 0
    }
    iv.writeUInt32BE(counter, IV_COUNTER_AT)
    counter += 1
    return iv
  }
}

const decrypt = (token: string, keys: ReadonlyMap<string, KeyObject>): string => {
  const [head = '', encryptedKey, iv = '', sealed = '', tag = '', ...rest] = token.split('.')
  const secret = keyOf(head, keys)
  if (secret === undefined || encryptedKey !== '' || rest.length > 0) throw new TypeError('not a sealed token')
  const decipher = createDecipheriv('aes-256-gcm', secret, exactBytes(iv, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(head, 'ascii'))
  decipher.setAuthTag(exactBytes(tag, TAG_BYTES))
  return decipher.update(exactBytes(sealed), undefined, 'utf8') + decipher.final('utf8')
}

const keyOf = (head: string, keys: ReadonlyMap<string, KeyObject>): KeyObject | undefined => {
  const { alg, enc, kid, zip, crit } = toClaims(exactBytes(head).toString('utf8'))
  const isSupported = alg === 'dir' && enc === 'A256GCM' && zip === undefined && crit === undefined
  return isSupported && typeof kid === 'string' ? keys.get(kid) : undefined
}

/** Bytes of canonical base64url: a token has one spelling, so a changed character is never ignored. */
const exactBytes = (text: string, length?: number): Buffer => {
  const bytes = Buffer.from(text, 'base64url')
  const isExact = bytes.toString('base64url') === text && (length === undefined || bytes.length === length)
  if (!isExact) throw new TypeError('not a sealed token')
  return bytes
}

const toClaims = (json: string): Claims => {
  const claims: unknown = JSON.parse(json)
  if (typeof claims !== 'object' || claims === null) throw new TypeError('not a sealed token')
  return claims as Claims
}
