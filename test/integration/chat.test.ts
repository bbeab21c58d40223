import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

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
beforeEach(() => upstream.answer(reply('{"answer":"ok"}')))

const post = (body: unknown, headers: Record<string, string | string[]> = {}, url = gateway.chatUrl): Promise<Answer> =>
  send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const forwarded = () => JSON.parse(upstream.last().body.toString())
const header = (answer: Answer, name: string) => JSON.parse(String(answer.headers[name.toLowerCase()] ?? 'null'))

describe('a chat message', () => {
  it('reaches the upstream without its personal data, and comes back whole', async () => {
    upstream.answer(reply('{"answer":"Dear <PERSON_1>, I wrote to <EMAIL_1>."}'))
    const answer = await post({ message: 'My name is Jane Doe, mail jane@corp.org or JANE@corp.org.' })
    expect(forwarded()).toEqual({ message: 'My name is <PERSON_1>, mail <EMAIL_1> or <EMAIL_1>.' })
    expect(upstream.last().raw.toString().toLowerCase()).not.toMatch(/jane|doe/)
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toBe('{"answer":"Dear Jane Doe, I wrote to jane@corp.org."}')
  })

  it('keeps key order, number forms and white space, and gets a right Content-Length', async () => {
    const body = '{ "z": 1e400, "message" : "to jane@corp.org 😀",\n "a": 12345678901234567890, "thread_id": null }'
    await post(body)
    expect(upstream.last().body.toString()).toBe(body.replace('jane@corp.org', '<EMAIL_1>'))
    expect(upstream.last().headers['content-length']).toBe(String(upstream.last().body.length))
  })

  it('tells both sides what was found and where', async () => {
    const answer = await post({ message: '😀 jane@corp.org', metadata: { note: 'SSN 536-90-4399' } })
    expect(header(answer, 'X-Auto-Pii-Mapping')).toEqual({ '<EMAIL_1>': 'jane@corp.org', '<US_SSN_1>': '536-90-4399' })
    const [email, ssn] = header(answer, 'X-Pii-Positions')
    expect(email).toMatchObject({ start: 2, end: 15, entity: 'EMAIL', placeholder: '<EMAIL_1>', field: '/message' })
    expect(ssn).toMatchObject({ start: 4, end: 15, entity: 'US_SSN', field: '/metadata/note' })
    const { headers } = upstream.last()
    expect(JSON.parse(headers['x-auto-pii-mapping'] ?? '')).toEqual({
      '<EMAIL_1>': '<EMAIL_1>',
      '<US_SSN_1>': '<US_SSN_1>',
    })
    expect(JSON.parse(headers['x-pii-positions'] ?? '')[0]).toMatchObject({ start: 2, end: 11 })
    expect(String(answer.headers['x-pii-guard'])).toMatch(
      /^enforce;entities=2;policy="default";rules="sha256:[0-9a-f]{64}"$/,
    )
  })

  it('relays the other headers and sets its own', async () => {
    await post(
      { message: 'hi' },
      { 'X-Trace-Id': 'Abc', 'X-API-Key': 'secret-key', Baggage: 'user=jane', cookie: 'a=b' },
    )
    const { headers } = upstream.last()
    expect(headers).toMatchObject({ 'x-trace-id': 'Abc', 'x-api-key': 'secret-key', cookie: 'a=b' })
    expect(headers.host).toBe(new URL(upstream.url).host)
    expect(headers['accept-encoding']).toBe('identity')
    expect(headers.baggage).toBeUndefined()
  })

  it('runs the printed examples: stand-ins count as absent', async () => {
    const answer = await post(
      { message: 'Hello, world!' },
      { 'X-API-Key': 'your_api_key', 'X-Pii-Mapping': 'your_pii_mapping' },
    )
    expect(answer.status).toBe(200)
    expect(forwarded()).toEqual({ message: 'Hello, world!' })
  })
})
