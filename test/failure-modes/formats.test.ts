import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { post } from '../support/chat.js'
import { reply, stream } from '../support/upstream.js'
import { zstdFrame } from '../support/zstd.js'
import { EMAIL, MESSAGE, PERSON, type Setting, sse, startSetting } from './setting.js'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ rules: 'rules/core' })
}, 60_000)
afterAll(() => setting.close())

const CODINGS: [string, (body: Buffer) => Buffer][] = [
  ['identity', (body) => body],
  ['gzip', (body) => gzipSync(body)],
  ['br', (body) => brotliCompressSync(body)],
  ['deflate', (body) => deflateSync(body)],
  ['zstd', (body) => zstdFrame([body])],
]
const ask = () => post(setting.gateway.chatUrl, { message: MESSAGE })
const piecesOf = (body: Buffer, size: number) =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, n) => body.subarray(n * size, (n + 1) * size))

const BODIES: [string, string, string][] = [
  ['JSON', 'application/json', '{"answer":"Dear <PERSON_1>","list":["<EMAIL_1>"]}'],
  ['a stream of deltas', 'text/event-stream', sse({ delta: 'Dear <PERSON_1>' }) + sse({ delta: ', <EMAIL_1>' })],
  [
    'a stream of content blocks',
    'text/event-stream; charset=utf-8',
    sse(
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '<PERSON_1>' } },
      'content_block_delta',
    ) + sse({ type: 'content_block_stop', index: 0 }, 'content_block_stop'),
  ],
  [
    'a stream of choices',
    'text/event-stream',
    sse({ choices: [{ index: 0, delta: { content: '<EMAIL_1>' } }] }) + sse('[DONE]'),
  ],
  ['JSON lines', 'application/x-ndjson', '{"token":"<PERSON_1>"}\n{"token":"<EMAIL_1>"}\n'],
  ['text', 'text/plain', 'Dear <PERSON_1>, write to <EMAIL_1>.'],
]

describe('an answer', () => {
  it.each(BODIES)('F08: as %s is restored in every coding and cut', async (_, contentType, body) => {
    const expected = body.replaceAll('<PERSON_1>', PERSON).replaceAll('<EMAIL_1>', EMAIL)
    for (const [coding, encode] of CODINGS)
      for (const size of [3, 1024]) {
        const headers = ['content-type', contentType, 'content-encoding', coding]
        setting.upstream.answer(stream(piecesOf(encode(Buffer.from(body)), size), { headers }))
        const answer = await ask()
        expect([coding, size, answer.body.toString()]).toEqual([coding, size, expected])
        expect(answer.isComplete).toBe(true)
      }
  })

  it('F93: is asked for without coding, whatever the client accepts, and decoded if the upstream codes it anyway', async () => {
    const body = gzipSync('{"answer":"<EMAIL_1>"}')
    setting.upstream.answer(reply(body, { headers: ['content-type', 'application/json', 'content-encoding', 'gzip'] }))
    const answer = await post(setting.gateway.chatUrl, { message: MESSAGE }, { 'accept-encoding': 'gzip, br, zstd' })
    expect(setting.upstream.last().headers['accept-encoding']).toBe('identity')
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.body.toString()).toBe(`{"answer":"${EMAIL}"}`)
  })

  it('F07: in a coding that nobody knows is an error, not a stream of placeholders', async () => {
    setting.upstream.answer(
      reply('<EMAIL_1>', { headers: ['content-type', 'text/plain', 'content-encoding', 'x-own'] }),
    )
    const answer = await ask()
    expect(answer.status).toBe(502)
    expect(answer.body.toString()).not.toContain('EMAIL_1')
  })
})

describe('a mode that this build does not have', () => {
  it('F07: is refused when the configuration is loaded, not ignored', () => {
    for (const key of ['COATCHECK_RESPONSE', 'COATCHECK_DETECT_RESPONSES'])
      expect(loadConfig({ flags: {}, env: { [key]: 'redact' } })).toMatchObject({ issues: [{ path: key }] })
  })
})
