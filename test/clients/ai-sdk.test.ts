import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, jsonSchema, type LanguageModel, stepCountIs, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTools, EXPECTED_ANSWER, EXPECTED_CALLS, PROMPT, SCHEMAS, STEPS, type ToolName } from './agent-task.js'
import { expectNothingLeaked, type Stage, startStage } from './stage.js'

let stage: Stage
const models = new Map<string, LanguageModel>()

beforeAll(async () => {
  stage = await startStage()
  const { url } = stage.gateway
  const openai = createOpenAI({ baseURL: `${url}/openai/v1`, apiKey: 'sk-test' })
  models.set('openai chat', openai.chat('scripted'))
  models.set('openai responses', openai.responses('scripted'))
  models.set('anthropic', createAnthropic({ baseURL: `${url}/anthropic/v1`, apiKey: 'sk-test' })('scripted'))
}, 60_000)
afterAll(() => stage.close())

const toolsOf = (run: (name: ToolName, args: unknown) => string) => {
  const made = (name: ToolName) =>
    tool({
      description: name,
      inputSchema: jsonSchema({ ...SCHEMAS[name] } as object),
      execute: async (args) => run(name, args),
    })
  return { look_up: made('look_up'), dial: made('dial'), notify: made('notify') }
}

describe('the ai package', () => {
  it.each(['openai chat', 'openai responses', 'anthropic'])('runs an agent on %s', async (name) => {
    const model = models.get(name)!
    const stopWhen = stepCountIs(STEPS.length)
    const whole = createTools()
    stage.begin()
    const { text } = await generateText({ model, prompt: PROMPT, tools: toolsOf(whole.run), stopWhen, maxRetries: 0 })
    expect([text, whole.calls]).toEqual([EXPECTED_ANSWER, EXPECTED_CALLS])
    expectNothingLeaked(stage, STEPS.length)

    const streamed = createTools()
    stage.begin()
    const result = streamText({ model, prompt: PROMPT, tools: toolsOf(streamed.run), stopWhen, maxRetries: 0 })
    expect([await result.text, streamed.calls]).toEqual([EXPECTED_ANSWER, EXPECTED_CALLS])
    expectNothingLeaked(stage, STEPS.length)
  })
})
