import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forwardedBody, jsonHeader, post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

const KEY = { 'x-api-key': 'a key of this test' }
const MESSAGE = 'I am Jane Doe, mail jane.doe@corp.org, card 4111 1111 1111 1111.'

let upstream: TestUpstream
let gateway: TestGateway
beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { mapping: { client: 'plain' }, hash_key: 'a hash key for this test' })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const ask = (message: string, headers: Record<string, string> = {}, more = {}) =>
  post(gateway.chatUrl, { message, ...more }, { ...KEY, ...headers })
const surrogates = { 'x-pii-mapping': 'email=surrogate, card=surrogate' }

describe('the operators', () => {
  it('surrogate: the upstream sees realistic stand-ins, the client its own values', async () => {
    upstream.answer((request, socket) =>
      reply(JSON.stringify({ answer: JSON.parse(request.body.toString()).message }))(request, socket),
    )
    const answer = await ask(MESSAGE, surrogates)
    const seen = String(forwardedBody(upstream).message)
    expect(seen).toMatch(/mail [a-z]+\.[a-z]+\d\d@example\.(com|org|net), card 9999 \d{4} \d{4} \d{4}\.$/)
    expect(JSON.parse(String(answer.body)).answer).toBe(MESSAGE)
    expect(jsonHeader(answer, 'X-Auto-Pii-Mapping')).toMatchObject({ '<EMAIL_1>': 'jane.doe@corp.org' })
  })

  it('surrogate: is restored from a stream that cuts it anywhere', async () => {
    upstream.answer((request, socket) => {
      const { message } = JSON.parse(request.body.toString())
      const events = [...String(message)].map((character) => `data: ${JSON.stringify({ delta: character })}\n\n`)
      return stream([...events, 'data: [DONE]\n\n'])(request, socket)
    })
    const answer = await ask(MESSAGE, surrogates)
    const text = [...String(answer.body).matchAll(/data: (\{.*\})/g)]
      .map(([, json]) => JSON.parse(json ?? '').delta)
      .join('')
    expect(text).toBe(MESSAGE)
  })

  it('surrogate: is the same in the next turn of a thread, in another spelling too', async () => {
    upstream.answer(reply('{"thread_id":"t-1","answer":"ok"}'))
    const place = { thread_id: 't-1' }
    await ask('mail jane.doe@corp.org', surrogates, place)
    const first = String(forwardedBody(upstream).message)
    await ask('mail Jane.Doe@corp.org', surrogates, place)
    expect(forwardedBody(upstream).message).toBe(first)
    upstream.answer(reply(JSON.stringify({ answer: first })))
    const answer = await ask('and now?', surrogates, place)
    expect(JSON.parse(String(answer.body)).answer).toBe('mail jane.doe@corp.org')
  })

  it('surrogate: what stands in the text already is never issued', async () => {
    upstream.answer(reply('{"answer":"ok"}'))
    await ask('mail jane.doe@corp.org', surrogates)
    const taken = String(forwardedBody(upstream).message).slice('mail '.length)
    await ask(`${taken.split('@')[0]} of example.com example.org example.net: mail jane.doe@corp.org`, surrogates)
    expect(forwardedBody(upstream).message).toMatch(/mail <EMAIL_1>$/)
  })

  it('hash: equal identities have equal hashes, which enter no map', async () => {
    upstream.answer(reply('{"answer":"ok"}'))
    const answer = await ask('mail jane.doe@corp.org or Jane.Doe@corp.org', { 'x-pii-mapping': 'email=hash' })
    const [, a, b] = /^mail (\[EMAIL#[0-9a-f]{16}\]) or (\S+)$/.exec(String(forwardedBody(upstream).message)) ?? []
    expect([a === undefined, a === b]).toEqual([false, true])
    expect(jsonHeader(answer, 'X-Auto-Pii-Mapping')).toBeNull()
  })

  it('hash: without a key it is refused, before anything is forwarded', async () => {
    const keyless = await startGateway(upstream.url)
    try {
      const before = upstream.requests.length
      const answer = await post(keyless.chatUrl, { message: MESSAGE }, { 'x-pii-mapping': 'email=hash' })
      expect([answer.status, JSON.parse(String(answer.body)).code]).toEqual([422, 'hash_key_missing'])
      expect(upstream.requests.length).toBe(before)
    } finally {
      await keyless.close()
    }
  }, 60_000)

  it('a directive may not loosen: hash is stricter than surrogate, mask than hash', async () => {
    const strict = await startGateway(upstream.url, {
      hash_key: 'a hash key for this test',
      policy: { operators: { EMAIL: 'hash' } },
    })
    try {
      const status = async (operator: string) =>
        (await post(strict.chatUrl, { message: MESSAGE }, { 'x-pii-mapping': `email=${operator}` })).status
      expect([await status('surrogate'), await status('hash'), await status('mask')]).toEqual([422, 200, 200])
    } finally {
      await strict.close()
    }
  }, 60_000)
})

describe('the restore endpoint', () => {
  it('puts surrogates back where the policy makes them', async () => {
    const made = await startGateway(upstream.url, { policy: { operators: { EMAIL: 'surrogate' } } })
    try {
      const url = (name: string) => `${made.url}/v1/pii/${name}`
      const detected = JSON.parse(String((await post(url('detect'), { text: 'mail jane.doe@corp.org' }, KEY)).body))
      expect(detected.redacted_text).toMatch(/^mail \S+@example\.(com|org|net)$/)
      const { redacted_text: text, pii_mapping } = detected
      const restored = JSON.parse(String((await post(url('restore'), { text, pii_mapping }, KEY)).body))
      expect(restored.text).toBe('mail jane.doe@corp.org')
    } finally {
      await made.close()
    }
  }, 60_000)
})
