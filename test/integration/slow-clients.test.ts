import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metric } from '../failure-modes/setting.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import { type Behaviour, reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** Clients that hold a connection by doing nothing, or next to nothing. */

const LIMIT_MS = 300
/** Node looks for slow requests once a second. */
const CHECK_MS = 1000
const SLACK_MS = 1500
const LARGE = Buffer.alloc(30_000_000, '{"answer":"x"} ')

let upstream: TestUpstream
let gateway: TestGateway
const sockets: Socket[] = []

beforeAll(async () => {
  upstream = await startUpstream(reply('{}'))
  gateway = await startGateway(upstream.url, {
    rules: 'rules/core',
    limits: { headers_timeout_ms: LIMIT_MS, request_timeout_ms: 2 * LIMIT_MS, send_timeout_ms: LIMIT_MS },
  })
}, 60_000)
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await upstream.close()
  await gateway.close()
})

const open = (): Socket => {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  socket.on('error', () => {})
  sockets.push(socket)
  return socket
}
const HEAD = 'POST /v1/spaces/1/chat HTTP/1.1\r\nHost: a\r\n'

/** Sends one byte after the other until the connection is closed; resolves with what came back and how long it took. */
const drip = (start: string, rest: string, everyMs = 40): Promise<{ text: string; ms: number }> =>
  new Promise((resolve) => {
    const socket = open()
    const startMs = performance.now()
    let text = ''
    let sent = 0
    socket.write(start)
    const timer = setInterval(() => socket.writable && socket.write(rest[sent++ % rest.length]!), everyMs)
    socket.on('data', (bytes) => {
      text += bytes
    })
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ text, ms: performance.now() - startMs })
    })
  })

describe('a client that is slow', () => {
  it.concurrent.each([
    ['with its head', HEAD, 'x', LIMIT_MS],
    ['with a body of a length', `${HEAD}Content-Length: 90000\r\n\r\n{`, ' ', 2 * LIMIT_MS],
    ['with chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n', 2 * LIMIT_MS],
  ])('%s is answered 408 and closed, and nothing is forwarded', async (_, start, rest, limitMs) => {
    const { text, ms } = await drip(start, rest)
    expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/)
    expect(ms).toBeLessThan(limitMs + CHECK_MS + SLACK_MS)
    expect(upstream.requests).toHaveLength(0)
  })

  const large: Behaviour = reply(LARGE)
  const endless: Behaviour = (_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n')
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536, ': keep-alive\n\n')));
    }
    socket.on('drain', more)
    more()
  }
  const body = '{"message":"hello"}'
  const chat = `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`
  it.each([
    ['an answer that is there as a whole', large, chat],
    ['a stream without end', endless, chat],
    ['a relayed answer', large, 'GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a relayed stream', endless, 'GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('to read %s is cut off, and the upstream with it', async (_, behaviour, request) => {
    upstream.requests.length = 0
    upstream.answer(behaviour)
    const socket = open()
    socket.pause()
    socket.write(request)
    await until(() => upstream.requests.length === 1)
    const startMs = performance.now()
    await until(async () => (await metric(gateway.adminUrl, 'coatcheck_inflight_requests')) === 0, 10_000)
    expect(performance.now() - startMs).toBeLessThan(LIMIT_MS + CHECK_MS + 2 * SLACK_MS)
    if (behaviour === endless) await upstream.last().closed
  })

  it('but reads is served to the end', async () => {
    upstream.answer(reply(LARGE.subarray(0, 3_000_000)))
    const socket = open()
    let bytes = 0
    socket.on('data', (chunk) => {
      bytes += chunk.length
      socket.pause()
      setTimeout(() => socket.resume(), 20)
    })
    socket.write('GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    await new Promise((resolve) => socket.once('end', resolve))
    expect(bytes).toBeGreaterThan(3_000_000)
  })
})
