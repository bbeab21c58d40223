import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metric } from '../failure-modes/setting.js'
import { post } from '../support/chat.js'
import { type Answer, send, sendRaw } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import { hang, reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** More work than can be done in time is refused before it is begun. */

const MAX_REQUESTS = 4
const MAX_BUFFERED_BYTES = 20_000
let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, {
    rules: 'rules/core',
    limits: { max_requests: MAX_REQUESTS, max_buffered_bytes: MAX_BUFFERED_BYTES },
  })
}, 60_000)
afterAll(async () => {
  await upstream.close()
  await gateway.close()
})

const outcome = ({ status, body, headers }: Answer) => [
  status,
  JSON.parse(body.toString()).code,
  headers['retry-after'],
]
const OVERLOADED = [503, 'overloaded', '1']
const inflight = () => metric(gateway.adminUrl, 'coatcheck_inflight_requests')
const held = () => metric(gateway.adminUrl, 'coatcheck_body_bytes')

/** Opens requests whose body does not come; returns what closes them. */
const openBodies = async (count: number, head: string, part = ''): Promise<() => Promise<void>> => {
  const { port } = new URL(gateway.url)
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`POST /v1/spaces/1/chat HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n${part}`)
    return socket
  })
  await until(async () => (await inflight()) === count)
  return async () => {
    for (const socket of sockets) socket.destroy()
    await until(async () => (await inflight()) === 0)
  }
}

describe('a gateway with as many requests at work as it may have', () => {
  it('refuses one more at once, protected or relayed, and has not read it', async () => {
    upstream.answer(hang)
    const close = await openBodies(MAX_REQUESTS, 'Content-Length: 10')
    const answers = await Promise.all([
      post(gateway.chatUrl, { message: 'hello' }),
      send(`${gateway.url}/v1/models`),
      post(`${gateway.url}/v1/pii/detect`, { text: 'hello' }),
    ])
    expect(answers.map(outcome)).toEqual([OVERLOADED, OVERLOADED, OVERLOADED])
    const { port } = new URL(gateway.url)
    const raw = 'POST /v1/spaces/1/chat HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n'
    expect((await sendRaw(Number(port), raw)).text).toMatch(/^HTTP\/1\.1 503 /)
    expect(upstream.requests).toHaveLength(0)
    await close()
    upstream.answer(reply('{}'))
    expect((await post(gateway.chatUrl, { message: 'hello' })).status).toBe(200)
  })

  it('says so in the shape of the API that was asked', async () => {
    const close = await openBodies(MAX_REQUESTS, 'Content-Length: 10')
    const answer = await post(`${gateway.url}/v1/chat/completions`, { messages: [] })
    expect([answer.status, JSON.parse(answer.body.toString()).error.code]).toEqual([503, 'overloaded'])
    await close()
  })
})

describe('a gateway that holds as many bytes of bodies as it may', () => {
  it('counts what is declared before it comes', async () => {
    const close = await openBodies(2, 'Content-Length: 9000')
    expect(await held()).toBe(18_000)
    expect(outcome(await post(gateway.chatUrl, { message: 'x'.repeat(3000) }))).toEqual(OVERLOADED)
    upstream.answer(reply('{}'))
    expect((await post(gateway.chatUrl, { message: 'x'.repeat(1000) })).status).toBe(200)
    await close()
    expect(await held()).toBe(0)
  })

  it('counts chunks as they come', async () => {
    const part = `${(9000).toString(16)}\r\n${'x'.repeat(9000)}\r\n`
    const close = await openBodies(2, 'Transfer-Encoding: chunked', part)
    await until(async () => (await held()) === 18_000)
    const { port } = new URL(gateway.url)
    const head = 'POST /v1/spaces/1/chat HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
    expect((await sendRaw(Number(port), head + part)).text).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"overloaded"/)
    await close()
    expect(await held()).toBe(0)
  })

  it('keeps them as long as their requests are at work', async () => {
    upstream.answer(hang)
    const leave = new AbortController()
    const waiting = fetch(gateway.chatUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"message":"x"}',
      signal: leave.signal,
    })
    waiting.catch(() => {})
    await until(async () => (await held()) === 15)
    leave.abort()
    await expect(waiting).rejects.toThrow()
    await until(async () => (await held()) === 0)
  })
})
