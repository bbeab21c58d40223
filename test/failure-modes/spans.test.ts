import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { jsonHeader } from '../support/chat.js'
import { reply } from '../support/upstream.js'
import { EMAIL, type Setting, startSetting } from './setting.js'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ rules: 'rules/core' })
}, 60_000)
afterAll(() => setting.close())
beforeEach(() => setting.upstream.answer(reply('{}')))

/** The upstream answers with the body that it got. */
const echo = () => setting.upstream.answer((request, socket) => reply(request.body)(request, socket))

describe('spans', () => {
  it('F59: index the text that each side has', async () => {
    const message = `a@corp.org then ${EMAIL} then card 4111 1111 1111 1111`
    const answer = await setting.ask({ message })
    const values = (jsonHeader(answer, 'X-Pii-Positions') as { start: number; end: number }[]).map(({ start, end }) =>
      message.slice(start, end),
    )
    expect(values).toEqual(['a@corp.org', EMAIL, '4111 1111 1111 1111'])
    const sent = String(setting.forwarded().message)
    const positions = JSON.parse(setting.upstream.last().headers['x-pii-positions'] ?? '[]')
    expect(positions.map(({ start, end }: { start: number; end: number }) => sent.slice(start, end))).toEqual([
      '<EMAIL_1>',
      '<EMAIL_2>',
      '<CREDIT_CARD_1>',
    ])
  })

  it('F60: count code points outside and cut no character in two', async () => {
    const message = `😀𝒜 ${EMAIL} 👩‍👩‍👧 badge 𝒵7 end`
    const start = [...message.slice(0, message.indexOf('𝒵7'))].length
    const marks = JSON.stringify([{ start, end: start + 2, entity: 'BADGE' }])
    const answer = await setting.ask({ message }, { 'X-Pii-Positions': marks })
    expect(setting.forwarded().message).toBe('😀𝒜 <EMAIL_1> 👩‍👩‍👧 badge <BADGE_1> end')
    const [first, second] = jsonHeader(answer, 'X-Pii-Positions') as { start: number; end: number }[]
    const points = [...message]
    expect(points.slice(first?.start, first?.end).join('')).toBe(EMAIL)
    expect(points.slice(second?.start, second?.end).join('')).toBe('𝒵7')
    const inside = await setting.ask({ message: '😀' }, { 'X-Pii-Positions': '[{"start":0,"end":2,"entity":"BADGE"}]' })
    expect(inside.status).toBe(422)
  })

  /** One mark begins before the address and ends in it, one begins in it and ends behind it. */
  const OVERLAPPED = `id 77 ${EMAIL} 88 done`
  const MARKS = JSON.stringify([
    { start: 3, end: 3 + '77 jane'.length, entity: 'BADGE' },
    { start: OVERLAPPED.indexOf('org 88'), end: OVERLAPPED.indexOf(' done'), entity: 'BADGE' },
  ])

  it('F65: that overlap become one, with nothing left of either', async () => {
    echo()
    const answer = await setting.ask({ message: OVERLAPPED }, { 'X-Pii-Positions': MARKS })
    expect(setting.forwarded().message).toMatch(/^id <(?:BADGE|EMAIL)_1> done$/)
    expect(JSON.parse(answer.body.toString()).message).toBe(OVERLAPPED)
  })

  it('F65: the stricter operator covers the union', async () => {
    await setting.ask({ message: OVERLAPPED }, { 'X-Pii-Mapping': 'email=redact', 'X-Pii-Positions': MARKS })
    expect(setting.forwarded().message).toBe('id [EMAIL] done')
  })

  it('F66: swallow no space, quote or path around the value', async () => {
    const message = `{"to":" ${EMAIL}" , "x":1} /home/${EMAIL}/a  Dear Jane Doe ,\n\tmail:${EMAIL}\u00a0!`
    echo()
    const answer = await setting.ask({ message })
    expect(setting.forwarded().message).toBe(
      '{"to":" <EMAIL_1>" , "x":1} /home/<EMAIL_1>/a  Dear <PERSON_1> ,\n\tmail:<EMAIL_1>\u00a0!',
    )
    expect(JSON.parse(answer.body.toString())).toEqual({ message })
  })
})
