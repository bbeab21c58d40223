import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { send } from '../support/client.js'
import { type PassOptions, shout, startPass } from '../support/pass.js'
import { until } from '../support/serve.js'
import { hang, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
const closers: (() => Promise<void>)[] = []
const pass = async (options: PassOptions = {}, url = upstream.url) => {
  const gateway = await startPass(url, options)
  closers.push(gateway.close)
  return gateway
}
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await upstream.close()
})

describe('a client that goes away', () => {
  it('before the head aborts the upstream request (F96)', async () => {
    upstream.answer(hang)
    const gateway = await pass()
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await until(() => upstream.requests.length === 1)
    socket.destroy()
    await upstream.last().closed
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toEqual([{ status: 0, ending: 'client_gone', receivedBytes: 0, sentBytes: 0 }])
  })

  it.each(['keep-alive', 'close'])(
    'mid-stream aborts the upstream within 100 ms (upstream says %s)',
    async (connection) => {
      upstream.answer(stream(Array(500).fill('data: x\n\n'), { delayMs: 5, headers: ['connection', connection] }))
      const gateway = await pass({ transform: shout })
      await send(gateway.url, { onChunk: () => true })
      const startMs = performance.now()
      await upstream.last().closed
      expect(performance.now() - startMs).toBeLessThan(100)
      await until(() => gateway.results.length === 1)
      expect(gateway.results).toMatchObject([{ status: 200, ending: 'client_gone' }])
    },
  )

  it('while its request waits for a connection is never sent', async () => {
    upstream.answer(hang)
    const gateway = await pass({ maxConnections: 1 })
    const first = connect(gateway.port, '127.0.0.1')
    first.write('GET /first HTTP/1.1\r\nhost: a\r\n\r\n')
    await until(() => upstream.requests.length === 1)
    const second = connect(gateway.port, '127.0.0.1')
    second.write('GET /second HTTP/1.1\r\nhost: a\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 30))
    second.destroy()
    await until(() => gateway.results.length === 1)
    first.destroy()
    upstream.answer(reply('{}'))
    expect((await send(`${gateway.url}/third`)).status).toBe(200)
    expect(upstream.requests.map(({ url }) => url)).toEqual(['/first', '/third'])
  })

  it('in many streams at once leaves nothing open and the process alive (F88)', async () => {
    upstream.answer(stream(Array(100).fill('data: x\n\n'), { delayMs: 5 }))
    const gateway = await pass({ transform: shout })
    await Promise.all(Array.from({ length: 40 }, () => send(gateway.url, { onChunk: () => true })))
    await until(() => gateway.results.length === 40)
    await Promise.all(upstream.requests.map(({ closed }) => closed))
  })
})
