import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { sendRaw } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** What no client library would send, byte for byte, at a protected path of a whole gateway. */

const KEY = createKey('alice', '')
const LINE = 'POST /v1/spaces/1/chat HTTP/1.1'
const BODY = '{"message":"planted.person@corp-example.org"}'
const SECOND = 'GET /planted HTTP/1.1\r\nHost: a\r\n\r\n'
const MAX_BODY_BYTES = 2000

let upstream: TestUpstream
let gateway: TestGateway
let port: number

beforeAll(async () => {
  upstream = await startUpstream(reply('{"answer":"ok"}'))
  gateway = await startGateway(upstream.url, {
    unmatched: 'passthrough',
    limits: { max_body_bytes: MAX_BODY_BYTES },
    auth: { mode: 'required', keys: [{ id: 'alice', hash: KEY.hash }] },
  })
  port = Number(new URL(gateway.url).port)
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
})

/** A head with a valid key; `Connection: close` unless the test has its own. */
const head = (...fields: string[]): string => {
  const own = fields.some((field) => /^connection:/i.test(field)) ? [] : ['Connection: close']
  return [LINE, 'Host: a', `X-API-Key: ${KEY.key}`, ...own, ...fields, '', ''].join('\r\n')
}
const LENGTH = `Content-Length: ${BODY.length}`
const CHUNKED = 'Transfer-Encoding: chunked'
const chunks = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`
const huge = 'p'.repeat(70_000)

type Row = readonly [name: string, request: string, status: number, code: string]

const ROWS: readonly Row[] = [
  ['a length and chunks', head(LENGTH, CHUNKED) + chunks, 400, 'bad_request'],
  ['chunks and a length', head(CHUNKED, LENGTH) + BODY, 400, 'bad_request'],
  ['two lengths', head(LENGTH, 'Content-Length: 5') + BODY, 400, 'bad_request'],
  ['a length twice', head(LENGTH, LENGTH) + BODY, 400, 'bad_request'],
  ['a list of lengths', head(`${LENGTH}, ${BODY.length}`) + BODY, 400, 'bad_request'],
  ['a length with a sign', head(`Content-Length: +${BODY.length}`) + BODY, 400, 'bad_request'],
  ['a length in hex', head('Content-Length: 0x10') + BODY, 400, 'bad_request'],
  ['an empty length', head('Content-Length: ') + BODY, 400, 'bad_request'],
  ['a chunk size that is none', `${head(CHUNKED)}planted\r\n${BODY}\r\n0\r\n\r\n`, 400, 'bad_request'],
  ['a chunk size with a sign', `${head(CHUNKED)}-2d\r\n${BODY}\r\n0\r\n\r\n`, 400, 'bad_request'],
  ['a chunk that is too long', `${head(CHUNKED)}5\r\n${BODY}\r\n0\r\n\r\n`, 400, 'bad_request'],
  ['a huge chunk size', `${head(CHUNKED)}fffffffffffffffff\r\n${BODY}`, 400, 'bad_request'],
  ['chunks inside a coding', head('Transfer-Encoding: gzip, chunked') + chunks, 400, 'bad_request'],
  ['chunks twice', head('Transfer-Encoding: chunked, chunked') + chunks, 400, 'bad_request'],
  ['chunks before a coding', head('Transfer-Encoding: chunked, gzip') + chunks, 400, 'bad_request'],
  ['an unknown transfer coding', head('Transfer-Encoding: planted') + chunks, 400, 'bad_request'],
  ['a space before the colon', head('Transfer-Encoding : chunked') + chunks, 400, 'bad_request'],
  ['a vertical tab in the coding', head('Transfer-Encoding: \vchunked') + chunks, 400, 'bad_request'],
  ['a folded header', head('X-Pii-Mapping: {\r\n "planted":1}', LENGTH) + BODY, 400, 'bad_request'],
  ['a header without a colon', head('planted', LENGTH) + BODY, 400, 'bad_request'],
  ['a NUL in a header', head('X-A: planted\0', LENGTH) + BODY, 400, 'bad_request'],
  ['a bare CR in a header', head('X-A: plan\rted: 1', LENGTH) + BODY, 400, 'bad_request'],
  ['no Host', head(LENGTH).replace('Host: a\r\n', '') + BODY, 400, 'bad_request'],
  ['a second Host', head('Host: planted', LENGTH) + BODY, 400, 'bad_request'],
  ['70 KB of headers', head(`X-Pii-Mapping: ${huge}`, LENGTH) + BODY, 431, 'headers_too_large'],
  ['70 KB of path', head(LENGTH).replace('/1/', `/${huge}/`) + BODY, 431, 'headers_too_large'],
  ['a connection that ends X-API-Key', head('Connection: X-API-Key', LENGTH) + BODY, 400, 'connection_header'],
  ['a connection that ends a map', head('Connection: close, X-Pii-Mapping', LENGTH) + BODY, 400, 'connection_header'],
  ['a connection that ends a length', head('Connection: content-length', LENGTH) + BODY, 400, 'connection_header'],
  [
    'a connection list in parts',
    head('Connection: close', 'Connection: host', LENGTH) + BODY,
    400,
    'connection_header',
  ],
  ['chunks over the limit', `${head(CHUNKED)}fa0\r\n${'p'.repeat(4000)}\r\n0\r\n\r\n`, 413, 'body_too_large'],
  ['a map in two spellings', head('X-Pii-Mapping: {}', 'x-pii-mapping: {}', LENGTH) + BODY, 422, 'header_duplicate'],
  ['a key in two spellings', head(`x-api-KEY: ${KEY.key}`, LENGTH) + BODY, 422, 'header_duplicate'],
]

const parse = (text: string) => {
  const cut = text.indexOf('\r\n\r\n')
  const fields = text.slice(0, cut).toLowerCase().split('\r\n')
  const json = /\{.*\}/s.exec(text.slice(cut))?.[0] ?? 'null'
  return { status: Number(text.slice(9, 12)), fields, problem: JSON.parse(json) as { code: string } | null }
}

const expectProblem = (text: string, status: number, code: string): void => {
  const { fields, problem, ...answer } = parse(text)
  expect({ status: answer.status, problem }).toMatchObject({ status, problem: { status, code } })
  expect(fields).toContain('content-type: application/problem+json')
  expect(text).not.toMatch(/planted/i)
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  expect(upstream.requests).toHaveLength(0)
}

describe('a request with', () => {
  it.concurrent.each(ROWS)('%s is answered once and not forwarded', async (_, request, status, code) => {
    const { text } = await sendRaw(port, request + SECOND, { timeoutMs: 1500 })
    expectProblem(text, status, code)
  })

  it('another protocol is refused, and a CONNECT is no way through', async () => {
    const { text } = await sendRaw(port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', { timeoutMs: 500 })
    expect(text).toMatch(/^HTTP\/1\.1 (?:400|505) /)
    const tunnel = await sendRaw(port, `CONNECT planted:80 HTTP/1.1\r\nHost: planted:80\r\n\r\n${SECOND}`)
    expect(tunnel.text).not.toMatch(/^HTTP\/1\.1 2/)
    expect(upstream.requests).toHaveLength(0)
  })
})

describe('the body of a refused request', () => {
  it.each([
    ['by its type', ['Content-Type: text/plain'], 415],
    ['by its doubled header', ['X-Pii-Mapping: {}', 'X-Pii-Mapping: {}'], 422],
    ['by its override', ['X-HTTP-Method: GET'], 400],
  ])('is never taken for the next one (refused %s)', async (_, fields, status) => {
    const request = head('Connection: keep-alive', ...fields, `Content-Length: ${SECOND.length}`) + SECOND
    const { text } = await sendRaw(port, request, { timeoutMs: 800 })
    expect(parse(text).status).toBe(status)
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(upstream.requests).toHaveLength(0)
  })
})

/** Sends a head that expects 100, then the body when asked for it; resolves with all that came back. */
const expectContinue = (request: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let seen = ''
    let isAsked = false
    socket.setTimeout(1500, () => socket.destroy())
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1')
      if (!isAsked && seen.startsWith('HTTP/1.1 100 ')) {
        isAsked = true
        socket.write(BODY)
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(seen))
    socket.write(request)
  })

describe('a request that waits for 100 Continue', () => {
  const EXPECT = 'Expect: 100-continue'
  const overLimit = `Content-Length: ${MAX_BODY_BYTES + 1}`
  it.concurrent.each<Row>([
    ['without a key', head(EXPECT, LENGTH).replace(KEY.key, 'planted'), 401, 'unauthorized'],
    ['with a length over the limit', head(EXPECT, overLimit), 413, 'body_too_large'],
    ['with another type', head(EXPECT, LENGTH, 'Content-Type: text/plain'), 415, 'unsupported_media_type'],
    ['with an unknown coding', head(EXPECT, LENGTH, 'Content-Encoding: planted'), 415, 'unsupported_encoding'],
    ['with a key twice', head(EXPECT, LENGTH, `X-API-Key: ${KEY.key}`), 422, 'header_duplicate'],
    ['with an override', head(EXPECT, LENGTH, 'X-HTTP-Method-Override: GET'), 400, 'method_override'],
  ])('%s is refused before it, and the guard says that it ran', async (_, request, status, code) => {
    const text = await expectContinue(request)
    expectProblem(text, status, code)
    expect(parse(text).fields.join('\n')).toMatch(/^x-pii-guard: enforce;entities=0;/m)
  })

  it('at another spelling of a protected path is refused before it', async () => {
    expectProblem(await expectContinue(head(EXPECT, LENGTH).replace('/1/', '/1//')), 400, 'bad_path')
  })

  it('gets it, and its answer, on protected and on other routes', async () => {
    for (const path of ['/v1/spaces/1/chat', '/v1/other']) {
      const text = await expectContinue(head(EXPECT, LENGTH).replace('/v1/spaces/1/chat', path))
      expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
      expect(upstream.last().url).toBe(path)
      expect(upstream.last().headers.expect).toBeUndefined()
    }
  })
})
