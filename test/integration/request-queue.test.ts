import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { metric } from '../failure-modes/setting.js'
import { post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** Many requests that are ready in one turn of the event loop. The gateway runs in the loop of this test, so the test decides what a turn holds. */

const MANY = 100
/** One is let through at once, and 32 are served however late. */
const LEAST_SERVED = 33
const LIMIT_MS = 5
let upstream: TestUpstream
let gateway: TestGateway
let closed: Promise<void> | null = null

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { rules: 'rules/core', limits: { max_delay_ms: LIMIT_MS } })
}, 60_000)
afterAll(async () => {
  await (closed ?? gateway.close())
  await upstream.close()
})
beforeEach(() => {
  upstream.answer(reply('{}'))
  upstream.requests.length = 0
})

const chat = (message: string): string => {
  const body = JSON.stringify({ message })
  const length = Buffer.byteLength(body)
  return `POST /v1/spaces/1/chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}
const RELAYED = 'GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n'

type Client = { readonly socket: Socket; readonly text: () => string }

/** Clients whose connections are accepted: each has had an answer. */
const connectAll = (url: string, count: number): Promise<readonly Client[]> => {
  const open = () =>
    new Promise<Client>((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      let text = ''
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1')
      })
      socket.once('data', () => {
        text = ''
        resolve({ socket, text: () => text })
      })
      socket.write(RELAYED)
    })
  return Promise.all(Array.from({ length: count }, open))
}

/** All of them ask in one turn of the loop. `meanwhile` runs in the next one when the gateway has read it all, and before anybody has waited there. */
const askAtOnce = async (
  clients: readonly Client[],
  request: (index: number) => string,
  meanwhile: () => void,
): Promise<void> => {
  await new Promise(setImmediate)
  for (const [index, { socket }] of clients.entries()) socket.write(request(index))
  setImmediate(meanwhile)
}
const block = (ms: number): void => {
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
}
const answered = async (clients: readonly Client[]): Promise<readonly string[]> => {
  await until(() => clients.every(({ text }) => text() !== ''), 20_000)
  return clients.map(({ text }) => text())
}
const closeAll = (clients: readonly Client[]) => {
  for (const { socket } of clients) socket.destroy()
}
const isServed = (answer: string) => answer.startsWith('HTTP/1.1 200')

describe('a gateway that is asked for more at once than it can do in time', () => {
  it('refuses who would be served too late, protected or relayed, and serves the others', async () => {
    const clients = await connectAll(gateway.url, MANY)
    const refusedBefore = await overloaded(gateway)
    upstream.requests.length = 0
    const text = 'write to jane@corp.org'
    await askAtOnce(
      clients,
      (index) => (index % 2 === 0 ? chat(text) : RELAYED),
      () => block(2 * LIMIT_MS),
    )
    const answers = await answered(clients)
    const refused = answers.filter((answer) => !isServed(answer))
    expect(refused.length).toBeGreaterThan(0)
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(LEAST_SERVED)
    expect(upstream.requests).toHaveLength(answers.length - refused.length)
    expect(upstream.requests.filter(({ body }) => body.includes('jane@corp.org'))).toEqual([])
    for (const answer of refused)
      expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: 1\r\n[\s\S]*"code":"overloaded"/i)
    expect((await overloaded(gateway)) - refusedBefore).toBe(refused.length)
    closeAll(clients)
  })

  it('keeps the connections of those it refuses, and holds nothing of them', async () => {
    const clients = await connectAll(gateway.url, MANY)
    await askAtOnce(
      clients,
      () => chat('hello'),
      () => block(2 * LIMIT_MS),
    )
    const answers = await answered(clients)
    expect(answers.filter((answer) => /\r\nconnection: close\r\n/i.test(answer))).toEqual([])
    expect(answers.some((answer) => !isServed(answer))).toBe(true)
    expect(await metric(gateway.adminUrl, 'coatcheck_waiting_requests')).toBe(0)
    expect(await metric(gateway.adminUrl, 'coatcheck_body_bytes')).toBe(0)
    expect((await post(gateway.chatUrl, { message: 'hello' })).status).toBe(200)
    closeAll(clients)
  })

  it('forgets those that leave while they wait', async () => {
    const clients = await connectAll(gateway.url, MANY)
    upstream.requests.length = 0
    await askAtOnce(
      clients,
      () => chat('word '.repeat(5000)),
      () => closeAll(clients),
    )
    await until(async () => (await metric(gateway.adminUrl, 'coatcheck_inflight_requests')) === 0, 20_000)
    expect(upstream.requests.length).toBeLessThan(MANY)
    expect(await metric(gateway.adminUrl, 'coatcheck_waiting_requests')).toBe(0)
    expect(await metric(gateway.adminUrl, 'coatcheck_body_bytes')).toBe(0)
  })
})

describe('a gateway that is told to stop while requests wait', () => {
  it('serves them', async () => {
    const clients = await connectAll(gateway.url, LEAST_SERVED)
    const stop = () => {
      block(2 * LIMIT_MS)
      closed = gateway.close()
    }
    await askAtOnce(clients, () => chat('hello'), stop)
    expect((await answered(clients)).filter(isServed)).toHaveLength(LEAST_SERVED)
    await closed
  })
})

const overloaded = async ({ adminUrl }: TestGateway): Promise<number> => {
  const page = await (await fetch(`${adminUrl}/metrics`)).text()
  const counts = [...page.matchAll(/^coatcheck_requests_total\{[^}]*code="overloaded"[^}]*\} (\d+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}
