import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendRaw } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** Every spelling of a protected path, at the gateway that lets the most through: protected or refused, never relayed. */

const VALUE = 'planted.person@corp-example.org'
const BODY = JSON.stringify({ message: `to ${VALUE}` })
const CHAT = '/v1/spaces/12345/chat'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream(reply('{"answer":"ok"}'))
  gateway = await startGateway(upstream.url, { unmatched: 'passthrough' })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
})

type Outcome = { readonly status: number; readonly text: string }

const request = async (target: string, fields: readonly string[] = [], method = 'POST'): Promise<Outcome> => {
  const isBodiless = method === 'GET'
  const own = isBodiless ? [] : ['Content-Type: application/json', `Content-Length: ${BODY.length}`]
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...own, ...fields, '', '']
  const port = Number(new URL(gateway.url).port)
  const { text } = await sendRaw(port, Buffer.from(lines.join('\r\n') + (isBodiless ? '' : BODY), 'latin1'))
  return { status: Number(text.slice(9, 12)), text }
}

const expectProtected = ({ status, text }: Outcome, url: string): void => {
  expect(status).toBe(200)
  expect(text).toMatch(/^x-pii-guard: enforce;entities=1;/im)
  expect(upstream.last().url).toBe(url)
  expect(JSON.parse(upstream.last().body.toString())).toEqual({ message: 'to <EMAIL_1>' })
}

const expectRefused = ({ status, text }: Outcome, code: string): void => {
  expect(text).toContain(`"code":"${code}"`)
  expect(status).toBe(code === 'upgrade_protected' ? 501 : 400)
  expect(text).not.toContain(VALUE)
  expect(upstream.requests).toHaveLength(0)
}

const PROTECTED: readonly (readonly [target: string, forwarded?: string])[] = [
  [CHAT],
  [`${CHAT}/`],
  [`/api-proxy${CHAT}`, `/api-proxy${CHAT}`],
  [`/a/b/c${CHAT}/`, `/a/b/c${CHAT}`],
  ['/V1/Spaces/12345/CHAT'],
  ['/v1/SPACES/12345/chat/'],
  ['/v1/spaces/12345/%63%68%61%74'],
  ['/%76%31/%73paces/%31%32%33%34%35/chat'],
  ['/%56%31/spaces/12345/%43HAT'],
  [`http://elsewhere.example${CHAT}`],
  [`HTTPS://user@elsewhere.example:8443${CHAT}/`],
  [`ws://elsewhere.example${CHAT}`],
  [`${CHAT}?a=b/../c`, `${CHAT}?a=b/../c`],
  [`${CHAT}/?q=%2f`, `${CHAT}?q=%2f`],
  [`${CHAT}?`, CHAT],
  ['/v1/spaces/a%20b/chat', '/v1/spaces/a%20b/chat'],
  ['/v1/spaces/caf%c3%a9/chat', '/v1/spaces/caf%C3%A9/chat'],
  [`/v1/spaces/1/chat${CHAT}`, `/v1/spaces/1/chat${CHAT}`],
]

const REFUSED: readonly string[] = [
  `${CHAT}//`,
  `/${CHAT}`,
  '/v1//spaces/12345/chat',
  '/v1/spaces//12345/chat',
  '/v1/spaces%2f12345/chat',
  '/v1/spaces%2F12345%2Fchat',
  '/v1%252fspaces/12345/chat',
  '/v1%25252fspaces/12345/chat',
  '/v1/spaces/12345%5cchat',
  '/v1/spaces/12345%255cchat',
  '/v1/spaces/12345\\chat',
  '\\v1\\spaces\\12345\\chat',
  `/.${CHAT}`,
  `/x/..${CHAT}`,
  `/..${CHAT}`,
  '/v1/./spaces/12345/chat',
  '/v1/x/../spaces/12345/chat',
  '/v1/x/%2e%2e/spaces/12345/chat',
  '/v1/x/.%2e/spaces/12345/chat',
  '/v1/x/%2e./spaces/12345/chat',
  '/v1/x/%252e%252e/spaces/12345/chat',
  '/v1/x/%25252e%25252e/spaces/12345/chat',
  '/v1/x/..%2fspaces/12345/chat',
  '/v1/x/..;/spaces/12345/chat',
  '/v1/spaces/12345/chat/.',
  '/v1/spaces/12345/chat/x/..',
  '/v1/spaces/12345/chat/%2e',
  '/v1/spaces/12345/chat;x',
  '/v1/spaces/12345/chat;jsessionid=1?a=b',
  '/v1;x/spaces/12345/chat',
  '/v1/spaces/12345/chat%3bx',
  '/v1/spaces/12345/chat%253bx',
  '/v1/spaces/12345/chat%00',
  '/v1/spaces/12345/chat%2500',
  '/v1/spaces/12345/chat%20',
  '/v1/spaces/12345/%20chat',
  '/v1/spaces/12345/chat%09',
  '/v1/spaces/12345/chat%3f',
  '/v1/spaces/12345/chat%3Fa=b',
  '/v1/spaces/12345/chat%23x',
  '/v1/spaces/12345/chat#x',
  '/v1/spaces/12345/chat%253fa',
  '/v1/spaces/12345/%2563hat',
  '/v1/spaces/12345/%252563hat',
  '/v1/%ef%bd%93paces/12345/chat',
  '/v1/spaces/12345/%ef%bd%83hat',
  '/v1%c0%afspaces/12345/chat',
  '/v1/%e0%80%ae%e0%80%ae/v1/spaces/12345/chat',
  '/v1/spaces/12345/chat\xe9',
  '/v1/spaces/12345/chat%',
  'v1/spaces/12345/chat',
  'http:/v1/spaces/12345/chat',
  `http://elsewhere.example/${CHAT}`,
  `http://elsewhere.example\\v1\\spaces\\12345\\chat`,
  `http:\\\\elsewhere.example${CHAT}`,
  `/api-proxy/${CHAT}`,
  `/api-proxy%2fv1/spaces/12345/chat`,
  // One segment to a parser that looks for slashes before it decodes.
  '/v1/spaces/a%2fb/chat',
  '/v1/spaces/a%252Fb/chat',
  '/v1/spaces/a%5cb/chat',
  '/v1/spaces/%2e%2e/chat',
  '/v1/spaces/../chat',
  '/v1/spaces/1/threads/a%2fb/messages',
  '/api-proxy/v1/spaces/a%2fb/chat?x=1',
]

describe('a protected path spelt', () => {
  it.each(PROTECTED.map(([target, forwarded = CHAT]) => [target, forwarded] as const))(
    '%s is protected',
    async (target, forwarded) => {
      expectProtected(await request(target), forwarded)
    },
  )

  it.each(REFUSED)('%s is refused', async (target) => {
    const outcome = await request(target)
    expect(outcome.status).toBe(400)
    expect(outcome.text).toMatch(/"code":"(?:bad_path|bad_request)"/)
    expect(outcome.text).not.toContain(VALUE)
    expect(upstream.requests).toHaveLength(0)
  })

  it.each([...REFUSED, ...PROTECTED.map(([target]) => target)])('%s cannot be upgraded', async (target) => {
    const fields = ['Upgrade: websocket', 'Sec-WebSocket-Key: abc', 'Sec-WebSocket-Version: 13']
    const upgrade = ['GET', target, 'HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n'].join(' ')
    const port = Number(new URL(gateway.url).port)
    const { text } = await sendRaw(port, Buffer.from(`${upgrade}${fields.join('\r\n')}\r\n\r\n`, 'latin1'))
    expect(text).toMatch(/^HTTP\/1\.1 (?:501|400) /)
    expect(upstream.requests).toHaveLength(0)
  })
})

describe('an override on a protected path', () => {
  it.each(['X-HTTP-Method-Override', 'x-http-method', 'X-METHOD-OVERRIDE'])('by %s is refused', async (name) => {
    expectRefused(await request(CHAT, [`${name}: DELETE`]), 'method_override')
    expectRefused(await request(CHAT, [`${name}: POST`], 'GET'), 'method_override')
    expectRefused(await request('/V1/spaces/12345/Chat/', [`${name}: POST`], 'PUT'), 'method_override')
  })

  it.each(['_method=GET', 'a=b&_METHOD=post', '%5Fmethod=PUT', '_%6dethod', '&&_method='])(
    'by ?%s is refused',
    async (query) => {
      expectRefused(await request(`${CHAT}?${query}`), 'method_override')
      expectRefused(await request(`${CHAT}?${query}`, [], 'GET'), 'method_override')
    },
  )
})

describe('an endpoint of the gateway spelt', () => {
  it.each(['/v1/pii/detect/', '/V1/PII/Detect', '/api-proxy/v1/pii/detect', '/v1/pii/%64etect'])(
    '%s is served here',
    async (target) => {
      const outcome = await request(target)
      expect(outcome.text).toContain('"code":"request_invalid"')
      expect(upstream.requests).toHaveLength(0)
    },
  )

  it.each(['/v1/pii//detect', '/v1/pii%2fdetect', '/v1/x/../pii/restore', '/v1/pii/detect;x', '/v1/pii/restore%3f'])(
    '%s is refused',
    async (target) => {
      expectRefused(await request(target), 'bad_path')
    },
  )
})
