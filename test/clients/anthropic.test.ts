import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuse, reply } from '../support/upstream.js'
import {
  createTools,
  EXPECTED_ANSWER,
  EXPECTED_CALLS,
  PROMPT,
  SCHEMAS,
  STEPS,
  TOOL_NAMES,
  type ToolName,
} from './agent-task.js'
import { expectNothingLeaked, type Stage, startStage } from './stage.js'

let stage: Stage
let client: Anthropic

beforeAll(async () => {
  stage = await startStage({ policy: { operators: { CREDIT_CARD: 'block' } } })
  client = new Anthropic({ baseURL: `${stage.gateway.url}/anthropic`, apiKey: 'sk-ant-test', maxRetries: 0 })
}, 60_000)
afterAll(() => stage.close())

const TOOLS: Anthropic.Tool[] = TOOL_NAMES.map((name) => {
  const { type, properties, required } = SCHEMAS[name]
  return { name, description: name, input_schema: { type, properties, required: [...required] } }
})

describe('the @anthropic-ai/sdk package', () => {
  it.each([false, true])('runs an agent, streamed: %s', async (stream) => {
    stage.begin()
    const { calls, run } = createTools()
    const ask = async (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
      const request = { model: 'scripted', max_tokens: 100, tools: TOOLS, messages }
      return stream ? client.messages.stream(request).finalMessage() : client.messages.create(request)
    }
    let messages: Anthropic.MessageParam[] = [{ role: 'user', content: PROMPT }]
    for (;;) {
      const { content } = await ask(messages)
      const call = content.find((block) => block.type === 'tool_use')
      if (call === undefined) {
        expect(content).toMatchObject([{ type: 'text', text: EXPECTED_ANSWER }])
        break
      }
      const result = run(call.name as ToolName, call.input)
      messages = [
        ...messages,
        { role: 'assistant', content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: result }] },
      ]
    }
    expect(calls).toEqual(EXPECTED_CALLS)
    expectNothingLeaked(stage, STEPS.length)
  })

  it('shows each piece of a stream restored', async () => {
    stage.begin([{ say: 'Hello <EMAIL_1>, bye.' }])
    const said: string[] = []
    const stream = client.messages.stream({
      model: 'scripted',
      max_tokens: 100,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'I am jane.ombrell@corp-example.org' }],
    })
    stream.on('text', (text) => said.push(text))
    await stream.done()
    expect(said.join('')).toBe('Hello jane.ombrell@corp-example.org, bye.')
    expect(said.length).toBeGreaterThan(3)
    expectNothingLeaked(stage, 1)
  })

  it('raises what an API of its own would make it raise', async () => {
    const ask = (content: string) =>
      client.messages.create({ model: 'scripted', max_tokens: 1, messages: [{ role: 'user', content }] })
    stage.begin([])
    const blocked = await ask('my card is 4111 1111 1111 1111').catch((error: unknown) => error)
    expect(blocked).toBeInstanceOf(Anthropic.UnprocessableEntityError)
    expect(blocked).toMatchObject({ status: 422, error: { type: 'error', error: { type: 'invalid_request_error' } } })
    expect(String(blocked)).not.toContain('4111')
    expect(stage.upstream.requests).toHaveLength(0)
    stage.upstream.answer(refuse)
    expect(await ask('hello').catch((error: unknown) => error)).toBeInstanceOf(Anthropic.InternalServerError)
    stage.upstream.answer(reply('{"type":"error","error":{"type":"authentication_error"}}', { status: 401 }))
    expect(await ask('hello').catch((error: unknown) => error)).toBeInstanceOf(Anthropic.AuthenticationError)
  })
})
