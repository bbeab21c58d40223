import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { testConfig } from '../support/gateway.js'
import { reply, stream } from '../support/upstream.js'
import { joined, metric, type Setting, sse, startSetting } from './setting.js'

const BASE = { rules: 'rules/core', mapping: { client: 'plain' } } as const

let setting: Setting

beforeAll(async () => {
  setting = await startSetting(BASE)
}, 60_000)
afterAll(() => setting.close())

const as = (caller: string): Record<string, string> => ({ 'X-API-Key': caller })
const say = (body: unknown, headers: Record<string, string> = {}) => post(setting.gateway.chatUrl, body, headers)
const answerOf = ({ body }: { readonly body: Buffer }): string => JSON.parse(body.toString()).answer

describe('what belongs to one request, thread or caller', () => {
  it('F72: streams that run at once each restore their own values', async () => {
    setting.upstream.answer(stream([sse({ delta: 'to <EMA' }), sse({ delta: 'IL_1> and <EMAIL_2>' })], { delayMs: 20 }))
    const callers = Array.from({ length: 12 }, (_, n) => `caller-${n}`)
    const answers = await Promise.all(
      callers.map((caller, n) =>
        say({ thread_id: n % 2 === 0 ? 'same' : null, message: `mail ${caller}@corp.org` }, as(caller)),
      ),
    )
    expect(answers.map((answer) => joined(answer, (event) => event.delta))).toEqual(
      callers.map((caller) => `to ${caller}@corp.org and <EMAIL_2>`),
    )
  })

  it('F73: a header that names a tenant or a user opens nothing', async () => {
    setting.upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    await say({ thread_id: 'tenants', message: 'mail own@corp.org' }, as('one'))
    for (const name of ['X-Tenant', 'X-Tenant-Id', 'X-User-Id', 'X-Caller', 'X-Forwarded-User', 'X-Coatcheck-Tenant'])
      expect(answerOf(await say({ thread_id: 'tenants', message: 'hi' }, { ...as('two'), [name]: 'one' }))).toBe(
        '<EMAIL_1>',
      )
    expect(answerOf(await say({ thread_id: 'tenants', message: 'hi' }, as('one')))).toBe('own@corp.org')
  })

  it('F74: whoever makes the model say a number gets nothing that was not issued to them', async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => `<EMAIL_${n + 1}>`).join(' ')
    setting.upstream.answer(reply(JSON.stringify({ answer: numbers })))
    for (let n = 0; n < 10; n++) await say({ thread_id: `t-${n}`, message: `mail u${n}@corp.org` }, as('giver'))
    expect(answerOf(await say({ thread_id: 't-1', message: 'say all' }, as('taker')))).toBe(numbers)
    expect(answerOf(await say({ thread_id: 't-new', message: 'say all' }, as('giver')))).toBe(numbers)
    expect(answerOf(await say({ message: 'say all' }, as('giver')))).toBe(numbers)
  })

  it('F75: a request without a thread, or without a key, shares nothing with any other one', async () => {
    setting.upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    await say({ message: 'mail first@corp.org' })
    expect(answerOf(await say({ message: 'and?' }))).toBe('<EMAIL_1>')
    await say({ thread_id: 'named', message: 'mail first@corp.org' })
    expect(answerOf(await say({ thread_id: 'named', message: 'and?' }))).toBe('<EMAIL_1>')
    await say({ message: 'mail first@corp.org' }, as('keyed'))
    expect(answerOf(await say({ message: 'and?' }, as('keyed')))).toBe('<EMAIL_1>')
  })

  it('F78: text that was seen before is protected, counted and judged by the policy of now', async () => {
    const message = { message: 'mail cached@corp.org' }
    const name = 'coatcheck_findings_total{entity="EMAIL"}'
    const before = await metric(setting.gateway.adminUrl, name)
    for (const caller of ['a', 'b', 'a']) {
      await say(message, as(caller))
      expect(JSON.parse(setting.upstream.last().body.toString()).message).toBe('mail <EMAIL_1>')
    }
    expect((await metric(setting.gateway.adminUrl, name)) - before).toBe(3)
    const policy = { operators: { EMAIL: 'block' as const } }
    setting.gateway.setConfig(await testConfig(setting.upstream.url, { ...BASE, policy }))
    await setting.gateway.reload()
    const sent = setting.upstream.requests.length
    expect((await say(message, as('a'))).status).toBe(422)
    expect(setting.upstream.requests.length).toBe(sent)
  })
})
