import { type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as Load from '../../src/rules/load.js'
import { post } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

/** A detector that breaks on this word. Only answers are read by it. */
const BREAKING = 'unreadable'

vi.mock('../../src/rules/load.js', async (importActual) => {
  const actual = await importActual<typeof Load>()
  const loadRules: typeof actual.loadRules = async (options) => {
    const loaded = await actual.loadRules(options)
    if ('issues' in loaded) return loaded
    const { ruleSet } = loaded
    const detect: typeof ruleSet.detect = (text, hint) => {
      if (text.includes(BREAKING)) throw new Error(`broken by ${text}`)
      return ruleSet.detect(text, hint)
    }
    return { ...loaded, ruleSet: { ...ruleSet, detect } }
  }
  return { ...actual, loadRules }
})

/** Invented. */
const OWN = 'jane@corp.org'
const NEW = 'max@other.org'

const MODES = ['off', 'report', 'redact'] as const
const gateways = new Map<string, TestGateway>()
const logged: string[] = []
let upstream: TestUpstream

beforeAll(async () => {
  upstream = await startUpstream()
  for (const detect of MODES) {
    const policy = { operators: { IP: 'allow', PHONE: 'block' } } as const
    const over = { rules: 'rules/core', response: { detect }, policy }
    gateways.set(detect, await startGateway(upstream.url, over, { write: (line) => void logged.push(line) }))
  }
}, 60_000)
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.close()
  await upstream.close()
})

const gatewayOf = (mode: string): TestGateway => gateways.get(mode) as TestGateway
const ask = async (mode: string, answer: string, message = `mail ${OWN}`, headers = {}) => {
  upstream.answer(reply(JSON.stringify({ answer })))
  const { body } = await post(gatewayOf(mode).chatUrl, { message }, headers)
  return JSON.parse(body.toString()).answer as string
}
const metric = async (mode: string, name: string): Promise<string[]> =>
  (await send(`${gatewayOf(mode).adminUrl}/metrics`)).body
    .toString()
    .split('\n')
    .filter((line) => line.startsWith(name))

const askForTrailers = (mode: string, answer: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    upstream.answer(reply(JSON.stringify({ answer })))
    const headers = { 'content-type': 'application/json', te: 'trailers' }
    const call = request(gatewayOf(mode).chatUrl, { method: 'POST', headers })
    call.on('error', reject)
    call.on('response', (message) => message.resume().on('end', () => resolve(message)))
    call.end(JSON.stringify({ message: `mail ${OWN}` }))
  })

const ANSWER = `<EMAIL_1> wrote to ${NEW}`

describe('personal data that the model brings', () => {
  it('passes and is not looked for where nobody asks', async () => {
    expect(await ask('off', ANSWER)).toBe(`${OWN} wrote to ${NEW}`)
    expect((await askForTrailers('off', ANSWER)).trailers['x-pii-guard']).toMatch(/;restored=1;unresolved=0$/)
    expect(await ask('off', BREAKING)).toBe(BREAKING)
    expect(await metric('off', 'coatcheck_response_findings_total{')).toEqual([])
  })

  it('is counted in metrics and trailer, and passes, with `report`', async () => {
    expect(await ask('report', ANSWER)).toBe(`${OWN} wrote to ${NEW}`)
    expect((await askForTrailers('report', ANSWER)).trailers['x-pii-guard']).toMatch(
      /;restored=1;unresolved=0;introduced=1$/,
    )
    expect(await metric('report', 'coatcheck_response_findings_total{')).toEqual([
      'coatcheck_response_findings_total{entity="EMAIL"} 2',
    ])
  })

  it('is replaced and counted with `redact`; an entity that is blocked in requests too', async () => {
    expect(await ask('redact', ANSWER)).toBe(`${OWN} wrote to [EMAIL]`)
    expect(await ask('redact', 'call +1 212 555 0123')).toBe('call [PHONE]')
    expect((await askForTrailers('redact', ANSWER)).trailers['x-pii-guard']).toMatch(/;introduced=1$/)
  })

  it('stays where the policy lets it pass, or the caller said so', async () => {
    expect(await ask('redact', 'ping 93.184.216.34')).toBe('ping 93.184.216.34')
    expect(await ask('redact', NEW, 'hello')).toBe('[EMAIL]')
  })

  it('stays where the caller wrote it, also where that was no finding, in whatever case and as a whole word', async () => {
    expect(await ask('redact', 'born on 1980-01-02', 'what day was 1980-01-02?')).toBe('born on 1980-01-02')
    expect(await ask('redact', 'born on 1980-01-02', 'what day was 11980-01-02?')).toBe('born on [DATE_OF_BIRTH]')
    expect(await ask('redact', OWN.toUpperCase())).toBe(OWN.toUpperCase())
    expect(await ask('redact', OWN.slice(1))).toBe('[EMAIL]')
  })

  it('is found where the request held nothing, in errors, text, lines and tool arguments', async () => {
    const kinds: [string, string, string][] = [
      ['text/plain', `write ${NEW}`, 'write [EMAIL]'],
      ['application/x-ndjson', `{"a":"${NEW}"}\n{"b":1}\n`, '{"a":""}\n{"b":1}\n{"a":"[EMAIL]"}\n'],
      ['text/event-stream', `data: {"a":"${NEW}"}\n\n`, 'data: {"a":""}\n\ndata: {"a":"[EMAIL]"}\n\n'],
      [
        'application/json',
        `{"arguments":"{\\"to\\":\\"${NEW}\\",\\"card\\":4111111111111111}"}`,
        '{"arguments":"{\\"to\\":\\"[EMAIL]\\",\\"card\\":\\"[CREDIT_CARD]\\"}"}',
      ],
    ]
    for (const [type, body, expected] of kinds)
      for (const status of [200, 500]) {
        upstream.answer(reply(body, { status, headers: ['content-type', type] }))
        const answer = await post(gatewayOf('redact').chatUrl, { message: 'hello' })
        expect([answer.status, answer.body.toString()]).toEqual([status, expected])
      }
  })

  it('is never in signed thinking, which passes byte for byte', async () => {
    const thinking = { type: 'thinking', thinking: `ask ${NEW}`, signature: 'c2lnbmVk' }
    const body = JSON.stringify({ type: 'message', content: [thinking, { type: 'text', text: NEW }] })
    upstream.answer(reply(body))
    const asked = { messages: [{ role: 'user', content: 'hello' }] }
    const answer = await post(`${gatewayOf('redact').url}/v1/messages`, asked)
    expect(answer.body.toString()).toBe(body.replace(`"text":"${NEW}"`, '"text":"[EMAIL]"'))
  })
})

describe('an answer that cannot be read', () => {
  it('is cut with `redact`, and nothing unread passes', async () => {
    const calm = 'plain words '.repeat(100)
    upstream.answer(stream([`data: {"delta":"${calm}"}\n\n`, `data: {"delta":"${BREAKING}"}\n\n`], { delayMs: 5 }))
    const answer = await post(gatewayOf('redact').chatUrl, { message: 'hello' })
    expect(answer.isComplete).toBe(false)
    expect(answer.body.toString()).toContain('plain words')
    expect(answer.body.toString()).not.toContain(BREAKING)
    expect(await metric('redact', 'coatcheck_guard_failures_total')).toEqual(['coatcheck_guard_failures_total 1'])
    expect(logged.join('')).toContain('"event":"guard_failed"')
    expect(logged.join('')).not.toContain('broken by')
  })

  it('passes with `report`, which says that it failed', async () => {
    expect(await ask('report', `${BREAKING} <EMAIL_1>`)).toBe(`${BREAKING} ${OWN}`)
    expect(await metric('report', 'coatcheck_guard_failures_total')).toEqual(['coatcheck_guard_failures_total 1'])
  })
})
