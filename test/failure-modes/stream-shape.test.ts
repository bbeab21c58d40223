import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { bytes, reply, stream } from '../support/upstream.js'
import { EMAIL, type Json, joined, jsonEvents, MESSAGE, type Setting, sse, startSetting } from './setting.js'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ rules: 'rules/core' })
}, 60_000)
afterAll(() => setting.close())

const DONE = sse('[DONE]')
const ask = (parts: readonly (string | Buffer)[], options: Parameters<typeof stream>[1] = {}) => {
  setting.upstream.answer(stream(parts, options))
  return post(setting.gateway.chatUrl, { message: MESSAGE })
}
const delta = (text: string) => sse({ delta: text })
const deltas = (answer: Parameters<typeof joined>[0]) => joined(answer, (event) => event.delta)

describe('a stream', () => {
  it('F04: reaches the client while the upstream still writes', async () => {
    const answer = await ask([delta('one <EMAIL_1>'), delta('two'), delta('three'), delta('four')], { delayMs: 120 })
    expect(answer.totalMs - answer.firstByteMs).toBeGreaterThan(240)
    expect(deltas(answer)).toBe(`one ${EMAIL}twothreefour`)
  })

  it('F05: is not masked again: the caller gets the own values and what the model wrote', async () => {
    const answer = await ask([delta(`<EMAIL_1>, ${EMAIL} and desk@shop.example`), DONE])
    expect(deltas(answer)).toBe(`${EMAIL}, ${EMAIL} and desk@shop.example`)
  })

  it('F11: keeps every event, id, role and count; only the text waits', async () => {
    const sent = [
      { id: 'c1', seq: 1, choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
      {
        id: 'c1',
        seq: 2,
        choices: [{ index: 0, delta: { content: '<EMAIL' }, logprobs: { n: 1 } }],
        usage: { total_tokens: 3 },
      },
      { id: 'c1', seq: 3, choices: [{ index: 0, delta: { content: '_1>' } }] },
      { id: 'c1', seq: 4, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ]
    const got = jsonEvents(await ask([...sent.map((event) => sse(event)), DONE]))
    expect(got.map(({ id, seq }) => [id, seq])).toEqual([1, 2, 3, 4].map((seq) => ['c1', seq]))
    expect(got.map(({ choices }) => choices[0].delta.content)).toEqual(['', '', EMAIL, undefined])
    const textless = (events: readonly Json[]) =>
      events.map((event) => JSON.stringify(event, (key, value) => (key === 'content' ? 'text' : value)))
    expect(textless(got)).toEqual(textless(sent))
  })

  it('F12: is restored in text only: ids, types, roles and signatures stay as they came', async () => {
    const structural = {
      id: '<EMAIL_1>',
      type: '<EMAIL_1>',
      role: '<EMAIL_1>',
      model: '<EMAIL_1>',
      item_id: '<EMAIL_1>',
    }
    const [event] = jsonEvents(await ask([sse({ ...structural, signature: '<EMAIL_1>', delta: '<EMAIL_1>' }), DONE]))
    expect(event).toEqual({ ...structural, signature: '<EMAIL_1>', delta: EMAIL })
    const plain = `${sse({ provider: 'acme', delta: 'no token in here' })}: comment\n\nretry: 5\n\n${DONE}`
    expect((await ask([plain])).body.toString()).toBe(plain)
  })

  it('F13: with bytes that are no UTF-8 and no JSON passes, byte for byte', async () => {
    const parts = [
      Buffer.from([...Buffer.from('data: '), 0xff, 0xfe, 0x00, 0x0a, 0x0a]),
      Buffer.from('data: {"delta": broken\n\n'),
      Buffer.from(delta('<EMAIL_1>')),
    ]
    const expected = Buffer.concat([...parts.slice(0, 2), Buffer.from(delta(EMAIL))])
    expect((await ask(parts)).body).toEqual(expected)
    const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, ...Buffer.from('<EMAIL_1>')])
    expect((await ask([image], { headers: ['content-type', 'image/png'] })).body).toEqual(image)
  })

  it('F17: loses nothing when it ends without its last line break, or with its connection', async () => {
    const head = (type: string) => `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`
    const cases: [string, string][] = [
      ['text/event-stream', 'data: {"delta":"a"}\n\ndata: {"delta":"to <EMAIL_1> end"}'],
      ['application/x-ndjson', '{"delta":"a"}\n{"delta":"to <EMAIL_1> end"}'],
      ['application/json', '{"delta":"to <EMAIL_1> end"}'],
      ['text/plain', 'to <EMAIL_1> end <EMAIL'],
    ]
    for (const [type, body] of cases) {
      setting.upstream.answer(bytes(head(type) + body, 'end'))
      const answer = await post(setting.gateway.chatUrl, { message: MESSAGE })
      expect(answer.body.toString()).toBe(body.replace('<EMAIL_1>', EMAIL))
    }
  })

  it('F18: keeps its grammar: CRLF, CR, several data lines, no colon, comments, ids', async () => {
    const body = [
      ': hello\r\n\r\n',
      'event: note\r\nid: 7\r\nretry: 10\r\ndata: {"delta":\r\ndata: "to <EMAIL_1>"}\r\n\r\n',
      'data\n\n',
      'data:{"delta":"no space <PERSON_1>"}\r\r',
      'data: plain <EMAIL_1> text\n\n',
      'data: [DONE]\n\n: bye\n\n',
    ].join('')
    const answer = await ask([...body])
    expect(answer.body.toString()).toBe(body.replaceAll('<EMAIL_1>', EMAIL).replaceAll('<PERSON_1>', 'Jane Doe'))
  })

  it('F18: that is cut inside an event is a cut for the client, with no event invented', async () => {
    const answer = await ask([delta('a <EMAIL_1>'), 'data: {"delta":"half', 'never'], { delayMs: 20, cutAfter: 2 })
    expect(answer.isComplete).toBe(false)
    expect(answer.body.toString()).toBe(delta(`a ${EMAIL}`))
  })

  it('F21: that was rewritten carries no length, coding, tag or digest of the old bytes', async () => {
    const headers = ['content-type', 'text/event-stream', 'etag', '"x"', 'digest', 'sha-256=x', 'content-md5', 'x']
    setting.upstream.answer(
      reply(delta('<EMAIL_1> and <PERSON_1>') + DONE, { headers: [...headers, 'accept-ranges', 'bytes'] }),
    )
    const answer = await post(setting.gateway.chatUrl, { message: MESSAGE })
    expect(answer.isComplete).toBe(true)
    expect(deltas(answer)).toBe(`${EMAIL} and Jane Doe`)
    for (const name of ['etag', 'digest', 'content-md5', 'accept-ranges', 'content-encoding'])
      expect(answer.headers[name]).toBeUndefined()
    expect([undefined, String(answer.body.length)]).toContain(answer.headers['content-length'])
  })
})
