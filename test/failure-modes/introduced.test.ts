import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { stream } from '../support/upstream.js'
import { EMAIL, joined, jsonEvents, MESSAGE, type Setting, sse, startSetting } from './setting.js'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ rules: 'rules/core', response: { detect: 'redact' } })
}, 60_000)
afterAll(() => setting.close())

const DONE = sse('[DONE]')
const delta = (text: string) => sse({ delta: text })
const NEW = 'max@other.example.org'

const ask = async (parts: readonly string[]) => {
  setting.upstream.answer(stream(parts))
  const answer = await post(setting.gateway.chatUrl, { message: MESSAGE })
  return { answer, text: joined(answer, (event) => event.delta) }
}

describe('personal data that the model brings', () => {
  it('F06: is redacted when events divide it at any character, and no piece of it is seen', async () => {
    for (let cut = 1; cut < NEW.length; cut++) {
      const { answer, text } = await ask([
        delta(`Write to ${NEW.slice(0, cut)}`),
        delta(`${NEW.slice(cut)}. Bye`),
        DONE,
      ])
      expect(text).toBe('Write to [EMAIL]. Bye')
      expect(answer.body.toString()).not.toMatch(/max|other|example/)
      expect(answer.body.toString().trimEnd().endsWith('data: [DONE]')).toBe(true)
    }
  })

  it('F06: is redacted at the end of a sentence and of a stream, which flush nothing too early', async () => {
    expect((await ask([delta('By max.'), delta('muster@other.example.org'), DONE])).text).toBe('By [EMAIL]')
    expect((await ask([delta('By max.'), delta('muster@other.example.org')])).text).toBe('By [EMAIL]')
  })

  it('F05: leaves the caller’s own values alone, restored or quoted, in streams too', async () => {
    const { text, answer } = await ask([delta('<EMA'), delta(`IL_1>, ${EMAIL}, ${NEW}`), DONE])
    expect(text).toBe(`${EMAIL}, ${EMAIL}, [EMAIL]`)
    expect(jsonEvents(answer).length).toBeGreaterThan(0)
  })
})
