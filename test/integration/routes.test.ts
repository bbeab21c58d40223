import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.js'
import { createKey } from '../../src/policy/auth.js'
import { send, sendRaw } from '../support/client.js'
import { startGateway, type TestGateway, testConfig } from '../support/gateway.js'
import { expectProblem } from '../support/refusal.js'
import { until } from '../support/serve.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** What passes off the protected paths, in each mode of `unmatched` and of `auth`. */

const VALUE = 'planted.person@corp-example.org'
const BODY = JSON.stringify({ message: `to ${VALUE}` })
const KEY = createKey('alice', '')
const ORIGIN = 'https://chat.example'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url)
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
  const headers = ['content-type', 'application/json', 'x-pii-guard', 'forged']
  upstream.answer((request, socket) =>
    reply(request.method === 'HEAD' ? '' : '{"answer":"ok"}', { headers })(request, socket),
  )
})

const reconfigure = async (over: Partial<Config>): Promise<void> => {
  gateway.setConfig(await testConfig(upstream.url, over))
  expect(await gateway.reload()).toEqual([])
}

type Call = { readonly body?: string; readonly headers?: Record<string, string>; readonly path?: string }

const call = (method: string, { body, headers = {}, path = '/v1/spaces?limit=2' }: Call = {}) =>
  send(gateway.url + path, { method, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) })

const upgrade = (path: string, fields: readonly string[] = []): string =>
  [`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
    .concat(['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...fields, '', ''])
    .join('\r\n')

const port = () => Number(new URL(gateway.url).port)

/** Opens a WebSocket by hand and returns what came back up to the first frame. */
const openSocket = async (request: string): Promise<string> => {
  upstream.answer((_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.on('data', (chunk) => socket.write(`echo ${chunk}`))
  })
  const socket = connect(port(), '127.0.0.1')
  let seen = ''
  socket.on('data', (chunk) => {
    if (seen === '') socket.write('ping')
    seen += chunk
  })
  socket.write(request)
  await until(() => seen.includes('echo ping'))
  socket.destroy()
  return seen.toLowerCase()
}

type Mode = Config['unmatched']
const MODES: readonly Mode[] = ['safe', 'passthrough', 'deny']
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'POST', 'PUT', 'PATCH', 'PROPFIND'] as const
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'DELETE']

describe.each(MODES)('unmatched: %s', (unmatched) => {
  beforeAll(() => reconfigure({ unmatched }), 60_000)
  const isRelayed = (method: string, hasBody: boolean) =>
    unmatched === 'passthrough' || (unmatched === 'safe' && SAFE.includes(method) && !hasBody)

  it.each(METHODS.flatMap((method) => [[method, false] as const, [method, true] as const]))(
    'decides about %s (with a body: %s)',
    async (method, hasBody) => {
      const answer = await call(method, hasBody ? { body: BODY } : {})
      if (!isRelayed(method, hasBody)) {
        expect(answer.status).toBe(403)
        if (method !== 'HEAD') expectProblem(answer, { status: 403, code: 'route_not_protected' }, upstream)
        return expect(upstream.requests).toHaveLength(0)
      }
      expect(answer.status).toBe(200)
      expect(answer.headers['x-pii-guard']).toBe('unprotected')
      expect(upstream.last()).toMatchObject({ method, url: '/v1/spaces?limit=2' })
      expect(upstream.last().body.toString()).toBe(hasBody ? BODY : '')
    },
  )

  it('counts chunks as a body, and an empty length as none', async () => {
    const chunked =
      'DELETE /v1/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
    const empty = 'DELETE /v1/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
    expect((await sendRaw(port(), chunked)).text).toMatch(
      unmatched === 'passthrough' ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 403 /,
    )
    expect((await sendRaw(port(), empty)).text).toMatch(unmatched === 'deny' ? /^HTTP\/1\.1 403 / : /^HTTP\/1\.1 200 /)
  })

  it('protects the chat route and serves its own endpoints all the same', async () => {
    expect((await call('POST', { path: '/v1/spaces/1/chat', body: BODY })).status).toBe(200)
    expect(upstream.last().body.toString()).toBe('{"message":"to <EMAIL_1>"}')
    const detect = await call('POST', { path: '/v1/pii/detect', body: JSON.stringify({ text: VALUE }) })
    expect(JSON.parse(detect.body.toString())).toMatchObject({ redacted_text: '<EMAIL_1>' })
    expect(upstream.requests).toHaveLength(1)
  })

  it('decides about other methods of the protected path as about any other route', async () => {
    const read = await call('GET', { path: '/v1/spaces/1/chat' })
    expect(read.status).toBe(unmatched === 'deny' ? 403 : 200)
    if (unmatched !== 'deny') expect(read.headers['x-pii-guard']).toBe('unprotected')
    if (unmatched === 'passthrough') return
    expect((await call('PUT', { path: '/v1/spaces/1/chat', body: BODY })).status).toBe(403)
  })

  it('decides about WebSocket upgrades, and marks what it relays', async () => {
    if (unmatched === 'deny') {
      expect((await sendRaw(port(), upgrade('/ws'))).text).toMatch(/^HTTP\/1\.1 403 .*"code":"route_not_protected"/s)
      return expect(upstream.requests).toHaveLength(0)
    }
    const seen = await openSocket(upgrade('/ws'))
    expect(seen).toMatch(/^http\/1\.1 101 /)
    expect(seen.split('\r\n')).toContain('x-pii-guard: unprotected')
  })

  it('never upgrades a protected path', async () => {
    const { text } = await sendRaw(port(), upgrade('/v1/spaces/1/chat'))
    expect(text).toMatch(/^HTTP\/1\.1 501 .*"code":"upgrade_protected"/s)
    expect(upstream.requests).toHaveLength(0)
  })
})

const MAPS = ['X-Pii-Mapping', 'X-Auto-Pii-Mapping', 'X-Pii-Positions', 'X-Chat-History-Pii-Mapping']
const PII_HEADERS = [...MAPS, ...MAPS.map((name) => `${name}-Ref`)]
const map = JSON.stringify({ '<EMAIL_1>': VALUE })
const withMaps = Object.fromEntries(PII_HEADERS.map((name) => [name, map]))

describe('an unprotected route', () => {
  beforeAll(() => reconfigure({ unmatched: 'passthrough' }), 60_000)

  it.each(['GET', 'POST'])('gets no mapping and no key of the gateway (%s)', async (method) => {
    await call(method, { headers: { ...withMaps, 'X-Coatcheck-Key': 'ck', 'X-API-Key': 'theirs', 'X-Trace': 't' } })
    expect(upstream.last().raw.toString()).not.toContain(VALUE)
    const names = Object.keys(upstream.last().headers)
    for (const name of [...PII_HEADERS, 'X-Coatcheck-Key']) expect(names).not.toContain(name.toLowerCase())
    expect(upstream.last().headers).toMatchObject({ 'x-api-key': 'theirs', 'x-trace': 't' })
  })

  it('gets none in an upgrade either', async () => {
    await openSocket(upgrade('/ws', [...PII_HEADERS.map((name) => `${name}: ${map}`), 'X-Coatcheck-Key: ck']))
    expect(upstream.last().raw.toString()).not.toContain(VALUE)
    expect(upstream.last().headers['x-coatcheck-key']).toBeUndefined()
  })
})

describe('auth.mode: required', () => {
  const auth = { mode: 'required', keys: [{ id: 'alice', hash: KEY.hash }], jwt: [], certificates: [] } as const
  beforeAll(async () => {
    const base = await testConfig(upstream.url)
    const cors = { origins: [ORIGIN] }
    await reconfigure({ unmatched: 'passthrough', auth, cors, upstream: { ...base.upstream, api_key: 'ours' } })
  }, 60_000)

  const ROUTES: readonly (readonly [method: string, path: string, body: string | undefined])[] = [
    ['POST', '/v1/spaces/1/chat', BODY],
    ['POST', '/v1/pii/detect', '{"text":"a"}'],
    ['POST', '/v1/pii/restore', '{"text":"a"}'],
    ['GET', '/v1/pii/mappings/abc', undefined],
    ['GET', '/v1/spaces', undefined],
    ['POST', '/v1/other', BODY],
    ['OPTIONS', '/v1/spaces/1/chat', undefined],
    ['GET', '/v1/spaces/1/chat', undefined],
  ]
  it.each(ROUTES)('asks %s %s for a key', async (method, path, body) => {
    for (const headers of [{}, { 'X-API-Key': 'planted' }, { 'X-API-Key': KEY.hash }]) {
      const answer = await call(method, { path, headers, ...(body === undefined ? {} : { body }) })
      expectProblem(answer, { status: 401, code: 'unauthorized' }, upstream)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  it.each(ROUTES)('lets %s %s pass with one', async (method, path, body) => {
    const answer = await call(method, {
      path,
      headers: { 'X-API-Key': KEY.key },
      ...(body === undefined ? {} : { body }),
    })
    expect(answer.status).toBe(path.includes('mappings') ? 404 : 200)
  })

  it('asks a WebSocket upgrade for a key too', async () => {
    expect((await sendRaw(port(), upgrade('/ws'))).text).toMatch(/^HTTP\/1\.1 401 /)
    expect(upstream.requests).toHaveLength(0)
    await openSocket(upgrade('/ws', [`X-API-Key: ${KEY.key}`]))
  })

  it.each([
    ['X-API-Key', KEY.key, '/v1/spaces/1/chat'],
    ['X-Coatcheck-Key', KEY.key, '/v1/spaces/1/chat'],
    ['Authorization', `Bearer ${KEY.key}`, '/v1/spaces/1/chat'],
    ['X-API-Key', KEY.key, '/v1/other'],
    ['X-Coatcheck-Key', KEY.key, '/v1/other'],
    ['Authorization', `bearer ${KEY.key}`, '/v1/other'],
  ])('keeps the key in %s from the upstream (%s at %s)', async (name, value, path) => {
    expect((await call('POST', { path, body: BODY, headers: { [name]: value } })).status).toBe(200)
    expect(upstream.last().raw.toString()).not.toContain(KEY.key)
    if (name === 'X-API-Key') expect(upstream.last().headers['x-api-key']).toBe('ours')
  })

  it('does not ask a preflight, and answers it for configured origins only', async () => {
    const asked = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-api-key' }
    const path = '/v1/spaces/1/chat'
    const answer = await call('OPTIONS', { path, headers: { Origin: ORIGIN, ...asked } })
    expect(answer.status).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-headers': 'x-api-key',
    })
    const other = await call('OPTIONS', { path, headers: { Origin: 'https://evil.example', ...asked } })
    expect(other.status).toBe(401)
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
    expect(upstream.requests).toHaveLength(0)
  })

  it.each(['/v1/spaces/1/chat', '/v1/other'])('exposes the PII headers to a configured origin at %s', async (path) => {
    const headers = { Origin: ORIGIN, 'X-API-Key': KEY.key }
    for (const answer of [
      await call('POST', { path, body: BODY, headers }),
      await call('POST', { path, body: BODY, headers: { Origin: ORIGIN } }),
    ]) {
      expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN)
      for (const name of [...PII_HEADERS, 'X-Pii-Guard'])
        expect(answer.headers['access-control-expose-headers']).toContain(name)
    }
  })
})
