import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { post as postTo } from '../support/chat.js'
import type { Answer } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { expectRefusal, OTHER, type Refusal, VALUE } from '../support/refusal.js'
import { bytes, hang, refuse, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'
import { zstdBomb, zstdFrame } from '../support/zstd.js'

/** The rows of the contract's section 6: what a client can cause, what the guard can, and what the upstream can. */

const BREAKS = 'detector breaks'

vi.mock('../../src/detect/cache.js', async (original) => {
  const real = await original<typeof import('../../src/detect/cache.js')>()
  const cachedDetect: typeof real.cachedDetect = (...input) => {
    const detect = real.cachedDetect(...input)
    return (scope, text, hint) => {
      if (text.includes(BREAKS)) throw new Error(`broke on ${text}`)
      return detect(scope, text, hint)
    }
  }
  return { ...real, cachedDetect }
})
vi.mock('../../src/mapping/store/memory.js', async (original) => {
  const real = await original<typeof import('../../src/mapping/store/memory.js')>()
  const createMemoryStore: typeof real.createMemoryStore = (options) => {
    const store = real.createMemoryStore(options)
    const failOn = (step: string, thread: string) => {
      if (thread === `${step}-breaks`) throw new Error(`cannot ${step} ${thread}`)
    }
    return {
      ...store,
      read: (scope) => {
        failOn('read', scope.thread)
        return store.read(scope)
      },
      add: (scope, addition) => {
        failOn('reserve', scope.thread)
        return store.add(scope, addition)
      },
    }
  }
  return { ...real, createMemoryStore }
})

const CHAT = '/v1/spaces/12345/chat'
const MESSAGE = { message: `Please write to ${VALUE} today` }
const KEY = createKey('alice', '')

let upstream: TestUpstream
let gateway: TestGateway
let locked: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  const limits = { max_body_bytes: 20_000, max_depth: 20 }
  gateway = await startGateway(upstream.url, {
    limits,
    upstream: { headers_timeout_ms: 500, body_timeout_ms: 500 },
    policy: { operators: { US_SSN: 'block' } },
  })
  const auth = { mode: 'required', keys: [{ id: 'alice', hash: KEY.hash }] } as const
  locked = await startGateway(upstream.url, { limits, auth, fail: 'open' })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await locked.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
  upstream.answer(reply('{"answer":"ok"}'))
})

type Headers = Readonly<Record<string, string | string[]>>
type Input = { readonly headers?: Headers; readonly body?: unknown; readonly path?: string; readonly at?: 'locked' }
type Row = readonly [name: string, input: Input, status: number, code: string, place?: object]

const post = ({ headers = {}, body = MESSAGE, path = CHAT, at }: Input = {}): Promise<Answer> =>
  postTo((at === 'locked' ? locked : gateway).url + path, body, headers)

const named = (rows: readonly Row[]) => rows.map((row) => [row[0], row] as const)

const refuses = async ([, input, status, code, place = {}]: Row): Promise<void> => {
  const expected: Refusal = { status, code, ...place }
  expectRefusal(await post(input), expected, upstream)
}

const source = Buffer.from(JSON.stringify(MESSAGE))
const gzip = gzipSync(source)
const large = Buffer.from(JSON.stringify({ message: `${VALUE} `.repeat(1000) }))
const coded = (encoding: string, body: Buffer): Input => ({ headers: { 'content-encoding': encoding }, body })
const typed = (type: string): Input => ({ headers: { 'content-type': type } })
const deep = (levels: number): Input => ({ body: `{"message":${'['.repeat(levels)}"${VALUE}"${']'.repeat(levels)}}` })
const twice = `{"message":"${VALUE}","m\\u0065ssage":"x"}`
const inside = `{"uploaded_files":[{"${VALUE}":1,"${VALUE}":2}]}`
const latin1 = Buffer.from(`{"message":"${VALUE} \xff"}`, 'latin1')
const sameKeys: Input = {
  headers: { 'x-pii-mapping': `{"<EMAIL_1>":"${VALUE}"}` },
  body: { metadata: { [VALUE]: 1, '<EMAIL_1>': OTHER } },
}
const blocked: Input = { body: { message: `${VALUE}, SSN 536-90-4399 and 536-90-4398`, title: '536-90-4399' } }

const BODIES: readonly Row[] = [
  ['is over the limit', { body: large }, 413, 'body_too_large'],
  ['is over the limit after gzip', coded('gzip', gzipSync(large)), 413, 'body_too_large'],
  ['is over the limit after br', coded('br', brotliCompressSync(large)), 413, 'body_too_large'],
  ['is over the limit after deflate', coded('deflate', deflateSync(large)), 413, 'body_too_large'],
  ['is over the limit after zstd', coded('zstd', zstdBomb(1)), 413, 'body_too_large'],
  ['is over it after two codings', coded('gzip, br', brotliCompressSync(gzipSync(large))), 413, 'body_too_large'],
  ['is empty', { body: '' }, 400, 'body_not_json'],
  ['is cut JSON', { body: `{"message":"${VALUE}` }, 400, 'body_not_json'],
  ['is JSON with a comma too many', { body: `{"message":"${VALUE}",}` }, 400, 'body_not_json'],
  ['is two documents', { body: `{"message":"${VALUE}"}{}` }, 400, 'body_not_json'],
  ['begins with a byte order mark', { body: `\ufeff${source}` }, 400, 'body_not_json'],
  ['has a key twice', { body: `{"message":"x","message":"${VALUE}"}` }, 400, 'body_duplicate_key'],
  ['has a key in two spellings', { body: twice }, 400, 'body_duplicate_key'],
  ['has a doubled key where nothing is text', { body: inside }, 400, 'body_duplicate_key'],
  ['is not UTF-8', { body: latin1 }, 400, 'body_not_utf8'],
  ['is UTF-16', { body: Buffer.from(source.toString(), 'utf16le') }, 400, 'body_not_json'],
  ['is nested too deep', deep(30), 400, 'body_too_deep'],
  ['is nested far too deep', deep(9000), 400, 'body_too_deep'],
  ['does not decode', coded('gzip', source), 400, 'body_encoding_broken'],
  ['is cut gzip', coded('gzip', gzip.subarray(0, -9)), 400, 'body_encoding_broken'],
  ['is cut br', coded('br', brotliCompressSync(source).subarray(0, -3)), 400, 'body_encoding_broken'],
  ['is cut zstd', coded('zstd', zstdFrame([source]).subarray(0, -4)), 400, 'body_encoding_broken'],
  ['has an unknown coding', coded('compress', source), 415, 'unsupported_encoding'],
  ['has an unknown coding in a list', coded('gzip, planted', gzip), 415, 'unsupported_encoding'],
  ['is multipart', typed('multipart/form-data; boundary=planted'), 415, 'unsupported_media_type'],
  ['is plain text', typed('text/plain'), 415, 'unsupported_media_type'],
  ['is a form', typed('application/x-www-form-urlencoded'), 415, 'unsupported_media_type'],
  ['is JSON in another charset', typed('application/json; charset=utf-7'), 415, 'unsupported_media_type'],
  ['is almost JSON by name', typed('application/jsonplanted'), 415, 'unsupported_media_type'],
  ['gets two equal keys', sameKeys, 422, 'body_key_collision'],
  ['holds what the policy blocks', blocked, 422, 'pii_blocked', { entities: { US_SSN: 3 } }],
]

const inQuery = (query: string, headers: Headers = {}): Input => ({ path: `${CHAT}?${query}`, headers })
const withKey = (key: string, more: Input = {}): Input => ({ at: 'locked', headers: { 'x-api-key': key }, ...more })
const inThread = (thread: string): Input => ({ body: { ...MESSAGE, thread_id: thread }, headers: { 'x-api-key': 'k' } })
const override = (name: string): Input => ({ headers: { [name]: 'planted' } })
const basic: Input = { at: 'locked', headers: { authorization: `Basic ${KEY.key}` } }
const mappedQuery = inQuery('q=Planted+Ltd', { 'x-pii-mapping': '{"<ORGANIZATION_1>":"Planted Ltd"}' })
const mappedUrl = inQuery('q=https://a.org/planted', { 'x-pii-mapping': '{"<PROJECT_1>":"planted"}' })

const REQUESTS: readonly Row[] = [
  ['no key', { at: 'locked' }, 401, 'unauthorized'],
  ['a key that is none', withKey('planted'), 401, 'unauthorized'],
  ['the stand-in as key', withKey('your_api_key'), 401, 'unauthorized'],
  ['a key of another scheme', basic, 401, 'unauthorized'],
  ['no key and a body over the limit', { at: 'locked', body: large }, 401, 'unauthorized'],
  ['a value in the query', inQuery(`to=${encodeURIComponent(VALUE)}`), 422, 'pii_in_url', { entities: { EMAIL: 1 } }],
  ['a value as a name in the query', inQuery(`a&${VALUE}=1`), 422, 'pii_in_url'],
  ['a mapped value in the query', mappedQuery, 422, 'pii_in_url', { entities: { ORGANIZATION: 1 } }],
  ['a mapped value within what may pass', mappedUrl, 422, 'pii_in_url', { entities: { PROJECT: 1 } }],
  ['X-HTTP-Method-Override', override('x-http-method-override'), 400, 'method_override'],
  ['X-HTTP-Method', override('x-http-method'), 400, 'method_override'],
  ['X-Method-Override', override('x-method-override'), 400, 'method_override'],
  ['_method in the query', inQuery('_method=PUT'), 400, 'method_override'],
  ['_method in the query, encoded', inQuery('a=1&%5fMethod=PUT'), 400, 'method_override'],
  ['a detector that throws', { body: { message: `${BREAKS} ${VALUE}` } }, 503, 'guard_failed'],
  ['a vault that cannot be read', inThread('read-breaks'), 503, 'guard_failed'],
  ['a vault that cannot reserve', inThread('reserve-breaks'), 503, 'guard_failed'],
]

describe('a body that', () => {
  it.each(named(BODIES))('%s is refused without a word of it', (_, row) => refuses(row))
})

describe('a request with', () => {
  it.each(named(REQUESTS))('%s is refused', (_, row) => refuses(row))

  it('a broken guard passes where the configuration says so, and the answer tells', async () => {
    const answer = await post(withKey(KEY.key, { body: { message: BREAKS } }))
    expect(answer.status).toBe(200)
    expect(answer.headers['x-pii-guard']).toBe('open;policy="default"')
    expect(upstream.last().body.toString()).toContain(BREAKS)
  })
})

describe('a coded body', () => {
  it.each<[string, Buffer]>([
    ['gzip', gzip],
    ['x-gzip', gzip],
    ['br', brotliCompressSync(source)],
    ['deflate', deflateSync(source)],
    ['zstd', zstdFrame([source])],
    ['gzip, zstd', zstdFrame([gzip])],
  ])('in %s is scanned and goes on plain', async (encoding, body) => {
    expect((await post(coded(encoding, body))).status).toBe(200)
    const { headers, body: forwarded } = upstream.last()
    expect(JSON.parse(forwarded.toString())).toEqual({ message: 'Please write to <EMAIL_1> today' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['content-length']).toBe(String(forwarded.length))
  })
})

describe('an upstream that', () => {
  const gzipped = 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 7\r\n\r\nplanted'
  const unknown = 'HTTP/1.1 200 OK\r\ncontent-encoding: planted\r\ncontent-length: 2\r\n\r\n{}'
  it.each([
    ['resets', refuse, 502, 'upstream_unreachable'],
    ['answers no HTTP', bytes('planted nonsense\r\n\r\n', 'end'), 502, 'upstream_invalid'],
    ['answers what does not decode', bytes(gzipped), 502, 'upstream_invalid'],
    ['answers in an unknown coding', bytes(unknown), 502, 'upstream_invalid'],
    ['does not answer', hang, 504, 'upstream_timeout'],
  ])('%s is reported without a word of what it sent', async (_, behaviour, status, code) => {
    upstream.answer(behaviour)
    const answer = await post()
    expect(upstream.requests).toHaveLength(1)
    upstream.requests.length = 0
    expectRefusal(answer, { status, code }, upstream)
  })

  it('cuts its answer cuts the client', async () => {
    upstream.answer(stream(['data: one\n\n', 'data: two\n\n'], { cutAfter: 1 }))
    expect(await post()).toMatchObject({ status: 200, isComplete: false })
  })
})
