import dns from 'node:dns'
import { createServer } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { post } from '../support/chat.js'
import { send, sendRaw } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** The configuration says where requests go. No part of a request, and no answer, leads anywhere else. */

let upstream: TestUpstream
let elsewhere: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  elsewhere = await startUpstream(reply('{"answer":"elsewhere"}'))
  gateway = await startGateway(`${upstream.url}/base`, { rules: 'rules/core', unmatched: 'passthrough' })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  await elsewhere.close()
})
beforeEach(() => {
  upstream.answer(reply('{"answer":"ok"}'))
  upstream.requests.length = 0
})

const BODY = '{"message":"hello"}'
const CHAT = '/v1/spaces/1/chat'

type Shape = readonly [name: string, target: (path: string) => string, fields: () => readonly string[]]
const none = () => []
const SHAPES: readonly Shape[] = [
  ['an absolute target', (path) => `${elsewhere.url}${path}`, none],
  ['a target of another scheme', (path) => `https://127.0.0.1:${elsewhere.port}${path}`, none],
  ['user information in the target', (path) => `http://127.0.0.1@127.0.0.1:${elsewhere.port}${path}`, none],
  ['a target without a scheme', (path) => `//127.0.0.1:${elsewhere.port}${path}`, none],
  ['an @ in the path', (path) => `/@127.0.0.1:${elsewhere.port}${path}`, none],
  ['its Host', (path) => path, () => [`Host: 127.0.0.1:${elsewhere.port}`]],
  [
    'forwarded headers',
    (path) => path,
    () => [
      `X-Forwarded-Host: 127.0.0.1:${elsewhere.port}`,
      `Forwarded: host=127.0.0.1:${elsewhere.port}`,
      `X-Forwarded-Server: 127.0.0.1:${elsewhere.port}`,
    ],
  ],
  [
    'headers that proxies read',
    (path) => path,
    () => [
      `X-Original-URL: ${elsewhere.url}/x`,
      `X-Rewrite-URL: ${elsewhere.url}/x`,
      `X-Upstream: ${elsewhere.url}`,
      `X-Model-Api-Base-Url: ${elsewhere.url}`,
    ],
  ],
]

describe('a request', () => {
  it.each(SHAPES)('cannot choose where it goes by %s', async (_, target, fields) => {
    const port = Number(new URL(gateway.url).port)
    const host = fields().some((field) => field.startsWith('Host:')) ? [] : ['Host: a']
    for (const [method, path] of [
      ['POST', CHAT],
      ['POST', '/v1/other'],
      ['GET', '/v1/models'],
    ] as const) {
      const body = method === 'POST' ? BODY : ''
      const head = [`${method} ${target(path)} HTTP/1.1`, ...host, 'Connection: close', ...fields()]
      const { text } = await sendRaw(port, [...head, `Content-Length: ${body.length}`, '', body].join('\r\n'))
      expect(text).toMatch(/^HTTP\/1\.1 (?:200|400|403) /)
      expect(text).not.toContain('elsewhere')
    }
    for (const { url, headers } of upstream.requests) {
      expect(url).toMatch(/^\/base\//)
      expect(headers.host).toBe(`127.0.0.1:${upstream.port}`)
    }
    expect(elsewhere.requests).toHaveLength(0)
  })

  it.each([301, 302, 303, 307, 308])('is not followed by a redirect (%i), protected or relayed', async (status) => {
    const headers = ['location', `${elsewhere.url}/taken`, 'content-type', 'application/json']
    upstream.answer(reply('{}', { status, headers }))
    const protectedAnswer = await post(`${gateway.url}${CHAT}`, BODY)
    const relayed = await send(`${gateway.url}/v1/models`)
    for (const answer of [protectedAnswer, relayed])
      expect([answer.status, answer.headers.location]).toEqual([status, `${elsewhere.url}/taken`])
    expect([upstream.requests.length, elsewhere.requests.length]).toEqual([2, 0])
  })
})

describe('a configuration', () => {
  const FORBIDDEN = [
    'http://169.254.169.254',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]/latest',
    'http://2852039166',
    'http://0xa9fea9fe',
    'http://100.100.100.200',
    'https://168.63.129.16:8443',
  ]
  it.each(FORBIDDEN)('that leads to the metadata of a machine is an error that says how to allow it: %s', (url) => {
    const loaded = loadConfig({ flags: { upstream: url }, env: {} })
    if (!('issues' in loaded)) throw new Error('the configuration was taken')
    expect(loaded.issues.map(({ message }) => message)).toEqual([expect.stringContaining('allow_link_local')])
  })

  it.each(['http://127.0.0.1:1', 'http://10.0.0.1', 'http://backend.internal', 'http://[::1]:1'])(
    'may lead to a private address: that is where backends are (%s)',
    (url) => {
      expect(loadConfig({ flags: { upstream: url }, env: {} })).toHaveProperty('config')
    },
  )
})

describe('a name that leads elsewhere by now', () => {
  const REFUSED = ['169.254.169.254', 'fe80::1', 'fd00:ec2::254', '::ffff:169.254.169.254', '168.63.129.16']
  const WAYS = ['protected', 'relayed', 'upgraded'] as const
  const statusOf = async (to: TestGateway, way: (typeof WAYS)[number]): Promise<readonly unknown[]> => {
    if (way === 'upgraded') {
      const head = 'GET /v1/socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
      const { text } = await sendRaw(Number(new URL(to.url).port), head)
      return [Number(text.split(' ')[1]), /"code":"(\w+)"/.exec(text)?.[1]]
    }
    const answer = way === 'protected' ? await post(`${to.url}${CHAT}`, BODY) : await send(`${to.url}/v1/models`)
    return [answer.status, JSON.parse(answer.body.toString()).code]
  }
  type Done = (error: null, addresses: readonly { readonly address: string; readonly family: number }[]) => void
  const resolveTo = (...addresses: readonly string[]) =>
    vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: Done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      )) as unknown as typeof dns.lookup)
  afterEach(() => vi.restoreAllMocks())

  it.each(WAYS)('is not followed to the metadata of a machine, %s', async (way) => {
    const named = await startGateway(`http://backend.example:${upstream.port}`, { rules: 'rules/core' })
    try {
      for (const address of REFUSED) {
        resolveTo('127.0.0.1', address)
        expect(await statusOf(named, way)).toEqual([502, 'upstream_address'])
      }
      expect(upstream.requests).toHaveLength(0)
      resolveTo('127.0.0.1')
      expect((await statusOf(named, way === 'upgraded' ? 'relayed' : way))[0]).toBe(200)
      expect(upstream.requests).toHaveLength(1)
    } finally {
      await named.close()
    }
  })

  it('is followed where the configuration allows it', async () => {
    const over = { rules: 'rules/core', upstream: { allow_link_local: true } }
    const named = await startGateway(`http://backend.example:${upstream.port}`, over)
    resolveTo('127.0.0.1', '169.254.169.254')
    for (const way of ['protected', 'relayed'] as const) expect((await statusOf(named, way))[0]).toBe(200)
    await named.close()
  })

  describe('to the keys of an issuer', () => {
    const ISSUER = 'https://login.example'
    const startIssuer = async () => {
      const pair = await generateKeyPair('ES256', { extractable: true })
      const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] })
      let asked = 0
      const server = createServer((_, response) => {
        asked += 1
        response.end(jwks)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const token = await new SignJWT({ sub: 'alice' })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience('coatcheck')
        .setExpirationTime('5m')
        .sign(pair.privateKey)
      return { server, port: (server.address() as AddressInfo).port, token, asked: () => asked }
    }
    const checkedBy = (port: number, allow_link_local: boolean) => ({
      rules: 'rules/core',
      upstream: { allow_link_local },
      auth: {
        mode: 'required' as const,
        jwt: [
          {
            issuer: ISSUER,
            audience: 'coatcheck',
            jwks_url: `http://login.example:${port}/jwks`,
            algorithms: ['ES256' as const],
            clock_tolerance_seconds: 0,
          },
        ],
      },
    })

    it('is not followed to the metadata of a machine: the token is neither accepted nor refused', async () => {
      const { server, port, token, asked } = await startIssuer()
      const named = await startGateway(upstream.url, checkedBy(port, false))
      try {
        const ask = async () => {
          const { status, body } = await post(named.chatUrl, BODY, { authorization: `Bearer ${token}` })
          return [status, JSON.parse(body.toString()).code]
        }
        for (const address of REFUSED) {
          resolveTo('127.0.0.1', address)
          expect(await ask()).toEqual([503, 'auth_address'])
        }
        expect([asked(), upstream.requests.length]).toEqual([0, 0])
        resolveTo('127.0.0.1')
        expect((await ask())[0]).toBe(200)
        expect(asked()).toBe(1)
      } finally {
        await named.close()
        server.close()
      }
    })

    it('is followed where the configuration allows it', async () => {
      const { server, port, token } = await startIssuer()
      const named = await startGateway(upstream.url, checkedBy(port, true))
      resolveTo('127.0.0.1', '169.254.169.254')
      expect((await post(named.chatUrl, BODY, { authorization: `Bearer ${token}` })).status).toBe(200)
      await named.close()
      server.close()
    })
  })
})
