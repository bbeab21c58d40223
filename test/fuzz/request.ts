import { decoded, encoded } from './coding.js'
import { chatBody, mutateBytes, mutateJson, spell } from './mutate.js'
import { type Planted, plant, unknownValue } from './planted.js'
import { createRandom, type Random } from './random.js'

/** One mutated request; `mapped` are values that only its headers name. */
export type Mutant = {
  /** What its body stands for once it is decoded; null where it was spoilt so that it stands for nothing. */
  readonly source: Buffer | null
  readonly planted: readonly Planted[]
  readonly mapped: readonly Planted[]
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly path: string
  /** The coded body, as it is to be written. */
  readonly parts: readonly Buffer[]
}

const CODINGS = [
  '',
  '',
  '',
  '',
  '',
  '',
  'gzip',
  'br',
  'deflate',
  'Deflate',
  'zstd',
  'gzip, br',
  'zstd, identity, gzip',
  'x-planted',
]

const split = (random: Random, bytes: Buffer): Buffer[] => {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = random.chance(0.5) ? bytes.length : at + 1 + random.below(bytes.length - at)
    parts.push(bytes.subarray(at, end))
    at = end
  }
  return parts
}

const ascii = (text: string): string =>
  text.replace(/[\x7f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The encodings that a header may have; the first is raw UTF-8 as Node's one char per byte. */
const HEADER_CODERS: readonly ((json: string) => string)[] = [
  (json) => Buffer.from(json).toString('latin1'),
  ascii,
  encodeURIComponent,
  (json) => Buffer.from(json).toString('base64'),
  (json) => Buffer.from(json).toString('base64url'),
]
const DIRECTIVES = ['email=mask', 'ssn=redact; iban=mask', 'all=redact', 'person=allow', 'planted=mask', 'email']
const MAPS = ['X-Pii-Mapping', 'X-Auto-Pii-Mapping', 'X-Chat-History-Pii-Mapping']

/** Header bytes that Node's client agrees to send. */
const spoil = (random: Random, value: string): string =>
  mutateBytes(random, Buffer.from(value, 'latin1'))
    .toString('latin1')
    .replace(/[\x00-\x1f\x7f]/g, '~')

type Headers = Record<string, string | string[]>

/** The PII headers of one request, and whether they are as they were made. */
const piiHeaders = (random: Random, entries: readonly Planted[]): { headers: Headers; isIntact: boolean } => {
  const headers: Headers = {}
  const encode = (value: unknown) => random.pick(HEADER_CODERS)(JSON.stringify(value))
  const map = entries.map(({ entity, value }, at) => [`<${entity}_${at + 1}>`, value])
  if (entries.length > 0) headers[random.pick(MAPS)] = encode(Object.fromEntries(map))
  else if (random.chance(0.1)) headers['X-Pii-Mapping'] = random.pick(DIRECTIVES)
  if (random.chance(0.1))
    headers['X-Pii-Positions'] = encode([{ start: 0, end: 2 + random.below(9), entity: 'PERSON', field: '/message' }])
  if (random.chance(0.05)) headers['X-Auto-Pii-Mapping'] ??= `a${random.digits(9)}..b.c.${random.digits(20)}`
  const name = Object.keys(headers)[0]
  if (name === undefined || !random.chance(0.15)) return { headers, isIntact: true }
  const spoilt = spoil(random, String(headers[name]))
  headers[name] = random.chance(0.2) ? [spoilt, 'a'] : spoilt
  return { headers, isIntact: false }
}

/** Mutant number `index` of a seed. */
export const createMutant = (seed: number, index: number): Mutant => {
  const random = createRandom(seed, index)
  const planted = Array.from({ length: 1 + random.below(4) }, () => plant(random))
  const mapped = random.chance(0.2) ? [unknownValue(random)] : []
  const entries = mapped.length === 0 ? [] : [...planted, ...mapped].filter(({ entity }) => entity !== 'CARD_NUMBER')
  const { headers, isIntact } = piiHeaders(random, entries)
  const body = chatBody(random, [...planted, ...mapped])
  if (random.chance(0.9)) random.repeat(5, () => mutateJson(random, body, [...planted, ...mapped]))
  const written = Buffer.from(spell(random, body))
  const source = random.chance(0.25) ? mutateBytes(random, written) : written
  const encoding = random.pick(CODINGS)
  const bytes = encoded(encoding, source)
  const isSpoilt = encoding !== '' && random.chance(0.1)
  const sent = isSpoilt ? mutateBytes(random, bytes) : bytes
  const isChunked = random.chance(0.5)
  return {
    source: isSpoilt ? decoded(encoding, sent) : source,
    planted,
    mapped: isIntact ? mapped : [],
    headers: {
      'content-type': random.pick(['application/json', 'application/json; charset=utf-8', 'application/vnd.x+json']),
      ...(encoding === '' ? {} : { 'content-encoding': encoding.toLowerCase() }),
      ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(sent.length) }),
      ...(random.chance(0.3) ? { 'x-api-key': `key-${random.below(5)}` } : {}),
      ...(random.chance(0.1) ? { expect: '100-continue' } : {}),
      ...headers,
    },
    path: `/v1/spaces/${random.below(9)}/chat${random.pick(['', '', '', '/', '?a=b', `?q=${random.digits(3)}`])}`,
    parts: split(random, sent),
  }
}
