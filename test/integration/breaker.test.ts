import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { metric } from '../failure-modes/setting.js'
import { post } from '../support/chat.js'
import { type Answer, send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import { bytes, hang, refuse, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

/** An upstream that is down or full: who asks is told at once, and it is left in peace. */

let upstream: TestUpstream
const gateways: TestGateway[] = []
const start = async (over: NonNullable<Parameters<typeof startGateway>[1]>) => {
  const gateway = await startGateway(upstream.url, { rules: 'rules/core', ...over })
  gateways.push(gateway)
  const say = (message = 'hello') => post(gateway.chatUrl, { message })
  return { ...gateway, say }
}
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  await upstream.close()
  for (const gateway of gateways.splice(0)) await gateway.close()
})

const outcome = ({ status, body }: Answer) => [status, JSON.parse(body.toString()).code]
const UNAVAILABLE = [503, 'upstream_unavailable']

describe('the breaker of an upstream', () => {
  const BREAKER = { failures: 3, window_ms: 10_000, open_ms: 400 }

  it('opens after failures, answers 503 with Retry-After without asking, and closes when a probe is answered', async () => {
    const gateway = await start({ upstream: { breaker: BREAKER } })
    upstream.answer(refuse)
    for (let n = 0; n < 3; n++) expect(outcome(await gateway.say())).toEqual([502, 'upstream_unreachable'])
    const refused = await gateway.say()
    expect(outcome(refused)).toEqual(UNAVAILABLE)
    expect([refused.headers['retry-after'], refused.headers['content-type']]).toEqual(['1', 'application/problem+json'])
    // The relay has the same upstream.
    expect(outcome(await send(`${gateway.url}/v1/models`))).toEqual(UNAVAILABLE)
    expect(upstream.requests).toHaveLength(3)
    expect(await metric(gateway.adminUrl, 'coatcheck_upstreams_unavailable')).toBe(1)
    const ready = await fetch(`${gateway.adminUrl}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: ['upstream_unavailable'] }])

    upstream.answer(reply('{}'))
    await until(async () => (await gateway.say()).status === 200)
    expect(upstream.requests).toHaveLength(4)
    expect((await gateway.say()).status).toBe(200)
    expect(await metric(gateway.adminUrl, 'coatcheck_upstreams_unavailable')).toBe(0)
  })

  it('refuses before a body is scanned, and still shows what the guard would do', async () => {
    const gateway = await start({ upstream: { breaker: BREAKER } })
    const found = () => metric(gateway.adminUrl, 'coatcheck_findings_total{entity="EMAIL"}')
    const body = { message: 'write to jane@corp.org' }
    upstream.answer(refuse)
    for (let n = 0; n < 3; n++) await post(gateway.chatUrl, body)
    expect(await found()).toBe(3)
    expect(outcome(await post(gateway.chatUrl, body))).toEqual(UNAVAILABLE)
    expect(await found()).toBe(3)
    const preview = await post(gateway.chatUrl, { ...body, pii_preview: true })
    expect([preview.status, JSON.parse(preview.body.toString()).redacted_text]).toEqual([200, 'write to <EMAIL_1>'])
  })

  it('lets one probe through at a time', async () => {
    const gateway = await start({ upstream: { breaker: { ...BREAKER, open_ms: 50 } } })
    upstream.answer(refuse)
    for (let n = 0; n < 3; n++) await gateway.say()
    await new Promise((resolve) => setTimeout(resolve, 80))
    upstream.answer(async (request, socket) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      reply('{}')(request, socket)
    })
    const before = upstream.requests.length
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.say()))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503, 503, 503, 503])
    expect(upstream.requests.length - before).toBe(1)
  })

  it('counts a head that does not come, and no status, cut stream or bad request', async () => {
    const gateway = await start({ upstream: { headers_timeout_ms: 100, breaker: BREAKER } })
    for (const behaviour of [
      reply('{}', { status: 500 }),
      reply('{}', { status: 503 }),
      bytes('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', 'reset', 60),
    ]) {
      upstream.answer(behaviour)
      for (let n = 0; n < 3; n++) await gateway.say().catch(() => null)
    }
    for (let n = 0; n < 3; n++) await post(gateway.chatUrl, '{')
    upstream.answer(hang)
    for (let n = 0; n < 3; n++) expect((await gateway.say()).status).toBe(504)
    expect(outcome(await gateway.say())).toEqual(UNAVAILABLE)
  })

  it('belongs to one upstream: a tenant whose backend is down takes nobody with it', async () => {
    const own = await startUpstream(refuse)
    const { createKey } = await import('../../src/policy/auth.js')
    const [one, two] = [createKey('one', ''), createKey('two', '')]
    const gateway = await start({
      upstream: { breaker: BREAKER },
      auth: {
        mode: 'required',
        keys: [
          { id: 'one', hash: one.hash, tenant: 'one' },
          { id: 'two', hash: two.hash, tenant: 'two' },
        ],
      },
      tenants: { one: { upstream: { url: own.url } }, two: {} },
    })
    const as = (key: string) => post(gateway.chatUrl, { message: 'hello' }, { 'X-API-Key': key })
    for (let n = 0; n < 3; n++) await as(one.key)
    expect(outcome(await as(one.key))).toEqual(UNAVAILABLE)
    expect((await as(two.key)).status).toBe(200)
    await own.close()
  })
})

describe('the queue before an upstream', () => {
  const open = () => stream(['{}'], { delayMs: 400, headers: ['content-type', 'application/json'] })

  it('is bounded: one more is answered 503 at once, and who waits is served', async () => {
    const gateway = await start({ upstream: { max_connections: 2, max_waiting: 2 } })
    upstream.answer(open())
    const answers = await Promise.all(Array.from({ length: 8 }, () => gateway.say()))
    const refused = answers.filter(({ status }) => status === 503)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4)
    expect(refused.map(outcome)).toEqual(Array(4).fill([503, 'upstream_busy']))
    for (const answer of refused) {
      expect(answer.headers['retry-after']).toBe('1')
      expect(answer.totalMs).toBeLessThan(380)
    }
    expect([upstream.requests.length, upstream.connections()]).toEqual([4, 2])
    expect((await gateway.say()).status).toBe(200)
  })

  it('has a time limit: who waits for too long is answered 503, and is never sent', async () => {
    const gateway = await start({ upstream: { max_connections: 1, connect_timeout_ms: 100 } })
    upstream.answer(stream(Array(5).fill('data: x\n\n'), { delayMs: 80 }))
    const [first, second] = await Promise.all([gateway.say(), gateway.say()])
    expect(first.status).toBe(200)
    expect(outcome(second)).toEqual([503, 'upstream_busy'])
    expect(second.totalMs).toBeLessThan(300)
    expect(upstream.requests).toHaveLength(1)
  })

  it('holds for relayed routes too', async () => {
    const gateway = await start({ upstream: { max_connections: 1, max_waiting: 1 } })
    upstream.answer(open())
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(`${gateway.url}/v1/models`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503])
  })
})
