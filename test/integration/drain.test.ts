import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { startGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

/** Shutdown: not ready, no new connections, and what runs comes to its end. */

const DRAIN_MS = 3000
let upstream: TestUpstream
const lines: string[] = []
const start = (drain: { delay_ms?: number; timeout_ms?: number } = {}) =>
  startGateway(
    upstream.url,
    { rules: 'rules/core', drain: { timeout_ms: DRAIN_MS, ...drain } },
    { write: (line) => void lines.push(line) },
  )
beforeEach(async () => {
  lines.length = 0
  upstream = await startUpstream()
})
afterEach(() => upstream.close())

const timed = async (work: Promise<unknown>): Promise<number> => {
  const startMs = performance.now()
  await work
  return performance.now() - startMs
}
const stopped = () => JSON.parse(lines.find((line) => line.includes('"stopped"')) ?? '{}')

describe('a gateway that shuts down', () => {
  it('is not ready first, while it still serves', async () => {
    const gateway = await start({ delay_ms: 300 })
    upstream.answer(reply('{}'))
    const closed = gateway.close()
    const ready = await fetch(`${gateway.adminUrl}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reasons: ['draining'] }])
    expect((await post(gateway.chatUrl, { message: 'hello' })).status).toBe(200)
    await closed
    await expect(post(gateway.chatUrl, { message: 'hello' })).rejects.toThrow()
  })

  it('lets streams come to their end, restored to the last byte, and takes no new connection', async () => {
    const gateway = await start()
    const event = (text: string) => `data: {"delta":${JSON.stringify(text)}}\n\n`
    upstream.answer(stream([event('to <EMA'), event('IL_1>'), event(', done')], { delayMs: 120 }))
    const running = post(gateway.chatUrl, { message: 'mail jane@corp.org' })
    await until(() => upstream.requests.length === 1)
    const closed = gateway.close()
    await expect(post(gateway.chatUrl, { message: 'late' })).rejects.toThrow()
    const answer = await running
    expect([answer.status, answer.isComplete]).toEqual([200, true])
    expect(answer.body.toString()).toContain('jane@corp.org')
    await closed
    expect(stopped()).toMatchObject({ cut_streams: 0 })
  })

  it('does not wait for connections that are only kept alive', async () => {
    const gateway = await start()
    upstream.answer(stream(['{}'], { delayMs: 100, headers: ['content-type', 'application/json'] }))
    const agent = new Agent({ keepAlive: true })
    const running = new Promise((resolve, reject) => {
      request(`${gateway.url}/v1/models`, { agent }, (answer) => answer.resume().on('end', resolve))
        .on('error', reject)
        .end()
    })
    await until(() => upstream.requests.length === 1)
    const closed = timed(gateway.close())
    await running
    expect(await closed).toBeLessThan(DRAIN_MS / 2)
    agent.destroy()
  })

  it('cuts what outlives the timeout, WebSockets too, and says how many', async () => {
    const gateway = await start({ timeout_ms: 200 })
    upstream.answer((asked, socket: Socket) => {
      if (asked.headers.upgrade !== undefined)
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      else stream(Array(100).fill(':\n\n'), { delayMs: 50 })(asked, socket)
    })
    const running = post(gateway.chatUrl, { message: 'hello' })
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    let seen = ''
    socket.on('data', (bytes) => {
      seen += bytes
    })
    socket.on('error', () => {})
    const left = new Promise((resolve) => socket.once('close', resolve))
    socket.write(
      'GET /ws HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: a\r\nsec-websocket-version: 13\r\n\r\n',
    )
    await until(() => seen.includes(' 101 ') && upstream.requests.length === 2)
    expect(await timed(gateway.close())).toBeLessThan(DRAIN_MS / 2)
    expect(await running).toMatchObject({ status: 200, isComplete: false })
    await left
    expect(stopped()).toMatchObject({ cut_streams: 2 })
  })
})
