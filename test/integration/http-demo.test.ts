import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDemoBackend } from '../../src/demo/backend.js'
import { spellOut } from '../../src/demo/reply.js'
import { send } from '../support/client.js'

let demo: Awaited<ReturnType<typeof startDemoBackend>>
const heard: string[] = []
beforeEach(async () => {
  heard.length = 0
  demo = await startDemoBackend({ host: '127.0.0.1', port: 0, onMessage: (message) => heard.push(message) })
})
afterEach(() => demo.close())

const chat = (body: unknown, headers: Record<string, string> = {}, path = '/v1/spaces/12345/chat') =>
  send(demo.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const MESSAGE = 'Write to <EMAIL_1> or <PHONE_12>'

describe('the demo backend', () => {
  it.each(['/v1/spaces/12345/chat', '/api-proxy/v1/spaces/12345/chat', '/v1/spaces/12345/chat/'])(
    'answers %s in JSON',
    async (path) => {
      const answer = await chat(
        { message: MESSAGE, thread_id: 't1' },
        { 'X-Pii-Positions': '[]', 'x-other': 'x' },
        path,
      )
      const { data } = JSON.parse(answer.body.toString())
      expect(answer.status).toBe(200)
      expect(data).toMatchObject({ thread_id: 't1', space_id: '12345', role: 'assistant' })
      expect(data.answer).toContain(`I received: ${MESSAGE}`)
      expect(data.received).toEqual({
        message: MESSAGE,
        message_as_seen_here: 'Write to (EMAIL #1) or (PHONE #12)',
        headers: { 'x-pii-positions': '[]' },
      })
      expect(JSON.parse(data.tool_calls[0].arguments)).toEqual({ query: '<EMAIL_1>' })
      expect(heard).toEqual([MESSAGE])
    },
  )

  it('gives a new thread an id of its own', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => JSON.parse((await chat({ message: 'hi' })).body.toString()).data.thread_id),
    )
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(ids[0]).not.toBe(ids[1])
  })

  it.each([
    [{ message: MESSAGE, stream: true }, {}],
    [{ message: MESSAGE }, { accept: 'text/event-stream' }],
  ])('streams the same answer in deltas that cut placeholders', async (body, headers) => {
    const answer = await chat(body, headers)
    expect(answer.headers['content-type']).toContain('text/event-stream')
    const events = answer.body
      .toString()
      .trim()
      .split('\n\n')
      .map((event) => {
        const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(event)!
        return { name, data: JSON.parse(data!) }
      })
    const deltas = events.filter(({ name }) => name === 'message').map(({ data }) => data.delta as string)
    const calls = events.filter(({ name }) => name === 'tool_call').map(({ data }) => data.arguments_delta as string)
    expect(deltas.join('')).toContain(`I received: ${MESSAGE}`)
    expect(deltas.some((delta) => delta.includes('<EMAIL_1>'))).toBe(false)
    expect(JSON.parse(calls.join(''))).toEqual({ query: '<EMAIL_1>' })
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { finish_reason: 'stop' } })
    expect(answer.totalMs - answer.firstByteMs).toBeGreaterThan(100)
  })

  it.each([
    [{}, 'missing'],
    [{ message: 7 }, 'string_type'],
    ['{"message":', 'json_invalid'],
    ['[]', 'json_invalid'],
  ])('answers %j as FastAPI does', async (body, type) => {
    const answer = await chat(body)
    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.body.toString()).detail[0]).toMatchObject({ type })
  })

  it('lists spaces, tells its health, and knows nothing else', async () => {
    expect((await send(`${demo.url}/v1/spaces`)).status).toBe(200)
    expect((await send(`${demo.url}/health`)).status).toBe(200)
    expect((await send(`${demo.url}/else`)).status).toBe(404)
    expect((await send(`${demo.url}/v1/spaces/1/chat`)).status).toBe(405)
  })

  it('cuts its streams when it closes', async () => {
    const running = chat({ message: 'x'.repeat(5000), stream: true })
    await new Promise((resolve) => setTimeout(resolve, 60))
    await demo.close()
    expect((await running).isComplete).toBe(false)
    demo = await startDemoBackend({ host: '127.0.0.1', port: 0 })
  })
})

describe('spellOut', () => {
  it('leaves only placeholders of the right shape in another form', () => {
    expect(spellOut('<EMAIL_1> <US_SSN_3> <email_1> <EMAIL_01> EMAIL_1')).toBe(
      '(EMAIL #1) (US_SSN #3) <email_1> <EMAIL_01> EMAIL_1',
    )
  })
})
