import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.js'
import { checkFraming } from '../../src/http/framing.js'
import { sendProblem } from '../../src/http/problem.js'
import { CLIENT_GONE, receiveBody } from '../../src/http/receive.js'
import { send, sendRaw } from '../support/client.js'
import { type Served, serve, until } from '../support/serve.js'
import { zstdFrame } from '../support/zstd.js'

const MAX_BODY_BYTES = 1000
let server: Served
const start = async (maxBodyBytes = MAX_BODY_BYTES) => {
  server = await serve(async (incoming, outgoing) => {
    checkFraming(incoming)
    const body = await receiveBody(incoming, { maxBodyBytes })
    outgoing.end(body)
    return body.length
  })
  return server
}
afterEach(() => server.close())

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send(server.url, { method: 'POST', body, headers })
const codeOf = (text: string) => /"code":"([a-z_]+)"/.exec(text)?.[1]
const chunked = (chunks: readonly string[]) =>
  `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${chunks
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join('')}`

describe('receiveBody', () => {
  it('returns a body with a length, one in chunks, and none', async () => {
    await start()
    expect((await post('{"a":1}')).body.toString()).toBe('{"a":1}')
    expect((await sendRaw(server.port, `${chunked(['{"a"', ':', '1}'])}0\r\n\r\n`, { timeoutMs: 100 })).text).toContain(
      '{"a":1}',
    )
    expect((await send(server.url)).body).toHaveLength(0)
  })

  it('joins a large body as it was sent', async () => {
    await start(1e7)
    const body = Buffer.from(Array.from({ length: 5e6 }, (_, i) => i % 251))
    expect((await post(body)).body.equals(body)).toBe(true)
  })

  it.each([
    ['gzip', gzipSync('{"a":1}')],
    ['zstd', zstdFrame(['{"a":1}'])],
    ['identity', Buffer.from('{"a":1}')],
    ['gzip, gzip', gzipSync(gzipSync('{"a":1}'))],
  ])('decodes %s (F39)', async (coding, body) => {
    await start()
    expect((await post(body, { 'content-encoding': coding })).body.toString()).toBe('{"a":1}')
  })

  it.each([
    ['a declared length over the limit', 'x'.repeat(1001), {}, 413, 'body_too_large'],
    [
      'a body that decodes to more than the limit',
      gzipSync('x'.repeat(1001)),
      { 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['an unknown coding', 'x', { 'content-encoding': 'compress' }, 415, 'unsupported_encoding'],
    ['a body that is not in its coding', '{"a":1}', { 'content-encoding': 'br' }, 400, 'body_encoding_broken'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    await start()
    const answer = await post(body, headers)
    expect([answer.status, codeOf(answer.body.toString())]).toEqual([status, code])
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  })

  it('counts chunks while they come (F90)', async () => {
    await start()
    const { text } = await sendRaw(server.port, chunked(Array(30).fill('x'.repeat(100))), { timeoutMs: 3000 })
    expect(codeOf(text)).toBe('body_too_large')
  })

  it('refuses a declared length before a byte of the body has come', async () => {
    await start()
    const { text } = await sendRaw(server.port, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\n', {
      timeoutMs: 3000,
    })
    expect(codeOf(text)).toBe('body_too_large')
  })

  it('rejects with CLIENT_GONE when the client leaves', async () => {
    await start()
    const socket = connect(server.port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf')
    await new Promise((resolve) => setTimeout(resolve, 30))
    socket.destroy()
    await until(() => server.results.length === 1)
    expect(server.results[0]).toBe(CLIENT_GONE)
  })
})

describe('an error while the client still sends', () => {
  it('reaches a client that writes all before it reads', async () => {
    await start()
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1')
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('close', () => resolve(text))
      socket.on('error', () => {})
      socket.pause()
      socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 8000000\r\n\r\n')
      socket.write(Buffer.alloc(8e6, 'x'), () => socket.resume())
    })
    expect(codeOf(answer)).toBe('body_too_large')
    expect(answer.toLowerCase()).toContain('connection: close')
  })

  it('closes soon when the client falls silent', async () => {
    await start()
    const startMs = performance.now()
    const { ending } = await sendRaw(server.port, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\n', {
      timeoutMs: 4000,
    })
    expect(ending).toBe('end')
    expect(performance.now() - startMs).toBeLessThan(2000)
  })

  it('keeps the connection when the request was read', async () => {
    server = await serve(async (incoming, outgoing) => {
      await receiveBody(incoming, { maxBodyBytes: 10 })
      sendProblem(outgoing, new GatewayError('header_invalid', { header: 'X-Pii-Mapping', offset: 3 }), {
        headers: ['x-ours', '1'],
      })
    })
    const answer = await post('abc', { connection: 'keep-alive' })
    expect(answer).toMatchObject({ status: 422, headers: { connection: 'keep-alive', 'x-ours': '1' } })
    expect(JSON.parse(answer.body.toString())).toEqual({
      type: 'about:blank',
      title: 'header invalid',
      status: 422,
      code: 'header_invalid',
      detail: 'A PII header cannot be read.',
      header: 'X-Pii-Mapping',
      offset: 3,
    })
  })

  it('is a cut when the response has begun', async () => {
    server = await serve(async (_, outgoing) => {
      outgoing.writeHead(200).write('begun')
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new GatewayError('internal')
    })
    expect(await send(server.url)).toMatchObject({ status: 200, isComplete: false })
  })
})

describe('a request that is not valid HTTP', () => {
  it.each([
    ['garbage', 'HELO gateway\r\n\r\n', 400, 'bad_request'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, undefined],
    ['two Hosts', 'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      400,
      'bad_request',
    ],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad_request',
    ],
    [
      'a coding inside the chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad_request',
    ],
    [
      'a broken chunk size',
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      400,
      'bad_request',
    ],
    ['a folded header', 'GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n 2\r\n\r\n', 400, 'bad_request'],
    ['a space before a colon', 'GET / HTTP/1.1\r\nhost: a\r\nx-secret : 1\r\n\r\n', 400, 'bad_request'],
    ['Connection: X-API-Key', 'GET / HTTP/1.1\r\nhost: a\r\nconnection: X-API-Key\r\n\r\n', 400, 'connection_header'],
    [
      '70 KB of headers',
      `GET / HTTP/1.1\r\nhost: a\r\nx-secret: ${'a'.repeat(70_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
  ])('%s is answered and echoes nothing (F91)', async (_, request, status, code) => {
    await start()
    const { text } = await sendRaw(server.port, request, { timeoutMs: 300 })
    expect(text.startsWith(`HTTP/1.1 ${status} `)).toBe(true)
    expect(codeOf(text)).toBe(code)
    expect(text).not.toContain('secret')
    expect(text).not.toContain('HELO')
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('does not get a second head into a response that has begun', async () => {
    server = await serve(async (_, outgoing) => {
      outgoing.writeHead(200).write('begun')
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    const { text } = await sendRaw(server.port, 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n', {
      timeoutMs: 60,
    })
    expect(text).toContain('begun')
    const broken = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1')
      let seen = ''
      socket.on('data', (chunk) => {
        if (seen === '') socket.write('zz\r\n')
        seen += chunk
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(seen))
      socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n')
    })
    expect(broken.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })
})
