import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forwardedBody, post, textHeader } from '../support/chat.js'
import { reply, stream } from '../support/upstream.js'
import { EMAIL, joined, PERSON, type Setting, sse, startSetting, wireText } from './setting.js'

const SEAL_KEY = randomBytes(32).toString('base64')
const HASH_KEY = randomBytes(32).toString('base64')
const TTL_SECONDS = 1

let setting: Setting

const start = () =>
  startSetting({
    rules: 'rules/core',
    mapping: { client: 'sealed' },
    seal_key: SEAL_KEY,
    hash_key: HASH_KEY,
    threads: { ttl_seconds: TTL_SECONDS },
  })

beforeAll(async () => {
  setting = await start()
}, 60_000)
afterAll(() => setting.close())

let threads = 0
const newThread = () => `thread-${++threads}`
const say = (thread: string, message: unknown, { headers = {}, more = {} } = {}) =>
  post(setting.gateway.chatUrl, { thread_id: thread, message, ...more }, { 'X-API-Key': 'caller', ...headers })
const answers = (text: string) => setting.upstream.answer(reply(JSON.stringify({ answer: text })))
const forwarded = () => forwardedBody(setting.upstream)
const answerOf = (answer: { readonly body: Buffer }): string => JSON.parse(answer.body.toString()).answer

describe('the turns of a thread', () => {
  it('F41: share one numbering: a new person is never an old number', async () => {
    const thread = newThread()
    answers('ok')
    await say(thread, 'My name is Jane Doe.')
    answers('<PERSON_1> and <PERSON_2>')
    expect(answerOf(await say(thread, 'Dear John Roe, hello.'))).toBe('Jane Doe and John Roe')
    expect(forwarded().message).toBe('Dear <PERSON_2>, hello.')
  })

  it('F43: restore what an earlier one issued', async () => {
    const thread = newThread()
    answers('ok')
    await say(thread, `mail ${EMAIL}`)
    answers('as before: <EMAIL_1>')
    expect(answerOf(await say(thread, 'write it down'))).toBe(`as before: ${EMAIL}`)
  })

  it('F44: survive a placeholder of text with the highest number there is', async () => {
    const thread = newThread()
    answers('<LITERAL_1> is not <EMAIL_1>')
    const more = { tool_call_results: ['<EMAIL_999999999> <LITERAL_999999999>'] }
    await say(thread, `mail ${EMAIL}`, { more })
    expect(answerOf(await say(thread, 'what is <EMAIL_1>?'))).toBe(`<EMAIL_1> is not ${EMAIL}`)
    await say(thread, 'mail b@corp.org')
    expect(forwarded().message).toBe('mail <EMAIL_2>')
  })

  it('F62: replace a short value that the caller once marked wherever it comes back', async () => {
    const thread = newThread()
    answers('your code is <PASSCODE_1>')
    const marks = '[{"start":5,"end":9,"entity":"PASSCODE"}]'
    expect(answerOf(await say(thread, 'code 4821', { headers: { 'X-Pii-Positions': marks } }))).toBe(
      'your code is 4821',
    )
    await say(thread, 'you said 4821, not 48210')
    expect(forwarded().message).toBe('you said <PASSCODE_1>, not 48210')
  })

  it('F63: replace a known value that comes back bare, in whatever field', async () => {
    const thread = newThread()
    answers('ok')
    await say(thread, 'My name is Jane Doe.')
    const more = { tool_call_results: [{ content: 'Jane Doe logged in' }], metadata: { 'JANE DOE': ['by jane doe'] } }
    await say(thread, 'and now?', { more })
    expect(wireText(setting.upstream.last())).not.toMatch(/jane|doe/)
    expect(forwarded()).toMatchObject({
      tool_call_results: [{ content: '<PERSON_1> logged in' }],
      metadata: { '<PERSON_1>': ['by <PERSON_1>'] },
    })
  })

  it('F64: may run at once: no number is given twice and each answer gets its own value', async () => {
    const thread = newThread()
    setting.upstream.answer((request, socket) => reply(request.body)(request, socket))
    const messages = Array.from({ length: 16 }, (_, n) => `mail u${n}@corp.org or ${EMAIL}`)
    const before = setting.upstream.requests.length
    const got = await Promise.all(messages.map((message) => say(thread, message)))
    expect(got.map(({ body }) => JSON.parse(body.toString()).message)).toEqual(messages)
    const sent = setting.upstream.requests
      .slice(before)
      .map(({ body }) => JSON.parse(body.toString()).message as string)
    const firsts = sent.map((message) => /<EMAIL_\d+>/.exec(message)?.[0])
    expect(new Set(firsts).size).toBe(messages.length)
  })
})

describe('what outlives a thread or a process', () => {
  it('F20: an answer keeps its map when the thread expires while it streams', async () => {
    const thread = newThread()
    answers('ok')
    await say(thread, 'My name is Jane Doe.')
    const delayMs = TTL_SECONDS * 1000 + 200
    setting.upstream.answer(stream([sse({ delta: 'Dear <PERSON_1>' })], { delayMs }))
    const answer = await say(thread, 'and?')
    expect(joined(answer, (event) => event.delta)).toBe(`Dear ${PERSON}`)
    // The thread was in use as long as its answer streamed: its time begins then, and ends.
    answers('<PERSON_1>')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(answerOf(await say(thread, 'still?'))).toBe(PERSON)
    await new Promise((resolve) => setTimeout(resolve, TTL_SECONDS * 1000 + 50))
    expect(answerOf(await say(thread, 'and now?'))).toBe('<PERSON_1>')
  }, 10_000)

  it('F68: a sealed map keeps its numbers in another process with the same keys, and is nothing without them', async () => {
    answers('ok')
    const thread = newThread()
    const history = textHeader(await say(thread, `mail ${EMAIL}`), 'X-Chat-History-Pii-Mapping')
    const other = await start()
    const stranger = await startSetting({
      rules: 'rules/us',
      hash_key: HASH_KEY,
      seal_key: randomBytes(32).toString('base64'),
    })
    const body = { thread_id: thread, message: `not b@corp.org but ${EMAIL}` }
    const headers = { 'X-API-Key': 'caller', 'X-Chat-History-Pii-Mapping': history }
    other.upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    expect(answerOf(await post(other.gateway.chatUrl, body, headers))).toBe(EMAIL)
    expect(forwardedBody(other.upstream).message).toBe('not <EMAIL_2> but <EMAIL_1>')
    const refused = await post(stranger.gateway.chatUrl, body, headers)
    expect([refused.status, stranger.upstream.requests.length]).toEqual([422, 0])
    await Promise.all([other.close(), stranger.close()])
  }, 60_000)
})
