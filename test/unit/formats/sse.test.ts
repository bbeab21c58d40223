import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { describe, expect, it } from 'vitest'
import { createBodyRestorer } from '../../../src/formats/response.js'
import { ARGUMENTS } from '../../../src/formats/shape.js'
import { OPTIONS, restoreWhole } from './response-lanes.js'

const VALUES = { EMAIL_1: 'jane@corp.example', EMAIL_2: 'li@corp.example', PERSON_1: 'two\nlines\r"quoted"' }

const restore = (body: string, options = {}) => restoreWhole('sse', body, VALUES, options)

const parse = (body: string): EventSourceMessage[] => {
  const events: EventSourceMessage[] = []
  createParser({ onEvent: (event) => events.push(event) }).feed(body)
  return events
}
const dataOf = (body: string) => parse(body).map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)))
const send = (...data: unknown[]) =>
  data.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('')

describe('the end of a channel', () => {
  it('puts what was held back before [DONE], in a copy of the last event', () => {
    const out = restore(send({ id: 'c1', n: 7, delta: 'a <EMA' }, '[DONE]'))
    expect(dataOf(out)).toEqual([{ id: 'c1', n: 7, delta: 'a ' }, { id: 'c1', n: 7, delta: '<EMA' }, '[DONE]'])
  })

  it('lets nothing follow [DONE]', () => {
    expect(restore(`${send({ delta: 'EMAIL_1' })}data: [DONE]`)).toMatch(/jane@corp\.example"}\n\ndata: \[DONE]$/)
  })

  it('restores a bare token that ends the stream', () => {
    expect(dataOf(restore(send({ delta: 'to EMAIL_' }, { delta: '1' })))).toEqual([
      { delta: 'to ' },
      { delta: '' },
      { delta: 'jane@corp.example' },
    ])
  })

  it('puts the rest into a last event that nothing ended', () => {
    for (const end of ['', '\n', '\r\n']) {
      const out = restore(`${send({ other: '<EMA' })}data: {"delta":"EMAIL_1 <"}${end}`)
      expect(out).toBe(`${send({ other: '' }, { other: '<EMA' })}data: {"delta":"jane@corp.example <"}${end}`)
    }
    expect(restore(`${send({ other: '<EMA' })}: bye`)).toBe(`${send({ other: '' }, { other: '<EMA' })}: bye`)
  })

  it('blanks the other text of the copy, but no ids', () => {
    const event = { id: 'c1', note: 'EMAIL_2 was here', list: ['x'], delta: 'see <', role: 'assistant' }
    const [, copy] = dataOf(restore(send(event, '[DONE]')))
    expect(copy).toEqual({ id: 'c1', note: '', list: [''], delta: '<', role: 'assistant' })
  })

  it('puts the rest into the terminal event that carries text of the channel', () => {
    const choice = (content: string, finish_reason: string | null) => ({
      choices: [{ index: 0, delta: { content }, finish_reason }],
    })
    expect(dataOf(restore(send(choice('to EMAIL', null), choice('_1', 'stop'))))).toEqual([
      choice('to ', null),
      choice('jane@corp.example', 'stop'),
    ])
  })

  it('puts the copy before a terminal event without text', () => {
    const out = restore(
      send(
        { choices: [{ index: 0, delta: { content: 'EMAIL_1' }, finish_reason: null }] },
        { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        '[DONE]',
      ),
    )
    expect(dataOf(out)).toEqual([
      { choices: [{ index: 0, delta: { content: '' }, finish_reason: null }] },
      { choices: [{ index: 0, delta: { content: 'jane@corp.example' }, finish_reason: null }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    ])
  })

  it('leaves the other choices open', () => {
    const choice = (index: number, content: string, finish_reason: string | null = null) => ({
      choices: [{ index, delta: content === '' ? {} : { content }, finish_reason }],
    })
    const out = dataOf(
      restore(
        send(choice(0, '<EMA'), choice(1, '<EMAIL'), choice(0, '', 'stop'), choice(1, '_2>'), choice(1, '', 'stop')),
      ),
    )
    const text = (index: number) =>
      out
        .flatMap((event) => event.choices)
        .filter((one) => one.index === index)
        .map((one) => one.delta.content ?? '')
        .join('')
    expect(text(0)).toBe('<EMA')
    expect(text(1)).toBe('li@corp.example')
    expect(out.map((event) => event.choices[0].finish_reason)).toEqual([null, null, null, 'stop', null, 'stop'])
  })

  it.each(['message_stop', 'response.completed', 'chat.done', 'text-end', 'error', 'finish', 'DONE'])(
    'is the event %s, by name and by type',
    (kind) => {
      const delta = 'event: delta\ndata: {"delta":"EMAIL_1"}\n\n'
      for (const end of [
        `event: ${kind}\ndata: {"x":1}\n\n`,
        `data: {"type":"${kind}"}\n\n`,
        `event: ${kind}\ndata: bye\n\n`,
      ]) {
        const out = parse(restore(delta + end + delta))
        expect(out[1]).toMatchObject({ event: 'delta', data: '{"delta":"jane@corp.example"}' })
        expect(out[2]?.data).toBe(parse(end)[0]?.data)
      }
    },
  )

  it.each(['message_send', 'unfinished', 'errors', 'ended', 'weekend'])('is not the event %s', (kind) => {
    const out = restore(`${send({ delta: '<EMAIL' })}event: ${kind}\ndata: {"x":1}\n\n${send({ delta: '_1>' })}`)
    expect(out).toContain('"delta":"jane@corp.example"')
  })

  it('is a block that stops, for that block only', () => {
    const block = (index: number, text: string) => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'text_delta', text },
    })
    const out = dataOf(
      restore(send(block(0, '<EMAIL'), block(1, '<EMAIL'), { type: 'content_block_stop', index: 0 }, block(1, '_1>'))),
    )
    expect(out.map((event) => event.delta?.text ?? null)).toEqual(['', '', '<EMAIL', null, 'jane@corp.example'])
  })
})

describe('channels', () => {
  it('do not mix choices, events, places or items', () => {
    const body = send(
      {
        choices: [
          { index: 0, delta: { content: '<EMAIL' } },
          { index: 1, delta: { content: '<EMAIL_2' } },
        ],
      },
      { choices: [{ index: 1, delta: { content: '>' } }] },
      { choices: [{ index: 0, delta: { content: '_1>' } }] },
    )
    const text = (index: number) =>
      dataOf(restore(body))
        .flatMap((event) => event.choices)
        .filter((one) => one.index === index)
        .map((one) => one.delta.content)
    expect(text(0)).toEqual(['', 'jane@corp.example'])
    expect(text(1)).toEqual(['', 'li@corp.example'])
  })

  it('go by index where it is, because the id comes only once', () => {
    const call = (extra: object, args: string) => ({
      tool_calls: [{ index: 0, ...extra, function: { arguments: args } }],
    })
    const out = dataOf(restore(send(call({ id: 'call_1' }, '{"to":"<EM'), call({}, 'AIL_1>"}'), '[DONE]'))).slice(0, -1)
    expect(out.map((event) => event.tool_calls[0].function.arguments).join('')).toBe('{"to":"jane@corp.example"}')
  })

  it('tell events of one name apart by their type', () => {
    const body = send(
      { type: 'think', d: '<EMAIL' },
      { type: 'say', d: '<EMAIL_2' },
      { type: 'say', d: '>' },
      { type: 'think', d: '_1>' },
    )
    expect(dataOf(restore(body)).map(({ d }) => d)).toEqual(['', '', 'li@corp.example', 'jane@corp.example'])
  })

  it('read tool arguments where the event says so', () => {
    const event = (delta: string) => ({ type: 'call_arguments', delta })
    const options = { events: { call_arguments: { ...OPTIONS.shape, rest: ARGUMENTS } } }
    const out = dataOf(restore(send(event('{"a":"<PERSON'), event('_1> EMAIL_1"}')), options))
    expect(JSON.parse(out.map(({ delta }) => delta).join(''))).toEqual({ a: `${VALUES.PERSON_1} EMAIL_1` })
  })

  it('are bounded in number', () => {
    const values = new Map(Object.entries(VALUES))
    const restorer = createBodyRestorer('sse', { values }, OPTIONS)
    let out = ''
    for (let i = 0; i < 2000; i++) out += restorer.push(Buffer.from(send({ id: `m${i}`, d: 'EMAIL_1' }))).toString()
    expect(dataOf(out).filter(({ d }) => d === VALUES.EMAIL_1).length).toBeGreaterThan(1500)
    out += restorer.end().toString()
    expect(dataOf(out).filter(({ d }) => d === VALUES.EMAIL_1)).toHaveLength(2000)
  })

  it('of text keep pieces that look like JSON in their order', () => {
    const out = parse(restore(send('<EMAIL', '_', '1', '> [', '1', '] "', '{}', '<EMA', '[]')))
    expect(out.map(({ data }) => data).join('')).toBe('jane@corp.example [1] "{}<EMA[]')
  })
})

describe('events', () => {
  it('keep every byte but the changed string', () => {
    const event =
      ': c\r\nid: 5\r\nretry: 10\r\nevent: x\r\ndata:{ "a" : 1e400,\r\ndata:  "d" : "<EMAIL_1>" , "n":12345678901234567890 }\r\nfoo\r\n\r\n'
    expect(restore(event)).toBe(event.replace('<EMAIL_1>', 'jane@corp.example'))
  })

  it('restore member names', () => {
    expect(restore(send({ 'to <EMAIL_1>': 'EMAIL_1 x', id: '<EMAIL_1>' }))).toBe(
      send({ 'to jane@corp.example': 'jane@corp.example x', id: '<EMAIL_1>' }),
    )
  })

  it('restore a JSON string and an array at the top', () => {
    expect(restore(send('"a <EMAIL_1> b"', '["<EMAIL_1>","x"]'))).toBe(
      send('"a jane@corp.example b"', '["jane@corp.example","x"]'),
    )
  })

  it('turn line breaks of a value in text into data lines', () => {
    const [event] = parse(restore('event: t\nid: 9\ndata: say <PERSON_1>\ndata: bye\n\n'))
    expect(event).toEqual({ event: 't', id: '9', data: 'say two\nlines\n"quoted"\nbye' })
  })

  it('stay whole where their data is broken JSON', () => {
    expect(restore('data: {"a":"<EMAIL_1>"\n\n')).toBe('data: {"a":"jane@corp.example"\n\n')
  })

  it('nested beyond measure do no harm', () => {
    const deep = `${'['.repeat(200_000)}"<EMAIL_1>"${']'.repeat(200_000)}`
    expect(restore(send(deep))).toBe(send(deep.replace('<EMAIL_1>', 'jane@corp.example')))
  })

  it('longer than the limit are refused', () => {
    const restorer = createBodyRestorer(
      'sse',
      { values: new Map([['EMAIL_1', 'x']]) },
      { ...OPTIONS, maxEventBytes: 100 },
    )
    restorer.push(Buffer.from(`data: ${'x'.repeat(80)}\n\n`))
    restorer.push(Buffer.from(`data: ${'x'.repeat(80)}`))
    expect(() => restorer.push(Buffer.from('x'.repeat(20)))).toThrow('upstream_invalid')
  })
})
