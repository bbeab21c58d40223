import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { post } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'
import { makeCertificate } from '../support/x509.js'

/** Who may call, told by key, token or certificate; each tells the tenant. */

const ISSUER = 'https://login.example/realms/chat'
const AUDIENCE = 'coatcheck'
const KEY = createKey('alice', '')
const OTHER = createKey('bob', '')
const MESSAGE = { message: 'mail jane@corp-example.org' }

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']

let directory: string
let upstream: TestUpstream
let acmeUpstream: TestUpstream
let gateway: TestGateway
let signer: SigningKey
let stranger: SigningKey
const authority = makeCertificate('Test authority', [])
const listener = makeCertificate('gateway', ['DNS:localhost', 'IP:127.0.0.1'], authority)
const client = makeCertificate('client', ['URI:spiffe://corp.example/billing', 'DNS:billing.corp.example'], authority)
const unknownClient = makeCertificate('client', ['URI:spiffe://corp.example/other'], authority)
const foreignClient = makeCertificate(
  'client',
  ['URI:spiffe://corp.example/billing'],
  makeCertificate('Test authority', []),
)

const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-callers-'))
  upstream = await startUpstream(reply('{"answer":"ok"}'))
  acmeUpstream = await startUpstream(reply('{"answer":"acme"}'))
  const pair = await generateKeyPair('ES256', { extractable: true })
  signer = pair.privateKey
  stranger = (await generateKeyPair('ES256')).privateKey
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] }
  gateway = await startGateway(upstream.url, {
    rules: 'rules/core',
    unmatched: 'passthrough',
    tls: {
      cert_file: file('listener.pem', listener.cert),
      key_file: file('listener.key', listener.key),
      client_ca_file: file('ca.pem', authority.cert),
      client_certificate: 'optional',
    },
    auth: {
      mode: 'required',
      keys: [
        { id: 'alice', hash: KEY.hash, tenant: 'acme' },
        { id: 'bob', hash: OTHER.hash, tenant: 'beta' },
      ],
      jwt: [
        {
          issuer: ISSUER,
          audience: AUDIENCE,
          jwks_file: file('jwks.json', JSON.stringify(jwks)),
          algorithms: ['ES256'],
          clock_tolerance_seconds: 5,
          tenant_claim: 'org',
        },
      ],
      certificates: [{ id: 'billing', san: 'URI:spiffe://corp.example/billing', tenant: 'beta' }],
    },
    upstream: { api_key: 'ours' },
    tenants: {
      acme: { upstream: { url: acmeUpstream.url, api_key: 'acme-own' } },
      beta: { spaces: ['12345', '7'] },
      slow: { requests_per_minute: 3 },
      narrow: { concurrent_requests: 1 },
    },
  })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  await acmeUpstream.close()
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  for (const one of [upstream, acmeUpstream]) {
    one.requests.length = 0
    one.answer(reply('{"answer":"ok"}'))
  }
})

type Answer = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string }
type Call = {
  readonly headers?: Record<string, string>
  readonly path?: string
  readonly method?: string
  readonly body?: unknown
  readonly identity?: { readonly cert: string; readonly key: string }
}

const call = ({ headers = {}, path = '/v1/spaces/12345/chat', method = 'POST', body, identity }: Call) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request(
      gateway.url + path,
      {
        method,
        agent: false,
        ca: authority.cert,
        ...identity,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      },
    )
    sent.on('error', reject)
    sent.end(method === 'GET' ? undefined : JSON.stringify(body ?? MESSAGE))
  })

const token = (claims: Record<string, unknown> = {}, { key = signer, alg = 'ES256', exp = '5m' } = {}) =>
  new SignJWT({ org: 'acme', ...claims })
    .setProtectedHeader({ alg, kid: 'k1' })
    .setSubject('user@corp-example.org')
    .setIssuer((claims.iss as string) ?? ISSUER)
    .setAudience((claims.aud as string) ?? AUDIENCE)
    .setExpirationTime(exp)
    .sign(key)

const bearer = async (...args: Parameters<typeof token>) => ({ Authorization: `Bearer ${await token(...args)}` })
const codeOf = ({ status, body }: Answer) => [status, JSON.parse(body).code]

describe('a signed token', () => {
  it('is accepted, stays here, and its claim tells the tenant', async () => {
    const answer = await call({ headers: await bearer() })
    expect(answer.status).toBe(200)
    expect(acmeUpstream.requests).toHaveLength(1)
    expect(acmeUpstream.last().headers.authorization).toBeUndefined()
    expect(acmeUpstream.last().headers['x-api-key']).toBe('acme-own')
    expect(acmeUpstream.last().raw.toString()).not.toContain('corp-example')
  })

  it.each([
    ['of another issuer', () => bearer({ iss: 'https://evil.example' })],
    ['for another audience', () => bearer({ aud: 'other' })],
    ['that has expired', () => bearer({}, { exp: '-1m' })],
    ['signed by a stranger', () => bearer({}, { key: stranger })],
    ['without the tenant claim', () => bearer({ org: undefined })],
    ['with a tenant that is a list', () => bearer({ org: ['acme'] })],
    ['with a tenant that is no id', () => bearer({ org: '../acme' })],
    ['without a subject', () => bearer({ sub: '' })],
  ])('%s is 401 and nothing is forwarded', async (name, make) => {
    const headers = name === 'without a subject' ? { Authorization: `Bearer ${await noSubject()}` } : await make()
    expect(codeOf(await call({ headers }))).toEqual([401, 'unauthorized'])
    expect(upstream.requests.length + acmeUpstream.requests.length).toBe(0)
  })

  it('is refused unsigned, or signed with the public key as a shared secret', async () => {
    const [, payload] = (await token()).split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.AA`
    const secret = new TextEncoder().encode('a shared secret of 32 bytes or so')
    const shared = await new SignJWT({ org: 'acme', sub: 'x' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(secret)
    for (const one of [none, shared, `${await token()}x`])
      expect((await call({ headers: { Authorization: `Bearer ${one}` } })).status).toBe(401)
  })

  it('names a tenant that is not configured: 403', async () => {
    expect(codeOf(await call({ headers: await bearer({ org: 'nobody' }) }))).toEqual([403, 'tenant_unknown'])
    expect(codeOf(await call({ headers: await bearer({ org: 'constructor' }) }))).toEqual([403, 'tenant_unknown'])
  })
})

const noSubject = () =>
  new SignJWT({ org: 'acme' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setExpirationTime('5m')
    .sign(signer)

describe('a client certificate', () => {
  it('tells caller and tenant by its name', async () => {
    expect((await call({ identity: client })).status).toBe(200)
    expect(upstream.last().headers['x-api-key']).toBe('ours')
  })

  it.each([
    ['without one', undefined],
    ['with a name that is not listed', unknownClient],
    ['with the right name from another authority', foreignClient],
  ])('%s: 401', async (_, identity) => {
    expect(codeOf(await call(identity === undefined ? {} : { identity }))).toEqual([401, 'unauthorized'])
  })

  it('of one tenant with a key of another is refused', async () => {
    expect((await call({ identity: client, headers: { 'X-API-Key': OTHER.key } })).status).toBe(200)
    expect(codeOf(await call({ identity: client, headers: { 'X-API-Key': KEY.key } }))).toEqual([401, 'unauthorized'])
  })
})

describe('F73: the tenant', () => {
  it('comes from no header that the caller can choose', async () => {
    const chosen = { 'X-Tenant': 'acme', 'X-Tenant-Id': 'acme', 'X-Coatcheck-Tenant': 'acme', Forwarded: 'for=acme' }
    await call({ headers: { ...chosen, 'X-API-Key': OTHER.key } })
    expect([upstream.requests.length, acmeUpstream.requests.length]).toEqual([1, 0])
  })

  it('separates callers of one name: a thread of one is unknown to the other', async () => {
    const say = (headers: Record<string, string>, path = '/v1/pii/restore', body: unknown = undefined) =>
      call({ headers, path, body: body ?? { text: '<EMAIL_1>', thread_id: 'shared', space_id: '7' } })
    const chat = { ...MESSAGE, thread_id: 'shared' }
    await say({ 'X-API-Key': OTHER.key }, '/v1/spaces/7/chat', chat)
    expect(JSON.parse((await say({ 'X-API-Key': OTHER.key })).body).text).toBe('jane@corp-example.org')
    expect(codeOf(await say({ 'X-API-Key': KEY.key }))).toEqual([404, 'not_found'])
    expect(codeOf(await say(await bearer({ org: 'beta' })))).toEqual([404, 'not_found'])
  })
})

describe('a tenant with spaces', () => {
  it.each([
    ['chat', 'POST', '/v1/spaces/9/chat'],
    ['another spelling of it', 'POST', '/API/v1/Spaces/9/chat/'],
    ['a relayed route', 'GET', '/v1/spaces/9/files'],
    ['a relayed route behind an allowed one', 'GET', '/v1/spaces/7/v1/spaces/9'],
    ['an odd spelling', 'GET', '/v1/spaces//9/files'],
  ])('may not use another one: %s', async (_, method, path) => {
    const answer = await call({ headers: { 'X-API-Key': OTHER.key }, method, path })
    expect([400, 403]).toContain(answer.status)
    expect(upstream.requests).toHaveLength(0)
  })

  it('may not name another one in a body', async () => {
    for (const path of ['/v1/pii/detect', '/v1/pii/restore']) {
      const answer = await call({ headers: { 'X-API-Key': OTHER.key }, path, body: { text: 'x', space_id: '9' } })
      expect(codeOf(answer)).toEqual([403, 'space_forbidden'])
    }
  })

  it('may use its own, on every route', async () => {
    for (const path of ['/v1/spaces/7/chat', '/v1/spaces/12345/chat'])
      expect((await call({ headers: { 'X-API-Key': OTHER.key }, path })).status).toBe(200)
    const relayed = await call({ headers: { 'X-API-Key': OTHER.key }, method: 'GET', path: '/v1/spaces/7/files' })
    expect([relayed.status, upstream.last().headers['x-api-key']]).toEqual([200, 'ours'])
  })
})

describe('a tenant with limits', () => {
  it('is told when to come back, before its body is read', async () => {
    const headers = await bearer({ org: 'slow' })
    const statuses: number[] = []
    let last: Answer | undefined
    for (let n = 0; n < 5; n++) {
      last = await call({ headers })
      statuses.push(last.status)
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    expect(last?.headers['ratelimit-policy']).toBe('"requests";q=3;w=60')
    expect(last?.headers.ratelimit).toMatch(/^"requests";r=0;t=\d+$/)
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0)
    expect(upstream.requests).toHaveLength(3)
    expect((await call({ headers: { 'X-API-Key': OTHER.key } })).status).toBe(200)
  })

  it('may have so many requests at work and no more, and gets its place back', async () => {
    const headers = await bearer({ org: 'narrow' })
    let finish = () => {}
    upstream.answer((recorded, socket) => {
      finish = () => void reply('{"answer":"late"}')(recorded, socket)
    })
    const first = call({ headers })
    while (upstream.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await call({ headers })
    expect(codeOf(second)).toEqual([429, 'concurrency_limited'])
    expect(second.headers['retry-after']).toBe('1')
    finish()
    expect((await first).status).toBe(200)
    upstream.answer(reply('{"answer":"ok"}'))
    expect((await call({ headers })).status).toBe(200)
    expect((await call({ headers, body: 7 })).status).toBe(200)
    expect((await call({ headers, path: '/v1/pii/detect', body: { text: 1 } })).status).toBe(422)
    expect((await call({ headers })).status).toBe(200)
  })
})

describe('keys of an issuer behind a URL', () => {
  it('are fetched when needed; while they cannot be had a token is 503, never accepted', async () => {
    let isUp = false
    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] }
    const server = createServer((_, response) => {
      response.writeHead(isUp ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(jwks))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const other = await startGateway(upstream.url, {
      rules: 'rules/core',
      auth: {
        mode: 'required',
        jwt: [
          {
            issuer: ISSUER,
            audience: AUDIENCE,
            jwks_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
            algorithms: ['ES256'],
            clock_tolerance_seconds: 0,
            tenant: 'acme',
          },
        ],
      },
    })
    const headers = await bearer({}, { key: pair.privateKey })
    const down = await post(other.chatUrl, MESSAGE, headers)
    expect([down.status, JSON.parse(down.body.toString()).code]).toEqual([503, 'auth_unavailable'])
    isUp = true
    expect((await post(other.chatUrl, MESSAGE, headers)).status).toBe(200)
    expect((await post(other.chatUrl, MESSAGE, await bearer())).status).toBe(401)
    server.close()
    isUp = false
    expect((await post(other.chatUrl, MESSAGE, headers)).status).toBe(200)
    expect((await send(other.chatUrl, { method: 'POST', headers: {}, body: '{}' })).status).toBe(401)
    await other.close()
  }, 60_000)
})

describe('the certificate of the listener', () => {
  it('is renewed by a reload, and a broken one is refused', async () => {
    const renewed = makeCertificate('renewed', ['DNS:localhost', 'IP:127.0.0.1'], authority)
    file('listener.key', renewed.key)
    expect(await gateway.reload()).toMatchObject([{ path: 'tls.cert_file' }])
    expect((await call({ headers: { 'X-API-Key': OTHER.key } })).status).toBe(200)
    file('listener.pem', renewed.cert)
    expect(await gateway.reload()).toEqual([])
    expect((await call({ headers: { 'X-API-Key': OTHER.key } })).status).toBe(200)
  })
})
