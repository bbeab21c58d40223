import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { jsonHeader } from '../support/chat.js'
import { send } from '../support/client.js'
import { reply } from '../support/upstream.js'
import { EMAIL, MESSAGE, mapped, metric, PERSON, type Setting, startSetting } from './setting.js'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ rules: 'rules/core' })
}, 60_000)
afterAll(() => setting.close())
beforeEach(() => setting.upstream.answer(reply('{}')))

describe('restoring', () => {
  it('F50: takes the whole token: <EMAIL_1> is no beginning of <EMAIL_12>', async () => {
    const addresses = Array.from({ length: 12 }, (_, n) => `u${n + 1}@corp.org`)
    const tokens = addresses.map((_, n) => `<EMAIL_${n + 1}>`)
    const answer = [...tokens].reverse().join('') + tokens.map((token) => token.slice(1, -1)).join(' ')
    expect(await setting.answerTo(addresses.join(' '), answer)).toBe(
      [...addresses].reverse().join('') + addresses.join(' '),
    )
  })

  it('F51: reads what it put back no second time', async () => {
    const values = { '<CODE_1>': 'first <CODE_2> <EMAIL_1>', '<CODE_2>': 'second <CODE_1>' }
    expect(await setting.answerTo(`mail ${EMAIL}`, '<CODE_1>|<CODE_2>', mapped(values))).toBe(
      'first <CODE_2> <EMAIL_1>|second <CODE_1>',
    )
  })

  it.each([
    ['HTML', '&lt;EMAIL_1&gt;'],
    ['a JSON escape', '\\u003cEMAIL_1\\u003e'],
    ['a percent code', '%3CEMAIL_1%3E'],
    ['markdown', '\\<EMAIL\\_1\\>'],
    ['lower case', '<email_1>'],
    ['no underscore', '<EMAIL 1>'],
    ['no brackets', 'EMAIL_1'],
    ['other brackets', '[EMAIL_1]'],
  ])('F52: knows a token that was written as %s', async (_, form) => {
    expect(await setting.answerTo(MESSAGE, `to ${form}, please`)).toBe(`to ${EMAIL}, please`)
  })

  it('F52: knows a token that JSON itself escapes', async () => {
    expect(
      await setting.exchange({ message: MESSAGE }, '{"answer":"\\u003cEMAIL_1\\u003E \\u003c\\u0045MAIL_1>"}'),
    ).toEqual({
      answer: `${EMAIL} ${EMAIL}`,
    })
  })

  it('F53: replaces exactly what was matched, whatever the spelling’s length', async () => {
    const answer = 'a<EMAIL 1>b &lt;person 1&gt;c (\\<EMAIL\\_1\\>) [PERSON_1]!'
    expect(await setting.answerTo(MESSAGE, answer)).toBe(`a${EMAIL}b ${PERSON}c (${EMAIL}) ${PERSON}!`)
  })

  it('F54: guesses at no digit, no type and no other person', async () => {
    const strange =
      '<PERSON_2>, <PERSON_01> <PERSON_11> <PERSN_1> <PERSONS_1> <PER SON_1> PERSON_1x xEMAIL_1 $EMAIL_1 email_1'
    expect(await setting.answerTo(MESSAGE, strange)).toBe(strange)
  })

  it('F55: takes neither token nor value for a pattern', async () => {
    const values = { '<CODE_1>': "$& $1 $$ $` $' \\1", '<CODE_2>': '[A-Z]+(.*)' }
    expect(await setting.answerTo('hello', '[CODE_1]: <CODE_1>; [CODE_2] PERSON', mapped(values))).toBe(
      `${values['<CODE_1>']}: ${values['<CODE_1>']}; ${values['<CODE_2>']} PERSON`,
    )
  })

  it('F56: writes a value as its place needs it: in JSON, in JSON inside JSON, in an address', async () => {
    const value = 'say "hi" \\ to\nZoë 😀 & <b>'
    const args = JSON.stringify({ to: '<CODE_1>', list: ['x <CODE_1>'] })
    const got = await setting.exchange(
      { message: 'see corp.example' },
      { answer: '<CODE_1>', tool_calls: [{ function: { arguments: args } }], link: 'https://corp.example/?q=<CODE_1>' },
      mapped({ '<CODE_1>': value }),
    )
    expect(got.answer).toBe(value)
    expect(JSON.parse(got.tool_calls[0].function.arguments)).toEqual({ to: value, list: [`x ${value}`] })
    expect(got.link).toBe(`https://corp.example/?q=${encodeURIComponent(value)}`)
  })

  it('F57: what was masked or redacted enters no map and is never restored', async () => {
    setting.upstream.answer(reply('{"answer":"**** ******** **************** [EMAIL] <EMAIL_1>"}'))
    const answer = await setting.ask({ message: MESSAGE }, { 'X-Pii-Mapping': 'email=mask, person=redact' })
    expect(setting.forwarded().message).toMatch(/^My name is \[PERSON\], mail \*+ please\.$/)
    expect(JSON.parse(answer.body.toString()).answer).toBe('**** ******** **************** [EMAIL] <EMAIL_1>')
    for (const name of ['X-Auto-Pii-Mapping', 'X-Chat-History-Pii-Mapping']) expect(jsonHeader(answer, name)).toBeNull()
  })

  it('F58: a made-up value that the text already holds is not issued: a placeholder takes its place', async () => {
    setting.upstream.answer(reply('{"answer":"ok"}'))
    const directive = { 'X-Pii-Mapping': 'email=surrogate' }
    await setting.ask({ message: 'mail jane.doe@corp.org please' }, directive)
    const made = /mail (\S+@example\.(?:com|org|net)) please/.exec(String(setting.forwarded().message))?.[1] ?? ''
    expect(made).not.toBe('')
    await setting.ask({ message: `mail jane.doe@corp.org please, as ${made.replace('@', ' of ')} said` }, directive)
    expect(setting.forwarded().message).toContain('mail <EMAIL_1> please')
  })

  it('F61: values and names that objects inherit are ordinary text', async () => {
    const body =
      '{"message":"it is constructor","__proto__":{"toString":"jane@corp.org"},"metadata":{"constructor":"a"}}'
    const values = mapped({ '<CODE_1>': '__proto__', '<CODE_2>': 'constructor', '<CODE_3>': 'toString' })
    const answer = '<CODE_1> <CODE_2> <CODE_3> <hasOwnProperty_1> <valueOf> constructor'
    expect(await setting.exchange(body, { answer }, values)).toEqual({
      answer: '__proto__ constructor toString <hasOwnProperty_1> <valueOf> constructor',
    })
    expect(setting.upstream.last().body.toString()).toBe(
      '{"message":"it is <CODE_2>","<CODE_1>":{"<CODE_3>":"<EMAIL_1>"},"metadata":{"<CODE_2>":"a"}}',
    )
  })

  it('F69: is there for exports, which do not pass through the chat', async () => {
    const answer = await send(`${setting.gateway.url}/v1/pii/restore`, {
      method: 'POST',
      body: JSON.stringify({ json: { to: ['<EMAIL_1>'] }, pii_mapping: { '<EMAIL_1>': EMAIL } }),
    })
    expect(JSON.parse(answer.body.toString())).toMatchObject({ json: { to: [EMAIL] }, unresolved: [] })
  })

  it('F70: counts the placeholders that the model made up', async () => {
    const name = 'coatcheck_unresolved_total'
    const before = await metric(setting.gateway.adminUrl, name)
    await setting.answerTo(MESSAGE, '<EMAIL_1> <EMAIL_9> <PERSON_7>')
    expect((await metric(setting.gateway.adminUrl, name)) - before).toBe(2)
  })

  it('F71: the client has the map before the text that needs it', async () => {
    setting.upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    let atFirstByte: unknown
    const answer = await send(setting.gateway.chatUrl, {
      method: 'POST',
      body: JSON.stringify({ message: MESSAGE }),
      onChunk: (chunk) => {
        atFirstByte ??= chunk.toString()
        return undefined
      },
    })
    expect(jsonHeader(answer, 'X-Chat-History-Pii-Mapping')).toEqual({ '<PERSON_1>': PERSON, '<EMAIL_1>': EMAIL })
    expect(atFirstByte).toBe(`{"answer":"${EMAIL}"}`)
  })
})
