import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { forwardedBody, jsonHeader, post, textHeader } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
let plain: TestGateway
let sealed: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  plain = await startGateway(upstream.url, { mapping: { client: 'plain', upstream: 'plain' } })
  sealed = await startGateway(upstream.url)
}, 60_000)
afterAll(async () => {
  await plain.close()
  await sealed.close()
  await upstream.close()
})
beforeEach(() => upstream.answer(reply('{"answer":"<PERSON_1> <PERSON_7> <EMAIL_1> <PHONE_1>"}')))

const MAP = { '<PERSON_7>': 'Zoë Müller' }
const json = JSON.stringify(MAP)
const ENCODINGS: readonly (readonly [string, string])[] = [
  ['raw UTF-8 JSON', Buffer.from(json).toString('latin1')],
  ['escaped JSON', json.replace('ë', '\\u00eb').replace('ü', '\\u00fc')],
  ['percent-encoded JSON', encodeURIComponent(json)],
  ['base64', Buffer.from(json).toString('base64')],
  ['base64url without padding', Buffer.from(json).toString('base64url')],
]

describe('maps from the client', () => {
  it.each(ENCODINGS)('are read as %s', async (_, value) => {
    const answer = await post(plain.chatUrl, { message: 'ask Zoë Müller' }, { 'X-Pii-Mapping': value })
    expect(forwardedBody(upstream).message).toBe('ask <PERSON_7>')
    expect(JSON.parse(answer.body.toString()).answer).toBe('<PERSON_1> Zoë Müller <EMAIL_1> <PHONE_1>')
  })

  it('replace reviewed values that no rule finds, and detection still runs', async () => {
    await post(
      plain.chatUrl,
      { message: 'Blue Heron? mail jane@corp.org' },
      { 'X-Pii-Mapping': '{"<PROJECT_1>":"Blue Heron"}' },
    )
    expect(forwardedBody(upstream).message).toBe('<PROJECT_1>? mail <EMAIL_1>')
  })

  it('decide the type of a value that a rule finds to be another', async () => {
    const headers = { 'X-Pii-Mapping': '{"<CONTACT_1>":"jane@corp.org"}' }
    await post(plain.chatUrl, { message: 'jane@corp.org or Jane@corp.org, not joe@corp.org' }, headers)
    expect(forwardedBody(upstream).message).toBe('<CONTACT_1> or <EMAIL_1>, not <EMAIL_2>')
  })

  it('go on without what a directive or the policy hides for good', async () => {
    const map = '{"<EMAIL_1>":"jane@corp.org","<PROJECT_1>":"Blue Heron"}'
    const headers = { 'X-Pii-Mapping': 'email=redact', 'X-Chat-History-Pii-Mapping': map }
    await post(plain.chatUrl, { message: 'Blue Heron: jane@corp.org' }, headers)
    expect(forwardedBody(upstream).message).toBe('<PROJECT_1>: [EMAIL]')
    const history = upstream.requests.at(-1)?.headers['x-chat-history-pii-mapping']
    expect(JSON.parse(String(history))).toEqual({ '<PROJECT_1>': 'Blue Heron' })
  })

  it('keep numbering stable through the history map, also for another spelling of the value', async () => {
    const history = '{"<PHONE_1>":"+15551234567","<EMAIL_4>":"a@corp.org"}'
    await post(
      plain.chatUrl,
      { message: 'Call me at (555) 123-4567, mail b@corp.org' },
      { 'X-Chat-History-Pii-Mapping': history },
    )
    expect(forwardedBody(upstream).message).toBe('Call me at <PHONE_1>, mail <EMAIL_5>')
  })

  it('win by precedence: reviewed, then history, then auto; all placeholders of a value restore', async () => {
    upstream.answer(reply('{"a":"<EMAIL_1> <EMAIL_2> <EMAIL_3>"}'))
    const answer = await post(
      plain.chatUrl,
      { message: 'a@corp.org' },
      {
        'X-Pii-Mapping': '{"<EMAIL_3>":"a@corp.org"}',
        'X-Chat-History-Pii-Mapping': '{"<EMAIL_2>":"a@corp.org"}',
        'X-Auto-Pii-Mapping': '{"<EMAIL_1>":"A@corp.org"}',
      },
    )
    expect(forwardedBody(upstream).message).toBe('<EMAIL_3>')
    expect(JSON.parse(answer.body.toString()).a).toBe('A@corp.org a@corp.org a@corp.org')
  })

  it('come back as the union, to be sent next time', async () => {
    const answer = await post(
      plain.chatUrl,
      { message: 'to b@corp.org' },
      { 'X-Chat-History-Pii-Mapping': '{"<EMAIL_1>":"a@corp.org"}' },
    )
    expect(jsonHeader(answer, 'X-Auto-Pii-Mapping')).toEqual({ '<EMAIL_2>': 'b@corp.org' })
    expect(jsonHeader(answer, 'X-Chat-History-Pii-Mapping')).toEqual({
      '<EMAIL_1>': 'a@corp.org',
      '<EMAIL_2>': 'b@corp.org',
    })
  })

  it('go on to a trusted upstream in plain', async () => {
    await post(
      plain.chatUrl,
      { message: 'to b@corp.org' },
      { 'X-Chat-History-Pii-Mapping': '{"<EMAIL_1>":"a@corp.org"}' },
    )
    const { headers } = upstream.last()
    expect(JSON.parse(headers['x-chat-history-pii-mapping'] ?? '')).toEqual({ '<EMAIL_1>': 'a@corp.org' })
    expect(JSON.parse(headers['x-auto-pii-mapping'] ?? '')).toEqual({ '<EMAIL_2>': 'b@corp.org' })
  })
})

describe('directives', () => {
  it('make the operator stricter for this request; irreversible ones enter no map', async () => {
    const answer = await post(
      plain.chatUrl,
      { message: 'mail jane@corp.org, SSN 536-90-4399, my name is Jane Doe' },
      { 'X-Pii-Mapping': 'email=mask, SSN=redact' },
    )
    expect(forwardedBody(upstream).message).toBe('mail ****************, SSN [US_SSN], my name is <PERSON_1>')
    expect(jsonHeader(answer, 'X-Auto-Pii-Mapping')).toEqual({ '<PERSON_1>': 'Jane Doe' })
    expect(upstream.last().headers['x-pii-mapping']).toBeUndefined()
    const positions = jsonHeader(answer, 'X-Pii-Positions') as { placeholder?: string }[]
    expect(positions.map((position) => position.placeholder)).toEqual([undefined, undefined, '<PERSON_1>'])
  })
})

describe('positions from the client', () => {
  it('replace what no rule finds, everywhere it recurs, in code points', async () => {
    await post(
      plain.chatUrl,
      { message: '😀 Heron flies', title: 'Heron' },
      { 'X-Pii-Positions': '[{"start":2,"end":7,"entity":"PROJECT"}]' },
    )
    expect(forwardedBody(upstream)).toEqual({ message: '😀 <PROJECT_1> flies', title: '<PROJECT_1>' })
  })

  it('may choose the placeholder', async () => {
    await post(
      plain.chatUrl,
      { message: 'Heron flies' },
      { 'X-Pii-Positions': '[{"start":0,"end":5,"entity":"PROJECT","placeholder":"<PROJECT_9>"}]' },
    )
    expect(forwardedBody(upstream).message).toBe('<PROJECT_9> flies')
  })
})

describe('sealed headers', () => {
  it('are the default for clients: no value is readable, and sent back they keep numbers and restore', async () => {
    const first = await post(sealed.chatUrl, { message: 'to a@corp.org' }, { 'X-API-Key': 'k-1' })
    const token = textHeader(first, 'X-Chat-History-Pii-Mapping')
    expect(token.split('.')).toHaveLength(5)
    expect(JSON.stringify(first.rawHeaders)).not.toContain('corp.org')
    upstream.answer(reply('{"a":"<EMAIL_1> <EMAIL_2>"}'))
    const second = await post(
      sealed.chatUrl,
      { message: 'and b@corp.org', thread_id: 't-9' },
      { 'X-API-Key': 'k-1', 'X-Chat-History-Pii-Mapping': token },
    )
    expect(forwardedBody(upstream).message).toBe('and <EMAIL_2>')
    expect(JSON.parse(second.body.toString()).a).toBe('a@corp.org b@corp.org')
    expect(JSON.parse(upstream.last().headers['x-chat-history-pii-mapping'] ?? '')).toEqual({
      '<EMAIL_1>': '<EMAIL_1>',
    })
  })

  it('of another caller, space or header are refused, not read as empty', async () => {
    const first = await post(sealed.chatUrl, { message: 'to a@corp.org' }, { 'X-API-Key': 'k-1' })
    const token = textHeader(first, 'X-Chat-History-Pii-Mapping')
    const before = upstream.requests.length
    // One seal in 256 ends with these very bits.
    const otherEnd = token.at(-2) === 'A' ? 'BA' : 'AA'
    const attempts: [string, Record<string, string>][] = [
      [sealed.chatUrl, { 'X-API-Key': 'k-2', 'X-Chat-History-Pii-Mapping': token }],
      [sealed.chatUrl, { 'X-Chat-History-Pii-Mapping': token }],
      [sealed.chatUrl.replace('12345', '777'), { 'X-API-Key': 'k-1', 'X-Chat-History-Pii-Mapping': token }],
      [sealed.chatUrl, { 'X-API-Key': 'k-1', 'X-Auto-Pii-Mapping': token }],
      [sealed.chatUrl, { 'X-API-Key': 'k-1', 'X-Chat-History-Pii-Mapping': `${token.slice(0, -2)}${otherEnd}` }],
    ]
    for (const [url, headers] of attempts) {
      const answer = await post(url, { message: 'x' }, headers)
      expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([422, 'header_sealed_invalid'])
    }
    expect(upstream.requests.length).toBe(before)
  })
})

describe('headers that do not fit', () => {
  it('are replaced by a reference that the same caller can send back and resolve', async () => {
    const people = Array.from({ length: 400 }, (_, n) => `user${n}@corp.org`)
    const key = { 'X-API-Key': 'k-1' }
    const answer = await post(plain.chatUrl, { message: people.join(' ') }, key)
    const id = textHeader(answer, 'X-Chat-History-Pii-Mapping-Ref')
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(answer.headers['x-chat-history-pii-mapping']).toBeUndefined()
    await post(
      plain.chatUrl,
      { message: 'user399@corp.org new@corp.org' },
      { ...key, 'X-Chat-History-Pii-Mapping-Ref': id },
    )
    expect(forwardedBody(upstream).message).toBe('<EMAIL_400> <EMAIL_401>')
    const other = await post(
      plain.chatUrl,
      { message: 'x' },
      { 'X-API-Key': 'k-2', 'X-Chat-History-Pii-Mapping-Ref': id },
    )
    expect(other.status).toBe(422)
  })
  it('go on as references too, which the upstream resolves with the key that it received', async () => {
    const people = Array.from({ length: 400 }, (_, n) => `user${n}@corp.org`)
    await post(plain.chatUrl, { message: people.join(' ') }, { 'X-API-Key': 'k-1' })
    const headers = upstream.requests.at(-1)?.headers ?? {}
    const id = headers['x-auto-pii-mapping-ref']
    const key = String(headers['x-api-key'])
    const kept = await send(`${plain.url}/v1/pii/mappings/${id}`, { headers: { 'X-API-Key': key } })
    expect(JSON.parse(JSON.parse(kept.body.toString()).value)['<EMAIL_400>']).toBe('user399@corp.org')
  })
})
