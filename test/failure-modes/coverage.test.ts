import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { forwardedBody, post } from '../support/chat.js'
import { reply } from '../support/upstream.js'
import { zstdFrame } from '../support/zstd.js'
import { EMAIL, type Setting, startSetting, wireText } from './setting.js'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting()
}, 60_000)
afterAll(() => setting.close())
beforeEach(() => setting.upstream.answer(reply('{}')))

const ask = (body: unknown, headers: Record<string, string> = {}) => post(setting.gateway.chatUrl, body, headers)
/** A test number of the card schemes. */
const CARD = '4111111111111111'

const expectRefused = async (body: unknown, headers: Record<string, string>, status: number) => {
  const before = setting.upstream.requests.length
  const answer = await ask(body, headers)
  expect(answer.status).toBe(status)
  expect(setting.upstream.requests.length).toBe(before)
  expect(answer.body.toString()).not.toContain(EMAIL)
}

describe('every text of a body is read', () => {
  it('F31: a card number that is a JSON number is replaced; other numbers keep their spelling', async () => {
    await ask(`{"message":"card below","metadata":{"card":${CARD},"n":1e400,"big":12345678901234567890,"small":42}}`)
    expect(setting.upstream.last().body.toString()).toBe(
      '{"message":"card below","metadata":{"card":"<CREDIT_CARD_1>","n":1e400,"big":12345678901234567890,"small":42}}',
    )
  })

  it('F32: bare strings, lists and nested objects are as much text as a message', async () => {
    await ask({
      message: ['see', [EMAIL, { deep: [`to ${EMAIL}`] }]],
      tool_call_results: [EMAIL, { tool_call_id: 'c1', content: [EMAIL, { type: 'text', text: EMAIL }] }],
      metadata: { content: [EMAIL], [EMAIL]: true },
      unknown_block: { type: 'from_the_future', payload: [EMAIL] },
    })
    expect(wireText(setting.upstream.last())).not.toContain('jane')
    expect(forwardedBody(setting.upstream)).toMatchObject({
      message: ['see', ['<EMAIL_1>', { deep: ['to <EMAIL_1>'] }]],
      metadata: { content: ['<EMAIL_1>'], '<EMAIL_1>': true },
    })
  })

  it('F38: null is legal everywhere and passes', async () => {
    const body =
      '{"thread_id":null,"message":null,"metadata":null,"tools":null,"tool_call_results":[null],"title":null}'
    expect((await ask(body)).status).toBe(200)
    expect(setting.upstream.last().body.toString()).toBe(body)
  })

  it('F89: a value behind 300,000 characters is replaced', async () => {
    await ask({ message: `${'lorem ipsum dolor sit amet 12 '.repeat(10_000)} mail ${EMAIL}` })
    expect(wireText(setting.upstream.last())).not.toContain('jane')
    expect(setting.upstream.last().body.toString().endsWith('mail <EMAIL_1>"}')).toBe(true)
  })
})

describe('what one parser reads and another does not', () => {
  it('F37: the same key twice is refused, however it is spelt', async () => {
    await expectRefused(`{"message":"hello","message":"${EMAIL}"}`, {}, 400)
    await expectRefused(`{"message":"hello","mess\\u0061ge":"${EMAIL}"}`, {}, 400)
    await expectRefused(`{"metadata":[{"a":"x","a":"${EMAIL}"}]}`, {}, 400)
  })

  it('F39: a compressed body is decoded, scanned and sent on as it is read', async () => {
    const body = Buffer.from(JSON.stringify({ message: `mail ${EMAIL}` }))
    const codings: [string, Buffer][] = [
      ['gzip', gzipSync(body)],
      ['br', brotliCompressSync(body)],
      ['deflate', deflateSync(body)],
      ['zstd', zstdFrame([body])],
    ]
    for (const [coding, coded] of codings) {
      await ask(coded, { 'content-encoding': coding })
      expect([coding, forwardedBody(setting.upstream)]).toEqual([coding, { message: 'mail <EMAIL_1>' }])
      expect(setting.upstream.last().headers['content-encoding']).toBeUndefined()
    }
  })

  it('F39: a body that cannot be read is refused, never passed on', async () => {
    const body = Buffer.from(JSON.stringify({ message: `mail ${EMAIL}` }))
    await expectRefused(body, { 'content-encoding': 'x-own' }, 415)
    await expectRefused(body, { 'content-encoding': 'gzip' }, 400)
    await expectRefused(body, { 'content-type': 'multipart/form-data; boundary=x' }, 415)
    await expectRefused(`message=${EMAIL}`, {}, 400)
  })
})
