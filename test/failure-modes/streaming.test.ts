import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { send } from '../support/client.js'
import { reply, stream } from '../support/upstream.js'
import { EMAIL, eventsOf, type Json, joined, jsonEvents, MESSAGE, type Setting, sse, startSetting } from './setting.js'

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
const cuts = (token: string) => Array.from({ length: token.length - 1 }, (_, at) => at + 1)

describe('a token in a stream', () => {
  it('F01: is restored when events divide it at any character, and no piece of it is seen', async () => {
    for (const token of ['<PERSON_1>', '&lt;EMAIL_1&gt;'])
      for (const cut of cuts(token)) {
        const answer = await ask([delta(`Dear ${token.slice(0, cut)}`), delta(`${token.slice(cut)}, hello`), DONE])
        expect(deltas(answer)).toMatch(/^Dear (Jane Doe|jane@corp\.org), hello$/)
        for (const event of jsonEvents(answer)) expect(event.delta).not.toMatch(/[<&;]|ERS|MAI/)
      }
  })

  it('F02: is restored in tool arguments although framing stands between its halves', async () => {
    const piece = (text: string, n = 0) =>
      sse(
        { type: 'content_block_delta', seq: n, index: 1, delta: { type: 'input_json_delta', partial_json: text } },
        'content_block_delta',
      )
    for (const cut of cuts('<EMAIL_1>')) {
      const text = '{"to":"<EMAIL_1>"}'
      const answer = await ask([piece(text.slice(0, 7 + cut)), piece(text.slice(7 + cut), 1), DONE])
      expect(JSON.parse(joined(answer, (event) => event.delta.partial_json))).toEqual({ to: EMAIL })
      expect(eventsOf(answer).map(({ event }) => event)).toEqual([
        'content_block_delta',
        'content_block_delta',
        undefined,
      ])
    }
  })

  it('F03: is restored at the very end of a body, streamed or whole', async () => {
    expect(deltas(await ask([delta('Bye <EMA'), delta('IL_1>')]))).toBe(`Bye ${EMAIL}`)
    setting.upstream.answer(reply('{"delta":"Bye <EMAIL_1>"}'))
    const whole = await post(setting.gateway.chatUrl, { message: MESSAGE })
    expect(JSON.parse(whole.body.toString()).delta).toBe(`Bye ${EMAIL}`)
    const text = await ask(['Bye <EMA', 'IL_1>'], { headers: ['content-type', 'text/plain'] })
    expect(text.body.toString()).toBe(`Bye ${EMAIL}`)
  })

  it('F10: is restored in each choice and each tool call by itself', async () => {
    const choice = (index: number, content: string) => sse({ choices: [{ index, delta: { content } }] })
    const finish = (index: number) => sse({ choices: [{ index, delta: {}, finish_reason: 'stop' }] })
    const call = (index: number, text: string) =>
      sse({ choices: [{ index: 0, delta: { tool_calls: [{ index, function: { arguments: text } }] } }] })
    const answer = await ask([
      ...[choice(0, 'a <EMA'), choice(1, 'b <PER'), call(0, '{"x":"<EMA'), call(1, '{"y":"<PERS')],
      ...[choice(1, 'SON_1>'), finish(1), choice(0, 'IL_1>'), call(1, 'ON_1>"}'), call(0, 'IL_1>"}'), DONE],
    ])
    const content = (index: number) =>
      joined(answer, ({ choices: [one] }) => (one.index === index ? one.delta.content : ''))
    const args = (index: number) =>
      joined(answer, ({ choices: [one] }) => {
        const [tool] = one.delta.tool_calls ?? []
        return tool?.index === index ? tool.function.arguments : ''
      })
    expect([content(0), content(1)]).toEqual([`a ${EMAIL}`, 'b Jane Doe'])
    expect([args(0), args(1)].map((text) => JSON.parse(text))).toEqual([{ x: EMAIL }, { y: 'Jane Doe' }])
  })

  it('F14: is restored when the network delivers one byte at a time', async () => {
    const body = `${delta('Zoë 😀 <PERSON_1>')}${delta('and <EMAIL_1>')}${DONE}`
    const answer = await ask([...Buffer.from(body)].map((byte) => Buffer.of(byte)))
    expect(deltas(answer)).toBe(`Zoë 😀 Jane Doeand ${EMAIL}`)
  })

  it('F19: is restored when the upstream names no content type', async () => {
    const call = { tool_calls: [{ function: { arguments: '{"to":"<EMAIL_1>"}' } }] }
    const answer = await ask([sse(call), DONE], { headers: [] })
    expect(JSON.parse(jsonEvents(answer)[0].tool_calls[0].function.arguments)).toEqual({ to: EMAIL })
  })

  it('F22: is restored alike in a whole answer and in every kind of stream', async () => {
    const text = 'Dear <PERSON_1> (&lt;EMAIL_1&gt;, [EMAIL_1], EMAIL_1, <email 1>), not <EMAIL_11>.'
    const jsonOf = (raw: string): string => JSON.parse(raw).delta
    const kinds: [string, string, (raw: string) => string][] = [
      ['application/json', JSON.stringify({ delta: text }), jsonOf],
      ['application/x-ndjson', `${JSON.stringify({ delta: text })}\n`, jsonOf],
      ['text/event-stream', delta(text), (raw) => jsonOf(raw.slice('data: '.length))],
      ['text/plain', text, (raw) => raw],
    ]
    for (const [contentType, body, read] of kinds) {
      const answer = await ask([...body], { headers: ['content-type', contentType] })
      expect(read(answer.body.toString())).toBe(
        `Dear Jane Doe (${EMAIL}, ${EMAIL}, ${EMAIL}, ${EMAIL}), not <EMAIL_11>.`,
      )
    }
  })
})

describe('what is held back', () => {
  it('F09: leaves at the finish, at [DONE] and at the end, in every lane', async () => {
    const lanes: [string, (text: string) => object, (event: Json) => unknown][] = [
      ['content', (content) => ({ content }), (event) => event.choices?.[0].delta.content],
      ['reasoning', (reasoning) => ({ reasoning }), (event) => event.choices?.[0].delta.reasoning],
      ['refusal', (refusal) => ({ refusal }), (event) => event.choices?.[0].delta.refusal],
      [
        'arguments',
        (text) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] }),
        (event) => event.choices?.[0].delta.tool_calls?.[0].function.arguments,
      ],
    ]
    const finish = sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
    for (const [name, toDelta, read] of lanes)
      for (const ending of [[finish, DONE], [DONE], []]) {
        const text = sse({ choices: [{ index: 0, delta: toDelta('a <EMAIL') }] })
        const answer = await ask([text, ...ending])
        expect([name, joined(answer, read)]).toEqual([name, 'a <EMAIL'])
      }
  })

  it('F15: leaves before [DONE], never after it', async () => {
    const answer = await ask([delta('see <EMAIL'), DONE])
    expect(deltas(answer)).toBe('see <EMAIL')
    expect(eventsOf(answer).at(-1)?.data).toBe('[DONE]')
    expect(answer.body.toString().endsWith(DONE)).toBe(true)
  })

  it('F16: is only what can still become an issued token: shell, comparisons and markup flow on', async () => {
    const harmless = [
      'if [[ -f x ]]; then',
      'a < b && c',
      '<P>',
      '<PERSONA',
      '<EMAIL_2',
      '[ EMAILS',
      '&lt;EMA IL',
      '\\<x ',
    ]
    let first = ''
    setting.upstream.answer(stream([harmless.map(delta).join(''), delta('end')], { delayMs: 250 }))
    const answer = await send(setting.gateway.chatUrl, {
      method: 'POST',
      body: JSON.stringify({ message: MESSAGE }),
      onChunk: (chunk) => {
        if (first === '') first = chunk.toString()
        return undefined
      },
    })
    expect(eventsOf({ body: Buffer.from(first) }).map(({ data }) => JSON.parse(data).delta)).toEqual(harmless)
    expect(deltas(answer)).toBe(`${harmless.join('')}end`)
  })
})
