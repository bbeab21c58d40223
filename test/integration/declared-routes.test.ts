import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forwardedBody, post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

const EMAIL = 'jane@corp.org'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, {
    routes: [
      {
        path: '/v1/tickets/{id}',
        methods: ['POST'],
        format: 'json',
        request: { not_text: ['/owner', '/comments/*/id'] },
        answer: { text: ['/note'] },
      },
      { path: '/tools/rpc', methods: ['POST'], format: 'mcp', request: {}, answer: {} },
    ],
  })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

describe('a declared route', () => {
  it('is protected where its pointers say so, in both directions', async () => {
    upstream.answer(reply('{"note":"<EMAIL_1>","other":"<EMAIL_1>"}'))
    const body = { owner: EMAIL, note: EMAIL, comments: [{ id: EMAIL, text: EMAIL }], new: [EMAIL] }
    const answer = await post(`${gateway.url}/v1/tickets/t-1`, body)
    expect(forwardedBody(upstream)).toEqual({
      owner: EMAIL,
      note: '<EMAIL_1>',
      comments: [{ id: EMAIL, text: '<EMAIL_1>' }],
      new: ['<EMAIL_1>'],
    })
    expect(upstream.last().url).toBe('/v1/tickets/t-1')
    expect(JSON.parse(answer.body.toString())).toEqual({ note: EMAIL, other: '<EMAIL_1>' })
    expect(answer.headers['x-pii-guard']).toMatch(/^enforce;entities=3/)
  })

  it('may speak a known format', async () => {
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'mail', arguments: { to: EMAIL } } }
    upstream.answer(reply('{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"sent to <EMAIL_1>"}]}}'))
    const answer = await post(`${gateway.url}/tools/rpc`, call)
    expect(forwardedBody(upstream)).toMatchObject({ params: { name: 'mail', arguments: { to: '<EMAIL_1>' } } })
    expect(JSON.parse(answer.body.toString()).result.content[0].text).toBe(`sent to ${EMAIL}`)
  })

  it('leaves other routes and methods what they were', async () => {
    const count = upstream.requests.length
    expect((await post(`${gateway.url}/v1/tickets`, { note: EMAIL })).status).toBe(403)
    expect((await post(`${gateway.url}/v1/tickets/a/b`, { note: EMAIL })).status).toBe(403)
    // A ticket's route to a parser that splits before it decodes.
    expect((await post(`${gateway.url}/v1/tickets/a%2Fb`, { note: EMAIL })).status).toBe(400)
    expect((await post(`${gateway.url}/v1//tickets/a`, { note: EMAIL })).status).toBe(400)
    expect(upstream.requests).toHaveLength(count)
  })
})

it('the gateway API’s switch neither starts nor stops the guard', async () => {
  for (const value of ['true', 'false']) {
    upstream.answer(reply('{}'))
    const headers = { 'X-Apply-Pii-Pseudonymization': value, 'X-Space-Id': 's-1' }
    await post(
      `${gateway.url}/api-proxy/v1/chat/completions`,
      { messages: [{ role: 'user', content: EMAIL }] },
      headers,
    )
    expect(forwardedBody(upstream)).toEqual({ messages: [{ role: 'user', content: '<EMAIL_1>' }] })
    expect(upstream.last().headers['x-apply-pii-pseudonymization']).toBe(value)
  }
})
