import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { type Behaviour, type Recorded, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

/** Invented. */
const EMAIL = 'jane@corp.org'
const TOOL_TURNS = 3

// biome-ignore lint/suspicious/noExplicitAny: bodies of two protocols
type Json = any

let upstream: TestUpstream
let gateway: TestGateway
let openai: OpenAI
let anthropic: Anthropic

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { rules: 'rules/core' })
  openai = new OpenAI({ apiKey: 'test', baseURL: `${gateway.url}/v1`, maxRetries: 0 })
  anthropic = new Anthropic({ apiKey: 'test', baseURL: gateway.url, maxRetries: 0 })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
})

const bodyOf = ({ body }: Recorded): Json => JSON.parse(body.toString())
const sse = (events: readonly Json[], isDone: boolean) =>
  events.map((event) => `${event.type ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`).join('') +
  (isDone ? 'data: [DONE]\n\n' : '')
/** Cut so that no placeholder comes in one piece. */
const inPieces = (text: string): string[] => text.match(/.{1,4}/gs) ?? []
const ARGUMENTS = '{"to":"<EMAIL_1>"}'

/** A model that calls its tool three times, with the placeholder that it was given, and then answers. */
const openaiModel: Behaviour = (request, socket) => {
  const { messages, stream: isStream } = bodyOf(request)
  const turn = messages.filter(({ role }: Json) => role === 'tool').length
  const id = `call_${turn}`
  const isLast = turn === TOOL_TURNS
  const finish_reason = isLast ? 'stop' : 'tool_calls'
  const base = { id: 'c', created: 1, model: 'm' }
  const call = { id, type: 'function', function: { name: 'send', arguments: ARGUMENTS } }
  const message = isLast
    ? { role: 'assistant', content: 'Sent to <EMAIL_1>' }
    : { role: 'assistant', content: null, tool_calls: [call] }
  if (!isStream)
    return reply(
      JSON.stringify({ ...base, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }] }),
    )(request, socket)
  const event = (delta: Json, finish: string | null = null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const deltas = isLast
    ? inPieces('Sent to <EMAIL_1>').map((content) => event({ content }))
    : [
        event({ tool_calls: [{ index: 0, ...call, function: { name: 'send', arguments: '' } }] }),
        ...inPieces(ARGUMENTS).map((piece) => event({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
      ]
  return stream([sse([event({ role: 'assistant' }), ...deltas, event({}, finish_reason)], true)])(request, socket)
}

const anthropicModel: Behaviour = (request, socket) => {
  const { messages, stream: isStream } = bodyOf(request)
  const turn = messages.filter(
    ({ content }: Json) => Array.isArray(content) && content[0].type === 'tool_result',
  ).length
  const isLast = turn === TOOL_TURNS
  const stop_reason = isLast ? 'end_turn' : 'tool_use'
  const message = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'm',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  }
  const block = isLast
    ? { type: 'text', text: 'Sent to <EMAIL_1>' }
    : { type: 'tool_use', id: `t${turn}`, name: 'send', input: JSON.parse(ARGUMENTS) }
  if (!isStream) return reply(JSON.stringify({ ...message, content: [block], stop_reason }))(request, socket)
  const deltas = isLast
    ? inPieces('Sent to <EMAIL_1>').map((text) => ({ type: 'text_delta', text }))
    : inPieces(ARGUMENTS).map((partial_json) => ({ type: 'input_json_delta', partial_json }))
  const content_block = isLast ? { type: 'text', text: '' } : { ...block, input: {} }
  return stream([
    sse(
      [
        { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
        { type: 'content_block_start', index: 0, content_block },
        ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 1 } },
        { type: 'message_stop' },
      ],
      false,
    ),
  ])(request, socket)
}

const expectNothingWentOut = () => {
  expect(upstream.requests).toHaveLength(TOOL_TURNS + 1)
  for (const { raw } of upstream.requests) expect(raw.toString()).not.toContain('jane')
  expect(upstream.last().body.toString()).toContain('done for <EMAIL_1>')
}

describe('an agent loop with three tool turns', () => {
  it.each([false, true])(
    'of openai (stream: %s) gets real arguments, and its results go out protected',
    async (isStream) => {
      upstream.answer(openaiModel)
      const called: string[] = []
      const send = ({ to }: { to: string }) => {
        called.push(to)
        return `done for ${to}`
      }
      const parameters = { type: 'object', properties: { to: { type: 'string' } } }
      const request = {
        model: 'm',
        messages: [{ role: 'user' as const, content: `Write to ${EMAIL}` }],
        tools: [
          {
            type: 'function' as const,
            function: { name: 'send', description: 'sends', parameters, parse: JSON.parse, function: send },
          },
        ],
      }
      const runner = isStream
        ? openai.chat.completions.runTools({ ...request, stream: true } as Json)
        : openai.chat.completions.runTools(request as Json)
      expect(await runner.finalContent()).toBe(`Sent to ${EMAIL}`)
      expect(called).toEqual([EMAIL, EMAIL, EMAIL])
      expectNothingWentOut()
    },
  )

  it.each([false, true])(
    'of anthropic (stream: %s) gets real input, and its results go out protected',
    async (isStream) => {
      upstream.answer(anthropicModel)
      const messages: Json[] = [{ role: 'user', content: `Write to ${EMAIL}` }]
      const request = () => ({
        model: 'm',
        max_tokens: 9,
        messages,
        tools: [{ name: 'send', input_schema: { type: 'object' as const } }],
      })
      const ask = (): Promise<Json> =>
        isStream ? anthropic.messages.stream(request()).finalMessage() : anthropic.messages.create(request())
      for (let turn = 0; turn < TOOL_TURNS; turn++) {
        const { content } = await ask()
        expect(content[0].input).toEqual({ to: EMAIL })
        const result = { type: 'tool_result', tool_use_id: content[0].id, content: `done for ${content[0].input.to}` }
        messages.push({ role: 'assistant', content }, { role: 'user', content: [result] })
      }
      expect((await ask()).content[0].text).toBe(`Sent to ${EMAIL}`)
      expectNothingWentOut()
    },
  )
})

describe('a refusal', () => {
  it('raises the error class of its SDK', async () => {
    const twice = { headers: { 'X-Pii-Mapping': 'neither map nor directive' } }
    const messages = [{ role: 'user' as const, content: 'hello' }]
    await expect(openai.chat.completions.create({ model: 'm', messages }, twice)).rejects.toBeInstanceOf(
      OpenAI.UnprocessableEntityError,
    )
    await expect(anthropic.messages.create({ model: 'm', max_tokens: 9, messages }, twice)).rejects.toBeInstanceOf(
      Anthropic.UnprocessableEntityError,
    )
  })

  it('of the upstream raises its own', async () => {
    const messages = [{ role: 'user' as const, content: 'hello' }]
    upstream.answer(reply('{"error":{"message":"no","type":"authentication_error"}}', { status: 401 }))
    await expect(openai.chat.completions.create({ model: 'm', messages })).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    )
    await expect(anthropic.messages.create({ model: 'm', max_tokens: 9, messages })).rejects.toBeInstanceOf(
      Anthropic.AuthenticationError,
    )
  })
})
