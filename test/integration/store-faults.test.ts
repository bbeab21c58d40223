import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { metric } from '../failure-modes/setting.js'
import { post } from '../support/chat.js'
import { type Fault, startFaultyProxy } from '../support/faulty-proxy.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'
import { startValkey, type TestValkey, VALKEY_KIND, VALKEY_SERVER } from '../support/valkey.js'

const TIMEOUT_MS = 300
const VALUE = 'planted.person@corp.org'
const FAULTS: readonly Fault[] = ['refuse', 'hang', 'reset', 'garbage', 'half', 'error']
const SEAL_KEY = randomBytes(32).toString('base64')

const law = it.skipIf(VALKEY_SERVER === null)

describe(`a store that misbehaves (${VALKEY_KIND})`, () => {
  let valkey: TestValkey
  let proxy: Awaited<ReturnType<typeof startFaultyProxy>>
  let upstream: TestUpstream
  let gateway: TestGateway
  const lines: string[] = []
  const startOne = (over: NonNullable<Parameters<typeof startGateway>[1]> = {}) =>
    startGateway(
      upstream.url,
      {
        rules: 'rules/core',
        mapping: { client: 'plain' },
        vault: `redis://127.0.0.1:${proxy.port}/0`,
        seal_key: SEAL_KEY,
        threads: { timeout_ms: TIMEOUT_MS },
        ...over,
      },
      { write: (line) => void lines.push(line) },
    )

  beforeAll(async () => {
    if (VALKEY_SERVER === null) return
    valkey = await startValkey()
    proxy = await startFaultyProxy(valkey.port)
    upstream = await startUpstream()
    gateway = await startOne()
  }, 60_000)
  afterAll(async () => {
    await gateway?.close()
    await upstream?.close()
    await proxy?.close()
    await valkey?.close()
  })
  beforeEach(async () => {
    if (VALKEY_SERVER === null) return
    proxy.set('none')
    upstream.answer(reply('{"answer":"to <EMAIL_1>"}'))
    await until(async () => (await say('warm')).status === 200)
  })

  let threads = 0
  const say = (thread: string | null, message = `mail ${VALUE}`, to = gateway) =>
    post(to.chatUrl, { thread_id: thread, message }, { 'X-API-Key': 'caller' })

  for (const fault of FAULTS)
    law(`is a 503 in time, and nothing is forwarded: ${fault}`, async () => {
      const before = upstream.requests.length
      proxy.set(fault)
      for (let call = 0; call < 3; call++) {
        const answer = await say(`thread-${++threads}`)
        expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([503, 'guard_failed'])
        expect(answer.totalMs).toBeLessThan(3 * TIMEOUT_MS)
        expect(answer.body.toString() + answer.rawHeaders.join('')).not.toMatch(/planted/)
      }
      expect(upstream.requests.length).toBe(before)
      expect(lines.join('')).not.toMatch(/planted/)
      expect(lines.join('')).toMatch(/store_(unreachable|timeout|refused)/)
    })

  law('comes back without a restart', async () => {
    proxy.set('reset')
    expect((await say('back')).status).toBe(503)
    proxy.set('none')
    await until(async () => (await say('back')).status === 200)
    expect(JSON.parse((await say('back', 'and?')).body.toString()).answer).toBe(`to ${VALUE}`)
  })

  law('is not asked by a request that has no thread or no caller', async () => {
    proxy.set('hang')
    expect((await post(gateway.chatUrl, { message: VALUE }, {})).status).toBe(200)
    expect((await post(gateway.chatUrl, { thread_id: 'x', message: VALUE }, {})).status).toBe(200)
  })

  for (const fault of ['hang', 'reset', 'garbage'] as const)
    law(`never costs an answer that is on its way: ${fault}`, async () => {
      const name = 'coatcheck_store_failures_total'
      const before = await metric(gateway.adminUrl, name)
      upstream.answer((request, socket) => {
        proxy.set(fault)
        reply('{"thread_id":"t-late","answer":"to <EMAIL_1>"}')(request, socket)
      })
      const known = await say(`thread-${++threads}`)
      expect([known.status, known.isComplete, JSON.parse(known.body.toString()).answer]).toEqual([
        200,
        true,
        `to ${VALUE}`,
      ])
      proxy.set('none')
      upstream.answer(reply('{}'))
      await until(async () => (await say('warm', 'hello')).status === 200)
      upstream.answer((request, socket) => {
        proxy.set(fault)
        reply('{"thread_id":"t-late","answer":"to <EMAIL_1>"}')(request, socket)
      })
      const adopted = await say(null)
      expect([adopted.status, adopted.isComplete, JSON.parse(adopted.body.toString()).answer]).toEqual([
        200,
        true,
        `to ${VALUE}`,
      ])
      expect(await metric(gateway.adminUrl, name)).toBeGreaterThan(before)
    })

  law('is forwarded as it came with fail: open, and the answer says so', async () => {
    const open = await startOne({ fail: 'open' })
    proxy.set('hang')
    const answer = await say('open', `mail ${VALUE}`, open)
    expect([answer.status, answer.headers['x-pii-guard']]).toEqual([200, 'open;policy="default"'])
    await open.close()
  })

  law('may be down at the start: it serves when it is there', async () => {
    proxy.set('refuse')
    const early = await startOne()
    expect((await say('early', 'hello', early)).status).toBe(503)
    proxy.set('none')
    await until(async () => (await say('early', 'hello', early)).status === 200)
    await early.close()
  })

  law('keeps numbers and values over a crash of the server itself', async () => {
    await say('crash')
    await valkey.restart()
    await until(async () => (await say('crash', 'and?')).status === 200)
    expect(JSON.parse((await say('crash', 'and?')).body.toString()).answer).toBe(`to ${VALUE}`)
    await say('crash', 'also b@corp.org')
    expect(JSON.parse(upstream.last().body.toString()).message).toBe('also <EMAIL_2>')
  })
})
