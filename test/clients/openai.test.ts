import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hang, refuse, reply } from '../support/upstream.js'
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
let client: OpenAI

beforeAll(async () => {
  stage = await startStage({ policy: { operators: { CREDIT_CARD: 'block' } }, upstream: { headers_timeout_ms: 300 } })
  client = new OpenAI({ baseURL: `${stage.gateway.url}/v1`, apiKey: 'sk-test', maxRetries: 0 })
}, 60_000)
afterAll(() => stage.close())

const runnable = (run: (name: ToolName, args: unknown) => string) =>
  TOOL_NAMES.map((name) => ({
    type: 'function' as const,
    function: {
      name,
      description: name,
      parameters: { ...SCHEMAS[name] } as Record<string, unknown>,
      parse: (text: string): object => JSON.parse(text),
      function: (args: object) => run(name, args),
    },
  }))

describe('the openai package', () => {
  it.each([false, true])('runs an agent with runTools, streamed: %s', async (stream) => {
    stage.begin()
    const { calls, run } = createTools()
    const request = { model: 'scripted', messages: [{ role: 'user' as const, content: PROMPT }], tools: runnable(run) }
    const runner = stream
      ? client.chat.completions.runTools({ ...request, stream: true })
      : client.chat.completions.runTools(request)
    expect(await runner.finalContent()).toBe(EXPECTED_ANSWER)
    expect(calls).toEqual(EXPECTED_CALLS)
    expectNothingLeaked(stage, STEPS.length)
  })

  it.each([false, true])('runs an agent on Responses, streamed: %s', async (stream) => {
    stage.begin()
    const { calls, run } = createTools()
    const tools = TOOL_NAMES.map((name) => ({
      type: 'function' as const,
      name,
      parameters: { ...SCHEMAS[name] },
      strict: false,
    }))
    const ask = async (input: OpenAI.Responses.ResponseInput): Promise<OpenAI.Responses.Response> => {
      if (!stream) return client.responses.create({ model: 'scripted', input, tools })
      return client.responses.stream({ model: 'scripted', input, tools }).finalResponse()
    }
    let input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: PROMPT }]
    for (;;) {
      const response = await ask(input)
      const call = response.output.find((item) => item.type === 'function_call')
      if (call === undefined) {
        expect(response.output_text).toBe(EXPECTED_ANSWER)
        break
      }
      const output = run(call.name as ToolName, JSON.parse(call.arguments))
      input = [...input, call, { type: 'function_call_output', call_id: call.call_id, output }]
    }
    expect(calls).toEqual(EXPECTED_CALLS)
    expectNothingLeaked(stage, STEPS.length)
  })

  it('parses structured output with the originals in it', async () => {
    stage.begin([{ say: '{"contact":{"mail":"<EMAIL_1>","name":"<PERSON_1>"}}' }])
    const shape = z.object({ contact: z.object({ mail: z.string(), name: z.string() }) })
    const completion = await client.chat.completions.parse({
      model: 'scripted',
      messages: [{ role: 'user', content: "My name is Mary O'Dell, mail jane.ombrell@corp-example.org" }],
      response_format: zodResponseFormat(shape, 'contact'),
    })
    expect(completion.choices[0]?.message.parsed).toEqual({
      contact: { mail: 'jane.ombrell@corp-example.org', name: "Mary O'Dell" },
    })
    expectNothingLeaked(stage, 1)
  })

  it('raises what an API of its own would make it raise', async () => {
    const ask = (content: string) =>
      client.chat.completions.create({ model: 'scripted', messages: [{ role: 'user', content }] })
    stage.begin([])
    const blocked = await ask('my card is 4111 1111 1111 1111').catch((error: unknown) => error)
    expect(blocked).toBeInstanceOf(OpenAI.UnprocessableEntityError)
    expect(blocked).toMatchObject({ status: 422, code: 'pii_blocked' })
    expect(String(blocked)).not.toContain('4111')
    expect(stage.upstream.requests).toHaveLength(0)

    stage.upstream.answer(refuse)
    const refused = await ask('hello').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OpenAI.InternalServerError)
    expect(refused).toMatchObject({ status: 502, code: 'upstream_unreachable' })

    stage.upstream.answer(hang)
    const late = await ask('hello').catch((error: unknown) => error)
    expect(late).toMatchObject({ status: 504, code: 'upstream_timeout' })

    stage.upstream.answer(reply('{"error":{"message":"no","type":"authentication_error"}}', { status: 401 }))
    expect(await ask('hello').catch((error: unknown) => error)).toBeInstanceOf(OpenAI.AuthenticationError)
  })
})
