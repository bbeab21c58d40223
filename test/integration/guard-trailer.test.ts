import { type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url)
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const ask = (headers: Record<string, string>): Promise<IncomingMessage & { readonly text: string }> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ message: 'mail jane@corp.org' })
    const call = request(gateway.chatUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(body.length), ...headers },
    })
    call.on('error', reject)
    call.on('response', (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      answer.on('end', () => resolve(Object.assign(answer, { text })))
    })
    call.end(body)
  })

const JSON_ANSWER = '{"answer":"<EMAIL_1> <EMAIL_1> <EMAIL_7>"}'
const RESTORED = '{"answer":"jane@corp.org jane@corp.org <EMAIL_7>"}'
const TOLD = /^enforce;entities=1;.*;restored=2;unresolved=1$/

it('a client that asks for trailers is told what was restored and what was not', async () => {
  upstream.answer(reply(JSON_ANSWER))
  const whole = await ask({ te: 'trailers' })
  expect(whole.text).toBe(RESTORED)
  expect(whole.headers.trailer).toBe('X-Pii-Guard')
  expect(whole.trailers['x-pii-guard']).toMatch(TOLD)
  upstream.answer(stream([`data: ${JSON_ANSWER}\n\n`, 'data: [DONE]\n\n']))
  const events = await ask({ te: 'deflate, trailers' })
  expect(events.text).toBe(`data: ${RESTORED}\n\ndata: [DONE]\n\n`)
  expect(events.trailers['x-pii-guard']).toMatch(TOLD)
})

it('any other client gets none', async () => {
  upstream.answer(reply(JSON_ANSWER))
  const whole = await ask({})
  expect([whole.text, whole.headers.trailer, whole.trailers]).toEqual([RESTORED, undefined, {}])
  expect(whole.headers['content-length']).toBe(String(RESTORED.length))
})
