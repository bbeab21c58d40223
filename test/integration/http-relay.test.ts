import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRelay, type RelayOptions } from '../../src/http/relay.js'
import { send, sendRaw } from '../support/client.js'
import { serve, until } from '../support/serve.js'
import { bytes, hang, refuse, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
const closers: (() => unknown)[] = []
const CALL = {
  headers: ['X-Pii-Guard', 'unprotected'],
  trustedPeer: false,
  drop: new Set(['x-api-key']),
  consumed: new Set<string>(),
  add: ['x-api-key', 'ours'],
}
const start = async (options: Partial<RelayOptions> = {}) => {
  const relay = createRelay({ url: upstream.url, timeoutMs: 2000, connectTimeoutMs: 2000, ...options })
  const gateway = await serve(
    (incoming, outgoing) => relay.web(incoming, outgoing, CALL),
    (incoming, socket, head) => {
      socket.on('error', () => socket.destroy())
      relay.upgrade(incoming, socket, head, CALL)
    },
  )
  closers.push(relay.close, gateway.close)
  return gateway
}
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await upstream.close()
})

const HEAD = 'HTTP/1.1 200 OK\r\n'
const problemOf = async (url: string) => {
  const { status, body } = await send(url)
  return [status, JSON.parse(body.toString()).code]
}

describe('a relayed request', () => {
  it('keeps method, path, query and body as they are', async () => {
    const gateway = await start({ url: `${upstream.url}/base` })
    await send(`${gateway.url}/a%2Fb//c/?x=%20&y=?`, { method: 'PATCH', body: 'raw bytes' })
    expect(upstream.last()).toMatchObject({ method: 'PATCH', url: '/base/a%2Fb//c/?x=%20&y=?' })
    expect(upstream.last().body.toString()).toBe('raw bytes')
  })

  it('does not resolve dot segments on the way', async () => {
    const gateway = await start()
    await sendRaw(gateway.port, 'GET /a/../b/%2e%2e/c HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    await sendRaw(gateway.port, 'GET http://other.example/a/../d HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(upstream.requests.map(({ url }) => url)).toEqual(['/a/../b/%2e%2e/c', '/a/../d'])
  })

  it('has the upstream as Host, our forwarding fields and keys, and no hop-by-hop field', async () => {
    const gateway = await start()
    await send(gateway.url, {
      headers: {
        host: 'public.example',
        'x-api-key': 'theirs',
        'x-forwarded-for': '203.0.113.1',
        te: 'trailers',
        'x-many': ['a', 'b'],
        connection: 'close, te',
      },
    })
    const { headers, rawHeaders } = upstream.last()
    expect(headers).toMatchObject({
      host: `127.0.0.1:${upstream.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'public.example',
      'x-api-key': 'ours',
      'x-many': 'a, b',
    })
    expect(headers).not.toHaveProperty('te')
    expect(headers.connection).not.toContain('te')
    expect(rawHeaders.filter((name) => name === 'x-many')).toHaveLength(2)
  })

  it.each(['DELETE', 'OPTIONS', 'POST', 'GET'])(
    '%s with a chunked body is one request for the upstream, not two',
    async (method) => {
      const gateway = await start()
      const inner = 'POST /smuggled HTTP/1.1\r\nhost: x\r\n\r\n'
      await sendRaw(
        gateway.port,
        `${method} /outer HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
      )
      expect(upstream.requests.map(({ url }) => url)).toEqual(['/outer'])
      expect(upstream.last().body.toString()).toBe(inner)
    },
  )

  it('that waited for a connection until its timeout is never sent', async () => {
    upstream.answer(bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nopen\r\n`))
    const gateway = await start({ maxConnections: 1, timeoutMs: 150 })
    const streaming = connect(gateway.port, '127.0.0.1')
    streaming.write('GET /first HTTP/1.1\r\nhost: a\r\n\r\n')
    await until(() => upstream.requests.length === 1)
    expect(await problemOf(`${gateway.url}/second`)).toEqual([504, 'upstream_timeout'])
    streaming.destroy()
    await upstream.last().closed
    upstream.answer(reply('{}'))
    expect((await send(`${gateway.url}/third`)).status).toBe(200)
    expect(upstream.requests.map(({ url }) => url)).toEqual(['/first', '/third'])
  })

  it('reuses a connection', async () => {
    const gateway = await start()
    for (let i = 0; i < 4; i++) await send(gateway.url)
    expect(upstream.connections()).toBe(1)
  })
})

describe('a relayed response', () => {
  it('passes as it is: encoding, validators, each cookie; marked as unprotected', async () => {
    const body = gzipSync('{"a":1}')
    upstream.answer(
      reply(body, {
        status: 206,
        headers: [
          'content-encoding',
          'gzip',
          'ETag',
          '"1"',
          'set-cookie',
          'a=1',
          'set-cookie',
          'b=2',
          'x-pii-guard',
          'forged',
        ],
      }),
    )
    const gateway = await start()
    const answer = await send(gateway.url)
    expect(answer).toMatchObject({ status: 206, isComplete: true })
    expect(answer.body.equals(body)).toBe(true)
    expect(answer.headers).toMatchObject({ etag: '"1"', 'set-cookie': ['a=1', 'b=2'], 'x-pii-guard': 'unprotected' })
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ status: 206, ending: 'complete', receivedBytes: body.length }])
  })

  it('streams', async () => {
    upstream.answer(stream(['a', 'b', 'c'], { delayMs: 100 }))
    const gateway = await start()
    const answer = await send(gateway.url)
    expect(answer.headMs).toBeLessThan(80)
    expect(answer.firstByteMs).toBeLessThan(180)
    expect(answer.body.toString()).toBe('abc')
  })

  it.each([
    ['half a length', bytes(`${HEAD}content-length: 100\r\n\r\nhalf`, 'end', 30)],
    ['a reset', bytes(`${HEAD}content-length: 100\r\n\r\nhalf`, 'reset', 30)],
    ['chunks without an end', bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 'end', 30)],
    ['a reset where the close would be the end', bytes(`${HEAD}\r\nhalf`, 'reset', 30)],
  ])('is cut for the client when the upstream cuts it: %s', async (_, behaviour) => {
    upstream.answer(behaviour)
    const gateway = await start()
    expect(await send(gateway.url)).toMatchObject({ status: 200, isComplete: false })
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ ending: 'upstream_cut' }])
  })

  it('is 502 when the upstream refuses, resets or speaks no HTTP, 504 when it is silent', async () => {
    expect(await problemOf((await start({ url: 'http://127.0.0.1:1' })).url)).toEqual([502, 'upstream_unreachable'])
    const gateway = await start({ timeoutMs: 100 })
    upstream.answer(refuse)
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
    upstream.answer(bytes('no http\r\n\r\n'))
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_invalid'])
    upstream.answer(hang)
    expect(await problemOf(gateway.url)).toEqual([504, 'upstream_timeout'])
    await upstream.last().closed
  })
})

describe('a client that goes away', () => {
  it.each([
    ['before the head', hang],
    ['mid-stream', stream(Array(500).fill('x'), { delayMs: 5 })],
  ])('%s closes the upstream request and settles', async (_, behaviour) => {
    upstream.answer(behaviour)
    const gateway = await start()
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await until(() => upstream.requests.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.destroy()
    await upstream.last().closed
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ ending: 'client_gone' }])
  })
})
