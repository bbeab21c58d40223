import { Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { forwardedBody, jsonHeader, post, textHeader } from '../support/chat.js'
import { send, sendRaw } from '../support/client.js'
import { until } from '../support/serve.js'
import { hang, reply, stream } from '../support/upstream.js'
import { MESSAGE, metric, type Setting, sse, startSetting, wireText } from './setting.js'

const MAX_BODY_BYTES = 100_000
const { key, hash } = createKey('tester', '')

const start = () =>
  startSetting({
    rules: 'rules/core',
    auth: { mode: 'required', keys: [{ id: 'tester', hash }] },
    limits: { max_body_bytes: MAX_BODY_BYTES },
  })
let setting: Setting

beforeAll(async () => {
  setting = await start()
}, 60_000)
afterAll(() => setting.close())
beforeEach(() => setting.upstream.answer(reply('{"answer":"to <EMAIL_1>"}')))

type Headers = Record<string, string>
const ask = (body: unknown, headers: Headers = {}) =>
  post(setting.gateway.chatUrl, body, { 'X-API-Key': key, ...headers })
const inflight = () => metric(setting.gateway.adminUrl, 'coatcheck_inflight_requests')
const untilIdle = async () => {
  for (let tries = 0; tries < 100 && (await inflight()) > 0; tries++) await new Promise((done) => setTimeout(done, 10))
  return inflight()
}

describe('limits', () => {
  it('F90: a chunked body is counted while it streams, and refused before it is whole', async () => {
    const before = setting.upstream.requests.length
    const chunk = `${(16_384).toString(16)}\r\n${'a'.repeat(16_384)}\r\n`
    const head = `POST /v1/spaces/1/chat HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nTransfer-Encoding: chunked\r\n\r\n`
    const answer = await sendRaw(Number(new URL(setting.gateway.url).port), head + chunk.repeat(8), { timeoutMs: 4000 })
    expect(answer.text).toMatch(/^HTTP\/1\.1 413 /)
    expect(setting.upstream.requests.length).toBe(before)
  })

  it('F90: a body from nobody is not even read', async () => {
    const head = 'POST /v1/spaces/1/chat HTTP/1.1\r\nHost: x\r\nX-API-Key: wrong\r\nContent-Length: 90000\r\n\r\n'
    const answer = await sendRaw(Number(new URL(setting.gateway.url).port), head, { timeoutMs: 4000 })
    expect(answer.text).toMatch(/^HTTP\/1\.1 401 /)
  })

  it('F89: a body over the limit is refused, never scanned in part', async () => {
    const before = setting.upstream.requests.length
    expect((await ask({ message: 'a'.repeat(MAX_BODY_BYTES) })).status).toBe(413)
    expect(setting.upstream.requests.length).toBe(before)
  })

  it('F91: a mapping header of 20 KB is read; a header block over 64 KiB is 431', async () => {
    const entries = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`<CODE_${n + 1}>`, `customer code ${n} ${'x'.repeat(30)}`]),
    )
    const headers = { 'X-Pii-Mapping': JSON.stringify(entries) }
    expect(headers['X-Pii-Mapping'].length).toBeGreaterThan(16_384)
    const answer = await ask({ message: `about ${entries['<CODE_300>']}` }, headers)
    expect(answer.status).toBe(200)
    expect(forwardedBody(setting.upstream).message).toBe('about <CODE_300>')
    expect((await ask({ message: 'hello' }, { 'X-Other': 'x'.repeat(70_000) })).status).toBe(431)
  })

  it('F91: what does not fit into the answer’s headers is kept behind a reference, not cut', async () => {
    const addresses = Array.from({ length: 400 }, (_, n) => `customer.number.${n}@corp.org`)
    setting.upstream.answer(reply('{"answer":"<EMAIL_400>"}'))
    const answer = await ask({ message: addresses.join(' ') })
    const size = answer.rawHeaders.join('').length
    expect(size).toBeLessThan(10_000)
    expect(textHeader(answer, 'X-Chat-History-Pii-Mapping')).toBe('')
    expect(answer.body.toString()).toBe(`{"answer":"${addresses[399]}"}`)
    const reference = textHeader(answer, 'X-Chat-History-Pii-Mapping-Ref')
    await ask({ message: `again ${addresses[399]}` }, { 'X-Chat-History-Pii-Mapping-Ref': reference })
    expect(forwardedBody(setting.upstream).message).toBe('again <EMAIL_400>')
  })
})

describe('headers', () => {
  const NAME = 'Zoë Marić 😀'

  it('F92: carry any name in ASCII, both ways', async () => {
    setting.upstream.answer(reply('{"answer":"Dear <PERSON_1>"}'))
    const answer = await ask(
      { message: `${NAME} is here` },
      { 'X-Pii-Mapping': Buffer.from(JSON.stringify({ '<PERSON_1>': NAME })).toString('base64') },
    )
    expect(JSON.parse(answer.body.toString()).answer).toBe(`Dear ${NAME}`)
    expect(textHeader(answer, 'X-Chat-History-Pii-Mapping')).toMatch(/^[\x20-\x7e]+$/)
    expect(jsonHeader(answer, 'X-Chat-History-Pii-Mapping')).toEqual({ '<PERSON_1>': NAME })
  })

  it.each([
    ['raw UTF-8', (json: string) => Buffer.from(json).toString('latin1')],
    ['percent codes', (json: string) => encodeURIComponent(json)],
    ['base64url', (json: string) => Buffer.from(json).toString('base64url')],
    [
      'JSON escapes',
      (json: string) => json.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
  ])('F92: a map in %s is understood', async (_, encode) => {
    await ask({ message: `${NAME} is here` }, { 'X-Pii-Mapping': encode(JSON.stringify({ '<PERSON_1>': NAME })) })
    expect(forwardedBody(setting.upstream).message).toBe('<PERSON_1> is here')
    expect(wireText(setting.upstream.last())).not.toMatch(/mari|zo\u00eb/)
  })

  it('F93: about the old bytes or the connection do not reach the upstream', async () => {
    await ask(
      { message: MESSAGE },
      { 'accept-encoding': 'br', digest: 'sha-256=x', 'if-none-match': '"x"', range: 'bytes=0-1' },
    )
    const { headers } = setting.upstream.last()
    expect(headers['accept-encoding']).toBe('identity')
    for (const name of ['digest', 'if-none-match', 'range', 'content-encoding']) expect(headers[name]).toBeUndefined()
    expect(headers['content-length']).toBe(String(setting.upstream.last().body.length))
  })
})

describe('connections', () => {
  it('F88: to the upstream are kept and few', async () => {
    const before = setting.upstream.connections()
    for (let n = 0; n < 40; n++) await ask({ message: MESSAGE })
    expect(setting.upstream.connections() - before).toBeLessThanOrEqual(1)
  })

  it('F96: a client that leaves ends the upstream’s work and leaves nothing open', async () => {
    setting.upstream.answer(
      stream(
        Array.from({ length: 100 }, () => sse({ delta: 'to <EMAIL_1>' })),
        { delayMs: 20 },
      ),
    )
    await send(setting.gateway.chatUrl, {
      method: 'POST',
      headers: { 'X-API-Key': key },
      body: JSON.stringify({ message: MESSAGE }),
      onChunk: () => true,
    })
    await setting.upstream.last().closed
    expect(await untilIdle()).toBe(0)
  })

  it('F96: so does one that leaves before the answer began', async () => {
    setting.upstream.answer(hang)
    const before = setting.upstream.requests.length
    const body = JSON.stringify({ message: MESSAGE })
    const { port } = new URL(setting.gateway.url)
    const head = `POST /v1/spaces/1/chat HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Length: ${body.length}\r\n\r\n`
    await sendRaw(Number(port), head + body, { timeoutMs: 200 })
    await until(() => setting.upstream.requests.length > before)
    await setting.upstream.last().closed
    expect(await untilIdle()).toBe(0)
  })

  it('F95: go to the upstream and nowhere else, at start and at work', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect')
    const other = await start()
    const answer = await post(
      other.gateway.chatUrl,
      { message: `${MESSAGE} ring +1 415 555 2671` },
      { 'X-API-Key': key },
    )
    const targets = connect.mock.calls.map(([options]) => {
      const { host, port } = [options].flat()[0] as { host?: string; port?: number | string }
      return `${host ?? 'localhost'}:${port}`
    })
    connect.mockRestore()
    expect(answer.status).toBe(200)
    const own = [other.gateway.chatUrl, other.upstream.url].map((url) => new URL(url).host)
    expect([...new Set(targets)].sort()).toEqual([...own].sort())
    await other.close()
  }, 60_000)
})
