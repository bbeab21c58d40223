import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forwardedBody, jsonHeader, post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { mapping: { client: 'plain' } })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

let threads = 0
const newThread = () => `thread-${++threads}`
const say = (message: string, thread: string | null, key = 'caller-a') =>
  post(gateway.chatUrl, { thread_id: thread, message }, key === '' ? {} : { 'X-API-Key': key })
const answerOf = async (message: string, thread: string | null, key?: string) =>
  JSON.parse((await say(message, thread, key)).body.toString()).answer

describe('a thread', () => {
  it('keeps its placeholders and restores those of earlier turns', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"<EMAIL_1> <EMAIL_2>"}'))
    await say('to a@corp.org', thread)
    expect(await answerOf('and b@corp.org, not a@corp.org', thread)).toBe('a@corp.org b@corp.org')
    expect(forwardedBody(upstream).message).toBe('and <EMAIL_2>, not <EMAIL_1>')
  })

  it('is adopted from the answer, in JSON and in a stream', async () => {
    const key = 'caller-adopts'
    for (const [thread, behaviour] of [
      ['t-json', reply('{"data":{"thread_id":"t-json"},"answer":"ok"}')],
      ['t-sse', stream(['data: {"thread_id":"t-s', 'se","delta":"ok"}\n\n', 'data: [DONE]\n\n'])],
    ] as const) {
      upstream.answer(behaviour)
      await say('to a@corp.org', null, key)
      upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
      expect(await answerOf('and b@corp.org', thread, key)).toBe('a@corp.org')
      expect(forwardedBody(upstream).message).toBe('and <EMAIL_2>')
    }
  })

  it('is another one for another caller, and none for a request without a caller', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    await say('to a@corp.org', thread)
    expect(await answerOf('hello', thread, 'caller-b')).toBe('<EMAIL_1>')
    expect(await answerOf('hello', thread, '')).toBe('<EMAIL_1>')
    expect(await answerOf('hello', thread)).toBe('a@corp.org')
  })

  it('gives nothing back while the upstream refuses the caller', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"ok"}'))
    await say('to a@corp.org', thread)
    upstream.answer(reply('{"answer":"<EMAIL_1> <EMAIL_2>"}', { status: 403 }))
    const refused = await say('and b@corp.org', thread)
    expect(refused.status).toBe(403)
    expect(JSON.parse(refused.body.toString()).answer).toBe('<EMAIL_1> b@corp.org')
    expect(jsonHeader(refused, 'X-Chat-History-Pii-Mapping')).toEqual({ '<EMAIL_2>': 'b@corp.org' })
  })

  it('never uses a number twice, not even one whose turn failed', async () => {
    const thread = newThread()
    upstream.answer(reply('{}', { status: 500 }))
    await say('to a@corp.org', thread)
    upstream.answer(reply('{}'))
    await say('to b@corp.org', thread)
    expect(forwardedBody(upstream).message).toBe('to <EMAIL_2>')
  })

  it('sends on as a literal what only spells one of its placeholders, and restores it to itself', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"ok"}'))
    await say('to a@corp.org', thread)
    upstream.answer(reply('{"answer":"you wrote <LITERAL_1>, I know <EMAIL_1>"}'))
    expect(await answerOf('what is <EMAIL_1>?', thread)).toBe('you wrote <EMAIL_1>, I know a@corp.org')
    expect(forwardedBody(upstream).message).toBe('what is <LITERAL_1>?')
  })

  it('takes for its placeholder what a sent map names, even where an earlier turn held it for a literal', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"ok"}'))
    await say('to a@corp.org', thread)
    await say('what is EMAIL_1?', thread)
    upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    const headers = { 'X-API-Key': 'caller-a', 'X-Chat-History-Pii-Mapping': '{"<EMAIL_1>":"a@corp.org"}' }
    const answer = await post(gateway.chatUrl, { thread_id: thread, message: 'tell <EMAIL_1>' }, headers)
    expect(forwardedBody(upstream).message).toBe('tell <EMAIL_1>')
    expect(JSON.parse(answer.body.toString()).answer).toBe('a@corp.org')
  })

  it('never gives a value to a placeholder that the caller once spelt', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"<EMAIL_1> and <EMAIL_2>"}'))
    expect(await answerOf('literal <EMAIL_1>, mail a@corp.org', thread)).toBe('<EMAIL_1> and a@corp.org')
    await say('now b@corp.org', thread)
    expect(forwardedBody(upstream).message).toBe('now <EMAIL_3>')
  })

  it('gives one token to one value under concurrent turns', async () => {
    const thread = newThread()
    upstream.answer(reply('{}'))
    const before = upstream.requests.length
    await Promise.all(Array.from({ length: 20 }, (_, n) => say(`mail u${n}@corp.org`, thread)))
    const sent = upstream.requests.slice(before).map((request) => JSON.parse(request.body.toString()).message)
    expect(new Set(sent).size).toBe(20)
  })
})
