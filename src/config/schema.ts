/** The one list of configuration keys: names, types, units and defaults. docs/configuration.md is generated from it. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { audit } from './audit.js'
import { auth, listenerTls, tenants } from './callers.js'
import { limits } from './limits.js'
import { routes } from './routes.js'
import { timeoutMs, upstream } from './upstream.js'

const OPERATORS = ['allow', 'pseudonymise', 'surrogate', 'hash', 'mask', 'redact', 'block'] as const
const HEADER_MODES = ['plain', 'sealed', 'tokens', 'off'] as const
const LIKELIHOODS = ['very_unlikely', 'unlikely', 'possible', 'likely', 'very_likely'] as const
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/_-]{43}=?$/

const isVault = (text: string): boolean => {
  if (text === 'memory:' || /^lmdb:./.test(text)) return true
  return /^(valkeys?|rediss?):\/\/./.test(text) && URL.canParse(text) && new URL(text).hostname !== ''
}

const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text)

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const port = (value: number) => z.int().min(0).max(65_535).default(value)
const host = z.string().min(1, 'must not be empty').default('127.0.0.1')
const base64Key = z.string().regex(BASE64_OF_32_BYTES, 'must be 32 bytes in base64 (coatcheck keys seal makes one)')

const section = {
  admin: z.strictObject({
    host: host.describe('Address of the admin listener: /healthz, /readyz, /metrics, /docs, /playground.'),
    port: port(9090).describe('Port of the admin listener; 0 takes a free one.'),
    playground: z.boolean().default(true).describe('Whether the admin listener serves /playground.'),
  }),
  mapping: z.strictObject({
    client: z.enum(HEADER_MODES).default('sealed').describe('Form of the mapping headers sent to the client.'),
    upstream: z.enum(HEADER_MODES).default('tokens').describe('Form of the mapping headers sent to the upstream.'),
  }),
  headers: z.strictObject({
    max_bytes: z.int().min(256).max(65_536).default(8192).describe('Most bytes of PII headers in one direction.'),
  }),
  positions: z.strictObject({
    unit: z.enum(['codepoint', 'utf16', 'byte']).default('codepoint').describe('Unit of start and end in positions.'),
  }),
  restore: z.strictObject({
    urls: z
      .enum(['named', 'always'])
      .default('named')
      .describe('Restore inside URLs only for hosts that the caller named (or url_hosts), or always.'),
    url_hosts: z.array(z.string().min(1)).default([]).describe('Hosts in whose URLs values are restored.'),
    notice: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('A sentence put before the system prompt of requests that hold placeholders: keep them as they are.'),
  }),
  response: z.strictObject({
    detect: z
      .enum(['off', 'report', 'redact'])
      .default('off')
      .describe(
        'Personal data that the model brings itself: not looked for, counted, or replaced as in `[EMAIL]` (text then waits for what could belong to it).',
      ),
  }),
  policy: z.strictObject({
    mode: z
      .enum(['enforce', 'shadow', 'off'])
      .default('enforce')
      .describe('`enforce` protects; `shadow` computes and changes nothing; `off` does neither and says so.'),
    min_likelihood: z.enum(LIKELIHOODS).default('likely').describe('Findings below it are dropped.'),
    default_operator: z
      .enum(OPERATORS)
      .default('pseudonymise')
      .describe('What happens to a finding that no policy of the rule files speaks of.'),
    operators: z
      .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be an entity name such as EMAIL'), z.enum(OPERATORS))
      .default({})
      .describe('Operator by entity name; wins over `default_operator`.'),
    jurisdictions: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'must be a country code such as US'))
      .default([])
      .describe('Only rules of these countries, and rules for every country. Default: the rules of all countries.'),
  }),
  attachments: z.strictObject({
    binary: z
      .enum(['allow', 'block'])
      .default('allow')
      .describe('Images, audio and other files that are no text: go on as they are (and are counted), or 422.'),
  }),
  threads: z.strictObject({
    ttl_seconds: z.int().min(1).max(31_536_000).default(86_400).describe('Life of a thread map after its last use.'),
    numbers_ttl_seconds: z
      .int()
      .min(1)
      .max(315_360_000)
      .default(31_536_000)
      .describe(
        'Life of the numbers of a thread after its last use: they outlive its values, so that none is given twice.',
      ),
    max_threads: z
      .int()
      .min(1)
      .default(100_000)
      .describe('Most threads kept in memory; over it the caller with most threads loses its least recently used one.'),
    max_entries: z.int().min(1).max(1000).default(1000).describe('Most entries in the map of one thread.'),
    durability: z
      .enum(['strict', 'relaxed'])
      .default('strict')
      .describe('`strict` stores values before the answer ends; `relaxed` writes behind. Numbers are durable in both.'),
    timeout_ms: timeoutMs(2000).describe('Longest wait for one answer of the store, in milliseconds.'),
  }),
  cors: z.strictObject({
    origins: z
      .array(z.string().refine(isOrigin, 'must be an origin such as https://chat.example.com, or *'))
      .default([])
      .describe('Origins that may call from a browser and read the PII headers.'),
  }),
  drain: z.strictObject({
    delay_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(0)
      .describe('Wait between "not ready" and closing the listener, in milliseconds (5000 behind a load balancer).'),
    timeout_ms: timeoutMs(25_000).describe('Longest wait for running streams at shutdown, in milliseconds.'),
  }),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info').describe('Least level that is logged.') }),
}

export const configSchema = z.strictObject({
  host: host.describe('Address of the traffic listener.'),
  port: port(8080).describe('Port of the traffic listener; 0 takes a free one.'),
  admin: section.admin.prefault({}).describe('The admin listener.'),
  upstream: upstream.prefault({}).describe('The chat backend.'),
  rules: z.string().min(1).optional().describe('Directory of rule files. Default: the rules that ship with Coatcheck.'),
  engine: z
    .enum(['re2', 're2js'])
    .default('re2')
    .describe(
      'Library that checks patterns and runs those that the own automata leave to it. `re2js` needs no compiler and is over 100 times slower there.',
    ),
  unmatched: z
    .enum(['safe', 'passthrough', 'deny'])
    .default('safe')
    .describe('Routes that are not protected: relay what has no body, relay all, or relay none.'),
  routes,
  fail: z
    .enum(['closed', 'open'])
    .default('closed')
    .describe('When the guard cannot run: 503 and nothing forwarded, or forwarded unprotected and marked so.'),
  tls: listenerTls.optional().describe('TLS of the traffic listener. Default: plain HTTP.'),
  auth: auth.prefault({}).describe('Who may use the gateway.'),
  tenants,
  mapping: section.mapping.prefault({}).describe('Form of the mapping headers: plain, sealed, tokens or off.'),
  seal_key: base64Key
    .optional()
    .describe('Key of sealed headers, 32 bytes in base64; only from the environment. Default: fresh at each start.'),
  seal_key_retired: z
    .array(base64Key)
    .default([])
    .describe('Earlier seal keys that still open headers; only from the environment.'),
  hash_key: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Key of caller hashes, pepper of API keys and key of the operator `hash`; only from the environment.'),
  headers: section.headers.prefault({}).describe('The PII headers.'),
  limits: limits.prefault({}).describe('Limits of a request.'),
  positions: section.positions.prefault({}).describe('The positions header.'),
  restore: section.restore.prefault({}).describe('Where values are put back.'),
  response: section.response.prefault({}).describe('What is done to answers besides putting values back.'),
  policy: section.policy.prefault({}).describe('The default policy: what is protected, and how.'),
  attachments: section.attachments.prefault({}).describe('Files inside a body. Text files are read and rewritten.'),
  default_region: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code such as US')
    .default('US')
    .describe('Country of phone numbers written without a country code.'),
  threads: section.threads.prefault({}).describe('The maps that are kept by thread.'),
  vault: z
    .string()
    .default('memory:')
    .refine(isVault, 'must be memory:, lmdb:DIR, or valkey://, valkeys://, redis:// or rediss:// with a host')
    .describe(
      'Where thread maps are kept: `memory:`, `lmdb:DIR`, `valkey://host:port/db` (or redis://; with TLS valkeys://, rediss://).',
    ),
  cors: section.cors.prefault({}).describe('Browsers.'),
  trusted_proxies: z
    .array(z.string().refine(isNetwork, 'must be an IP address or a network such as 10.0.0.0/8'))
    .default([])
    .describe('Addresses whose Forwarded and X-Forwarded-* are believed.'),
  drain: section.drain.prefault({}).describe('Shutdown.'),
  audit: audit.prefault({}).describe('The audit log.'),
  log: section.log.prefault({}).describe('The log.'),
})

type Parsed = z.infer<typeof configSchema>

type Frozen<T> = T extends readonly (infer U)[]
  ? readonly Frozen<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

/** The configuration as used: every default filled in, `auth.mode` decided, `rules` an absolute path. Deeply frozen. */
export type Config = Frozen<
  Omit<Parsed, 'rules' | 'auth'> & { rules: string; auth: Omit<Parsed['auth'], 'mode'> & { mode: 'off' | 'required' } }
>

/** What `configurationSchema` says of one key. */
export type SchemaNode = {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly additionalProperties?: SchemaNode | boolean
}

/** JSON Schema (2020-12) of a configuration file, as written. */
export const configurationSchema = (): SchemaNode => z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode
