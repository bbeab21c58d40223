import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { loadText, ruleText } from '../support/rules.js'
import { reply } from '../support/upstream.js'
import { EMAIL, type Json, joined, jsonEvents, type Setting, sse, startSetting, wireText } from './setting.js'

let setting: Setting
/** Where files that are no text are blocked. */
let strict: Setting

beforeAll(async () => {
  setting = await startSetting()
  strict = await startSetting({ attachments: { binary: 'block' }, restore: { notice: 'Keep tags.' } })
}, 60_000)
afterAll(async () => {
  await setting.close()
  await strict.close()
})
beforeEach(() => setting.upstream.answer(reply('{}')))

const EVENT_STREAM = { headers: ['content-type', 'text/event-stream'] }
const url = (path: string) => setting.gateway.url + path
const CHAT = '/v1/chat/completions'
const MESSAGES = '/v1/messages'
const RESPONSES = '/v1/responses'
const CARD = '4111111111111111'

/** Sends a body to a route and returns what reached the upstream. */
const forwarded = async (path: string, body: unknown): Promise<Json> => {
  const answer = await post(url(path), body)
  expect(answer.status).toBe(200)
  expect(wireText(setting.upstream.last())).not.toContain('jane')
  return setting.forwarded()
}
const answered = async (path: string, body: unknown, answer: unknown): Promise<Json> => {
  setting.upstream.answer(reply(JSON.stringify(answer)))
  return JSON.parse((await post(url(path), body)).body.toString())
}
const streamed = async (path: string, body: unknown, text: string) => {
  setting.upstream.answer(reply(text, EVENT_STREAM))
  return post(url(path), body)
}
const user = (content: unknown = `mail ${EMAIL}`) => ({ messages: [{ role: 'user', content }] })

describe('every text of a request is read', () => {
  it('F23: tool-call arguments of the history, on both levels, numbers and escapes too', async () => {
    const args = `{"to":"${EMAIL}","card":${CARD},"u":"jane\\u0040corp.org","n":{"${EMAIL}":1}}`
    const body = await forwarded(CHAT, {
      messages: [
        { role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'f', arguments: args } }] },
      ],
    })
    expect(JSON.parse(body.messages[0].tool_calls[0].function.arguments)).toEqual({
      to: '<EMAIL_1>',
      card: '<CREDIT_CARD_1>',
      u: '<EMAIL_1>',
      n: { '<EMAIL_1>': 1 },
    })
    const block = { type: 'tool_use', id: 't', name: 'f', input: { to: EMAIL, card: Number(CARD) } }
    const messages = await forwarded(MESSAGES, { messages: [{ role: 'assistant', content: [block] }] })
    expect(messages.messages[0].content[0].input).toEqual({ to: '<EMAIL_1>', card: '<CREDIT_CARD_1>' })
    const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: args }
    expect(JSON.parse((await forwarded(RESPONSES, { input: [call] })).input[0].arguments).to).toBe('<EMAIL_1>')
  })

  it('F25: what tools answer, plain or as JSON with escapes', async () => {
    const result = JSON.stringify({ mail: EMAIL }).replace('@', '\\u0040')
    const chat = await forwarded(CHAT, {
      messages: [
        { role: 'tool', tool_call_id: 'c', content: `it says ${EMAIL}` },
        { role: 'tool', content: result, tool_call_id: 'c' },
        { role: 'function', name: 'f', content: [{ type: 'text', text: EMAIL }] },
      ],
    })
    expect(chat.messages.map(({ content }: Json) => content)).toEqual([
      'it says <EMAIL_1>',
      '{"mail":"<EMAIL_1>"}',
      [{ type: 'text', text: '<EMAIL_1>' }],
    ])
    const block = { type: 'tool_result', tool_use_id: 't', content: result }
    expect((await forwarded(MESSAGES, user([block]))).messages[0].content[0].content).toBe('{"mail":"<EMAIL_1>"}')
  })

  it('F26: Responses input, instructions and prompts; twice the same part is read twice', async () => {
    const part = { type: 'input_text', text: EMAIL }
    const body = await forwarded(RESPONSES, {
      instructions: EMAIL,
      input: [{ role: 'user', content: [part, part] }, EMAIL],
      prompt: { id: 'p', variables: { who: EMAIL } },
      documents: [{ text: EMAIL }],
      query: EMAIL,
    })
    expect(JSON.stringify(body).match(/<EMAIL_1>/g)).toHaveLength(7)
    expect((await forwarded(RESPONSES, { input: EMAIL })).input).toBe('<EMAIL_1>')
    expect((await forwarded(MESSAGES, { system: [{ type: 'text', text: EMAIL }] })).system[0].text).toBe('<EMAIL_1>')
  })

  it('F27: system and developer prompts', async () => {
    const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'from_the_future']
    const body = await forwarded(CHAT, { messages: roles.map((role) => ({ role, content: EMAIL })) })
    expect(body.messages).toEqual(roles.map((role) => ({ role, content: '<EMAIL_1>' })))
    expect((await forwarded(MESSAGES, { system: EMAIL, ...user('hi') })).system).toBe('<EMAIL_1>')
  })

  it('F28: user, metadata, prediction, location, stop words and suffixes', async () => {
    const body = await forwarded(CHAT, {
      ...user(),
      user: EMAIL,
      metadata: { [EMAIL]: EMAIL },
      prediction: { type: 'content', content: EMAIL },
      web_search_options: { user_location: { type: 'approximate', approximate: { city: EMAIL } } },
      stop: [EMAIL],
      safety_identifier: EMAIL,
    })
    expect(JSON.stringify(body).match(/<EMAIL_1>/g)).toHaveLength(8)
    const legacy = await forwarded('/v1/completions', { prompt: [EMAIL], suffix: EMAIL })
    expect(legacy).toEqual({ prompt: ['<EMAIL_1>'], suffix: '<EMAIL_1>' })
  })

  it('F29: blocks of an unknown type, and results of tools that a server ran', async () => {
    const kinds = ['mcp_tool_result', 'server_tool_use', 'bash_code_execution_tool_result', 'from_the_future']
    const content = kinds.map((type) => ({ type, content: [{ type: 'text', text: EMAIL }], input: { q: EMAIL } }))
    const body = await forwarded(MESSAGES, user(content))
    expect(JSON.stringify(body).match(/<EMAIL_1>/g)).toHaveLength(8)
  })

  it('F30: reasoning that comes back without a signature', async () => {
    const echoed = { role: 'assistant', content: 'ok', reasoning_content: EMAIL, reasoning: EMAIL, refusal: EMAIL }
    const { messages } = await forwarded(CHAT, { messages: [echoed] })
    expect(messages[0]).toMatchObject({ reasoning_content: '<EMAIL_1>', reasoning: '<EMAIL_1>', refusal: '<EMAIL_1>' })
    const summary = [{ type: 'summary_text', text: EMAIL }]
    const { input } = await forwarded(RESPONSES, { input: [{ type: 'reasoning', id: 'r', summary }] })
    expect(input[0].summary[0].text).toBe('<EMAIL_1>')
  })

  it('F33: embeddings are no way around', async () => {
    expect(await forwarded('/v1/embeddings', { model: 'm', input: [EMAIL, EMAIL] })).toEqual({
      model: 'm',
      input: ['<EMAIL_1>', '<EMAIL_1>'],
    })
    const tokens = '{"model":"m","input":[[1,2,100257],[3]]}'
    await post(url('/v1/embeddings'), tokens)
    expect(setting.upstream.last().body.toString()).toBe(tokens)
  })

  it('F34: text files in base64 are decoded, rewritten and encoded again', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const source = { type: 'base64', media_type: 'text/csv', data: base64(`name,mail\nx,${EMAIL}\n`) }
    const body = await forwarded(MESSAGES, user([{ type: 'document', source }]))
    const { data } = body.messages[0].content[0].source
    expect(Buffer.from(data, 'base64').toString()).toBe('name,mail\nx,<EMAIL_1>\n')
    const file = {
      filename: 'a.json',
      file_data: `data:application/json;base64,${base64(`{"a":"${EMAIL}","n":${CARD}}`)}`,
    }
    const chat = await forwarded(CHAT, user([{ type: 'file', file }]))
    expect(Buffer.from(chat.messages[0].content[0].file.file_data.split(',')[1], 'base64').toString()).toBe(
      '{"a":"<EMAIL_1>","n":"<CREDIT_CARD_1>"}',
    )
  })

  it('F35: pictures and sound go byte for byte and are told of, or are refused where the policy says so', async () => {
    const picture = Buffer.from(`\x89PNG\r\n\x1a\n${EMAIL.repeat(40)}`, 'latin1').toString('base64')
    const bodies: [string, unknown][] = [
      [MESSAGES, user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } }])],
      [CHAT, user([{ type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }])],
      [CHAT, user([{ type: 'input_audio', input_audio: { data: picture, format: 'wav' } }])],
      [
        RESPONSES,
        {
          input: [{ role: 'user', content: [{ type: 'input_image', image_url: `data:image/png;base64,${picture}` }] }],
        },
      ],
    ]
    for (const [path, body] of bodies) {
      const { headers } = await post(url(path), body)
      expect(setting.upstream.last().body.toString()).toBe(JSON.stringify(body))
      expect(headers['x-pii-guard']).toMatch(/;unscanned=1$/)
    }
    for (const [path, body] of bodies) {
      const { status, body: answer } = await post(strict.gateway.url + path, body)
      expect([status, answer.toString().includes('attachment_blocked')]).toEqual([422, true])
    }
    expect(strict.upstream.requests).toHaveLength(0)
  })

  it('F36: titles, tags and follow-ups are calls like any other, under any prefix of the connection', async () => {
    for (const path of [
      `/openai${CHAT}`,
      `/api-proxy${CHAT}`,
      `/anthropic${MESSAGES}`,
      '/v1/spaces/s/threads/t/messages',
    ]) {
      const body = path.endsWith('t/messages') ? { content: EMAIL } : user(`Give this chat a title: ${EMAIL}`)
      await forwarded(path, body)
      expect(setting.upstream.last().url).toBe(path)
    }
  })

  it('F40: a rule whose anchors keep it from matching inside a body does not load; every message is read', async () => {
    const anchored = ruleText({ patterns: `[{ regex: '^\\d{3}-\\d{2}-\\d{4}$', likelihood: likely }]` })
    expect(await loadText({ 'core/a.yaml': anchored })).toHaveProperty('issues')
    const body = await forwarded(CHAT, {
      messages: Array.from({ length: 9 }, () => ({ role: 'user', content: EMAIL })),
    })
    expect(JSON.stringify(body).match(/<EMAIL_1>/g)).toHaveLength(9)
  })
})

describe('everything that comes back', () => {
  it('F24: tool-call arguments are restored, escaped for where they stand', async () => {
    const quoted = 'Jane "JD" Doe\\'
    const headers = { 'X-Pii-Mapping': Buffer.from(JSON.stringify({ '<PERSON_1>': quoted })).toString('base64') }
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"who":"<PERSON_1>"}' } }
    setting.upstream.answer(reply(JSON.stringify({ choices: [{ message: { tool_calls: [call] } }] })))
    const answer = JSON.parse((await post(url(CHAT), user('hi'), headers)).body.toString())
    expect(JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments)).toEqual({ who: quoted })
    const delta = (text: string) =>
      sse(
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: text } },
        'content_block_delta',
      )
    setting.upstream.answer(reply(['{"who":"<PER', 'SON_', '1>"}'].map(delta).join(''), EVENT_STREAM))
    const text = joined(await post(url(MESSAGES), user('hi'), headers), (event) => event.delta.partial_json)
    expect(JSON.parse(text)).toEqual({ who: quoted })
  })

  it('F76: signed thinking goes byte for byte in both directions, and the answer says that it was not read', async () => {
    const thinking = [
      { type: 'thinking', thinking: `about ${EMAIL}`, signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'QUJD' },
    ]
    const body = { messages: [{ role: 'assistant', content: thinking }, ...user().messages] }
    const { headers } = await post(url(MESSAGES), body)
    expect(setting.forwarded()).toEqual({ messages: [body.messages[0], { role: 'user', content: 'mail <EMAIL_1>' }] })
    expect(headers['x-pii-guard']).toMatch(/;unscanned=2$/)
    const content = [
      { type: 'thinking', thinking: 'about <EMAIL_1>', signature: 'c2ln' },
      { type: 'text', text: '<EMAIL_1>' },
    ]
    expect((await answered(MESSAGES, user(), { content })).content).toEqual([content[0], { type: 'text', text: EMAIL }])
    const start = sse({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'thinking_delta', thinking: '<EMAIL_1> <EMA' },
    })
    const stop = sse({ type: 'content_block_stop', index: 0 })
    expect((await streamed(MESSAGES, user(), start + stop)).body.toString()).toBe(start + stop)
  })

  it('F77: a conversation that re-sends its history keeps its tokens, so that prompt caches keep hitting', async () => {
    const turns = [
      { role: 'user', content: 'I am ann@corp.example' },
      { role: 'assistant', content: 'Hello ann@corp.example' },
      { role: 'user', content: 'and bob@corp.example' },
      { role: 'assistant', content: 'Hello both' },
      { role: 'user', content: 'and cyd@corp.example, not ann@corp.example' },
    ]
    const rest = {
      user: 'eve@corp.example',
      tools: [{ type: 'function', function: { name: 'f', description: 'asks dan@corp.example' } }],
    }
    const sent: string[][] = []
    for (const count of [1, 3, 5]) {
      const { messages, tools } = await forwarded(CHAT, { messages: turns.slice(0, count), ...rest })
      sent.push([JSON.stringify(tools), ...messages.map((message: Json) => JSON.stringify(message))])
    }
    expect(sent[1]?.slice(0, 2)).toEqual(sent[0])
    expect(sent[2]?.slice(0, 4)).toEqual(sent[1])
    expect(sent[2]?.[5]).toContain('<EMAIL_4>, not <EMAIL_2>')
  })

  it('F77: so does one of Anthropic’s, with its system prompt, tools, tool inputs and tool results', async () => {
    const call = {
      type: 'tool_use',
      id: 'toolu_1',
      name: 'send',
      input: { to: 'bob@corp.example', cc: ['ann@corp.example'] },
    }
    const result = {
      type: 'tool_result',
      tool_use_id: 'toolu_1',
      content: '{"by":"cyd@corp.example","to":"bob@corp.example"}',
    }
    const turns = [
      { role: 'user', content: 'I am ann@corp.example, write to bob@corp.example' },
      { role: 'assistant', content: [{ type: 'text', text: 'To bob@corp.example' }, call] },
      { role: 'user', content: [result] },
      { role: 'assistant', content: [{ type: 'text', text: 'Done by cyd@corp.example' }] },
      { role: 'user', content: 'Now tell fay@corp.example and ann@corp.example' },
    ]
    const rest = {
      system: [{ type: 'text', text: 'You help eve@corp.example', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'send', description: 'asks dan@corp.example', input_schema: { type: 'object' } }],
    }
    const sent: string[][] = []
    for (const count of [1, 3, 5]) {
      const { messages, system, tools } = await forwarded(MESSAGES, { messages: turns.slice(0, count), ...rest })
      sent.push([tools, system, ...messages].map((part: Json) => JSON.stringify(part)))
      expect(wireText(setting.upstream.last())).not.toContain('@corp.example')
    }
    expect(sent[1]?.slice(0, 3)).toEqual(sent[0])
    expect(sent[2]?.slice(0, 5)).toEqual(sent[1])
    expect(sent[2]?.[6]).toContain('<EMAIL_6> and <EMAIL_3>')
  })

  it('F77: a value that is found in a later turn does not renumber the earlier ones', async () => {
    const first = { role: 'user', content: 'Ask Ira Roe. My name is Bob Stone.' }
    const one = await forwarded(CHAT, { messages: [first] })
    const two = await forwarded(CHAT, { messages: [first, { role: 'user', content: 'My name is Ira Roe.' }] })
    expect(one.messages[0].content).toContain('My name is <PERSON_1>.')
    expect(two.messages[0].content).toContain('My name is <PERSON_1>.')
  })

  it('every choice, block and call has a channel of its own, and ids, usage and log-probabilities stay', async () => {
    const chunk = (index: number, delta: unknown, more = {}) =>
      sse({ id: '<EMAIL_1>', choices: [{ index, delta, ...more }], usage: { note: '<EMAIL_1>' } })
    const logprobs = { content: [{ token: '<EMAIL_1>', top_logprobs: [{ token: '<EMAIL_1>' }] }] }
    const call = (index: number, text: string) => ({ tool_calls: [{ index, function: { arguments: text } }] })
    const text =
      chunk(0, { content: 'a <EMA' }, { logprobs }) +
      chunk(1, { content: 'b <EM' }) +
      chunk(0, { content: 'IL_1>' }) +
      chunk(1, { refusal: 'no <EMAIL_1' }) +
      chunk(0, call(0, '{"a":"<EMAI')) +
      chunk(0, call(1, '{"b":"<')) +
      chunk(1, { content: 'AIL_1>' }) +
      chunk(0, call(0, 'L_1>"}')) +
      chunk(0, call(1, 'EMAIL_1>"}')) +
      chunk(1, { refusal: '>' }, { finish_reason: 'stop' }) +
      'data: [DONE]\n\n'
    const answer = await streamed(CHAT, user(), text)
    const choice = (index: number, read: (delta: Json) => unknown) =>
      joined(answer, ({ choices }) => (choices[0].index === index ? read(choices[0].delta) : ''))
    expect(choice(0, ({ content }) => content)).toBe(`a ${EMAIL}`)
    expect(choice(1, ({ content }) => content)).toBe(`b ${EMAIL}`)
    expect(choice(1, ({ refusal }) => refusal)).toBe(`no ${EMAIL}`)
    for (const [at, name] of [
      [0, 'a'],
      [1, 'b'],
    ] as const)
      expect(
        JSON.parse(
          choice(0, ({ tool_calls }) => (tool_calls?.[0].index === at ? tool_calls[0].function.arguments : '')),
        ),
      ).toEqual({ [name]: EMAIL })
    for (const event of jsonEvents(answer)) expect([event.id, event.usage.note]).toEqual(['<EMAIL_1>', '<EMAIL_1>'])
    expect(jsonEvents(answer)[0].choices[0].logprobs).toEqual(logprobs)
    expect(answer.body.toString().endsWith('data: [DONE]\n\n')).toBe(true)
  })
})

describe('a model that is told', () => {
  it('F70: gets a notice with its placeholders, and only then', async () => {
    strict.upstream.answer(reply('{}'))
    await post(strict.gateway.url + CHAT, user())
    expect(strict.forwarded()).toEqual({
      messages: [
        { role: 'system', content: 'Keep tags.' },
        { role: 'user', content: 'mail <EMAIL_1>' },
      ],
    })
    await post(strict.gateway.url + CHAT, user('hello'))
    expect(strict.forwarded()).toEqual(user('hello'))
  })
})

describe('a refusal on a route of another API', () => {
  const bad = { 'X-Pii-Mapping': '!' }
  it('has the shape that its SDKs read, with the same code', async () => {
    const openai = await post(url(CHAT), user(), bad)
    expect(JSON.parse(openai.body.toString())).toMatchObject({
      error: { type: 'invalid_request_error', code: 'header_invalid', message: expect.stringMatching(/\.$/) },
    })
    expect([openai.status, openai.headers['content-type']]).toEqual([422, 'application/json'])
    const anthropic = await post(url(MESSAGES), user(), bad)
    expect(JSON.parse(anthropic.body.toString())).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'header_invalid' },
    })
    const gemini = await post(url('/v1beta/models/g:generateContent'), { contents: [] }, bad)
    expect(JSON.parse(gemini.body.toString())).toMatchObject({
      error: { code: 422, status: 'INVALID_ARGUMENT', details: [{ code: 'header_invalid' }] },
    })
    for (const { body } of [openai, anthropic, gemini]) expect(body.toString()).not.toContain(EMAIL)
  })
})
