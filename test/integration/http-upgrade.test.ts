import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRelay, type RelayOptions } from '../../src/http/relay.js'
import { sendRaw } from '../support/client.js'
import { serve, until } from '../support/serve.js'
import { bytes, hang, refuse, reply, startUpstream, type TestUpstream } from '../support/upstream.js'

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

describe('a WebSocket upgrade', () => {
  const UPGRADE =
    'GET /ws HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: abc\r\nsec-websocket-version: 13\r\nx-api-key: theirs\r\n\r\n'

  it('is relayed both ways, marked, and with our Host and keys', async () => {
    upstream.answer((_, socket) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: xyz\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\nhello',
      )
      socket.on('data', (chunk) => socket.write(`echo ${chunk}`))
    })
    const gateway = await start()
    const socket = connect(gateway.port, '127.0.0.1')
    let seen = ''
    socket.on('data', (chunk) => {
      seen += chunk
    })
    socket.write(UPGRADE)
    await until(() => seen.includes('hello'))
    socket.write('ping')
    await until(() => seen.includes('echo ping'))
    const head = seen.slice(0, seen.indexOf('\r\n\r\n')).toLowerCase()
    expect(head).toContain('http/1.1 101 ')
    for (const line of [
      'x-pii-guard: unprotected',
      'upgrade: websocket',
      'connection: upgrade',
      'sec-websocket-accept: xyz',
      'set-cookie: a=1',
      'set-cookie: b=2',
    ]) {
      expect(head.split('\r\n')).toContain(line)
    }
    expect(upstream.last().headers).toMatchObject({
      host: `127.0.0.1:${upstream.port}`,
      upgrade: 'websocket',
      'sec-websocket-key': 'abc',
      'x-api-key': 'ours',
    })
    socket.destroy()
    await upstream.last().closed
  })

  it('that the upstream declines is an ordinary, marked response', async () => {
    upstream.answer(reply('{"no":1}', { status: 403, headers: ['set-cookie', 'a=1', 'set-cookie', 'b=2'] }))
    const gateway = await start()
    const { text, ending } = await sendRaw(gateway.port, UPGRADE)
    expect(text).toMatch(/^HTTP\/1\.1 403 /)
    expect(text.toLowerCase()).toContain('x-pii-guard: unprotected')
    expect(text.match(/set-cookie/g)).toHaveLength(2)
    expect(text.endsWith('{"no":1}')).toBe(true)
    expect(ending).toBe('end')
  })

  it.each([
    ['refused', refuse, 502, 'upstream_unreachable'],
    ['left without an answer', hang, 504, 'upstream_timeout'],
  ])('that is %s becomes a problem on the socket', async (_, behaviour, status, code) => {
    upstream.answer(behaviour)
    const gateway = await start({ timeoutMs: 100 })
    const { text } = await sendRaw(gateway.port, UPGRADE)
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"code":"${code}"`))
  })

  it('is cut when the upstream cuts its declining answer', async () => {
    upstream.answer(bytes('HTTP/1.1 403 No\r\ncontent-length: 100\r\n\r\nhalf', 'reset', 30))
    const gateway = await start()
    const { text, ending } = await sendRaw(gateway.port, UPGRADE)
    expect(text.endsWith('half')).toBe(true)
    expect(ending).not.toBe('timeout')
  })

  it.each([
    ['another protocol', UPGRADE.replace('upgrade: websocket', 'upgrade: h2c')],
    ['another method', UPGRADE.replace('GET', 'POST')],
  ])('with %s is refused and not sent on', async (_, request) => {
    const gateway = await start()
    const { text } = await sendRaw(gateway.port, request)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(upstream.requests).toHaveLength(0)
  })

  it('whose client vanishes while it waits ends with the timeout at the latest', async () => {
    upstream.answer(hang)
    const gateway = await start({ timeoutMs: 200 })
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write(UPGRADE)
    await until(() => upstream.requests.length === 1)
    socket.destroy()
    await upstream.last().closed
  })
})
