import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadRules } from '../../src/rules/load.js'
import type { Detect } from '../../src/types.js'
import { forwardedBody, post } from '../support/chat.js'
import { reply } from '../support/upstream.js'
import { type Setting, startSetting, wireText } from './setting.js'

const RULES = fileURLToPath(new URL('../../rules', import.meta.url))
/** Test numbers of the card schemes, never issued. */
const CARD = '4111111111111111'

let detect: Detect
let setting: Setting

beforeAll(async () => {
  const loaded = await loadRules({ dir: RULES, engine: 'auto', defaultRegion: 'US', minLikelihood: 'likely' })
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  detect = loaded.ruleSet.detect
  setting = await startSetting()
}, 120_000)
afterAll(() => setting.close())
beforeEach(() => setting.upstream.answer(reply('{}')))

const found = (text: string, hint = '') => detect(text, hint).map(({ start, end }) => text.slice(start, end))
const entities = (text: string, hint = '') => [...new Set(detect(text, hint).map(({ entity }) => entity))].sort()
const ask = (message: string, headers: Record<string, string> = {}) =>
  post(setting.gateway.chatUrl, { message }, headers)

describe('what is no personal data', () => {
  it('F110: pieces of UUIDs, times, log counters and numbers are no telephone numbers, names or licences', () => {
    // The time of a log line is the date that it is.
    for (const text of [
      'trace 3f2504e0-4f89-41d3-9a0c-0305e82c3301 done',
      '1700000000 1700000000123 worker-4155550132-a',
      'INTRODUCTORY OFFER FOR NEW CUSTOMERS',
      '[2024-11-22T21:06:33.123Z] 12345678 bytes in 0.123456789 s',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0ba22cd15d6c15b0f00a08',
      'listening on 1.22.333.4444, build 2024.11.22.1',
      'x = 3.141592653589793 * 1000000007 % 998244353',
    ])
      expect(entities(text), text).toEqual(text.startsWith('[2024-') ? ['DATE'] : [])
  })

  it('F111: names of techniques are no values', () => {
    const text = 'deploy C4 diagrams to S3, EKS, EC2, K8s, H264 and IPv6 over HTTP2; see RFC 9110'
    expect(found(text)).toEqual([])
    expect(found(`${text}, or ask jane@corp.org`)).toEqual(['jane@corp.org'])
    for (const beside of [
      'call the S3 API by phone or mail',
      'Contact: EC2 and EKS, Phone: H264 only, Passport: K8s',
      'user: C4, login via OAuth2, id K8s-1.29',
      'ISO 27001, SOC 2, PCI DSS 4.0, AES-256, SHA-256, UTF-8, X.509, P-256, ed25519',
      'Terraform v1.9.3 to us-east-1 on t3.micro, m5.2xlarge, arm64 and x86_64',
    ])
      expect(found(beside), beside).toEqual([])
  })

  it('F112: German month names and small words are nothing in English', () => {
    expect(found('Delivered via post in Mai and März, the August team')).toEqual([])
  })

  it('F113: code stays code; of an assignment only the value is a value', () => {
    expect(found('if (password == null && a[2024-11] > 10/12/3) return x.y.z(1, 2)')).toEqual([])
    const text = 'card = "4111 1111 1111 1111"; if (card == x) stop()'
    expect(found(text)).toContain('4111 1111 1111 1111')
    for (const span of found(text)) expect(span).toBe('4111 1111 1111 1111')
    expect(found('password = "tr0ub4dor&3"')).toEqual(['tr0ub4dor&3'])
    expect(found('if (password == "tr0ub4dor&3") login()')).toEqual(['tr0ub4dor&3'])
  })
})

describe('what is written unusually', () => {
  it('F114: names in capitals, and values in any case, are found', () => {
    expect(found('hello, my name is JANE DOE.')).toEqual(['JANE DOE'])
    expect(found('hello, my name is jane doe.')).toEqual(['jane doe'])
    expect(found('IBAN gb29 nwbk 6016 1331 9268 19')).toContain('gb29 nwbk 6016 1331 9268 19')
    expect(found('JANE.DOE@CORP.ORG')).toEqual(['JANE.DOE@CORP.ORG'])
    for (const [name, value] of [
      ['SSN', '536-90-4399'],
      ['IBAN', 'GB29NWBK60161331926819'],
      ['passport number', 'C01X00T47'],
    ] as const)
      for (const word of [name, name.toUpperCase(), name.toLowerCase()])
        expect([...new Set(found(`${word} ${value}`))]).toEqual([value])
  })

  it('F114: a name in capitals leaves under a placeholder and comes back in capitals', async () => {
    setting.upstream.answer(reply('{"answer":"Hello <PERSON_1>, <PERSON_1>."}'))
    const answer = await ask('HELLO, MY NAME IS JANE DOE.')
    expect(forwardedBody(setting.upstream)).toEqual({ message: 'HELLO, MY NAME IS <PERSON_1>.' })
    expect(JSON.parse(answer.body.toString())).toEqual({ answer: 'Hello JANE DOE, JANE DOE.' })
  })

  it('F115: a curly apostrophe does not hide a name', () => {
    expect(new Set(found('Dear Mr. O\u2019Brien,'))).toEqual(new Set(['O\u2019Brien']))
    expect(new Set(found('my name\u2019s Jane Doe'))).toEqual(new Set(['Jane Doe']))
    for (const sign of ["'", '\u2019', '\u02bc', '\u2032', '\uff07'])
      for (const name of [`O${sign}Brien`, `D${sign}Angelo-O${sign}Neill`])
        expect([sign, ...new Set(found(`Dear Ms. ${name},`))]).toEqual([sign, name])
  })

  it('F115: a name with a curly apostrophe leaves whole and comes back as it was written', async () => {
    setting.upstream.answer(reply('{"answer":"<PERSON_1>"}'))
    const answer = await ask('Dear Mr. O\u2019Brien,')
    expect(forwardedBody(setting.upstream)).toEqual({ message: 'Dear Mr. <PERSON_1>,' })
    expect(JSON.parse(answer.body.toString())).toEqual({ answer: 'O\u2019Brien' })
  })

  it.each([
    ['full-width', '\uff4a\uff41\uff4e\uff45\uff20corp.org'],
    ['Cyrillic letters', 'j\u0430n\u0435@c\u043erp.org'],
    ['Greek letters', 'jane@c\u03bfrp.org'],
    ['zero-width spaces', 'ja\u200bne@co\u200crp.org'],
    ['tags', 'jane\u{e0041}@corp.org'],
    ['combining marks', 'j\u0336a\u0336n\u0336e@corp.org'],
    ['mathematical letters', '\u{1d423}\u{1d41a}\u{1d427}\u{1d41e}@corp.org'],
    ['percent codes', 'jane%40corp%2eorg'],
    ['percent codes twice', 'jane%2540corp.org'],
    ['entities', 'jane&#64;corp&#x2E;org'],
    ['escapes', 'jane\\u0040corp.org'],
    ['words for signs', 'jane (at) corp dot org'],
    ['words alone', 'jane at corp dot org'],
    ['base64', Buffer.from('jane@corp.org').toString('base64')],
    ['hexadecimal digits', Buffer.from('jane@corp.org').toString('hex')],
  ])('F116, F117: an address in %s is replaced whole', async (_, value) => {
    expect(detect(`mail ${value} now`, '').map(({ entity }) => entity)).toContain('EMAIL')
    await ask(`mail ${value} now`)
    expect(forwardedBody(setting.upstream)).toEqual({ message: 'mail <EMAIL_1> now' })
  })

  it.each([
    ['full-width digits', '\uff14111 1111 1111 1111'],
    ['Arabic digits', '\u0664\u0661\u0661\u0661 1111 1111 1111'],
    ['digits with a space between each two', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'],
    ['struck-out digits', [...CARD].join('\u0336')],
    ['keycaps', [...CARD].map((digit) => `${digit}\ufe0f\u20e3`).join('')],
    ['words', `four ${'one '.repeat(15)}`.trim()],
    ['German words', `vier ${'eins '.repeat(15)}`.trim()],
    ['base64', Buffer.from(`card ${CARD}`).toString('base64')],
  ])('F116, F117: a card number in %s is found whole', (_, value) => {
    const text = `my card is ${value}, thanks`
    expect(found(text)).toContain(value)
  })
})

describe('values and their operators', () => {
  it('F108: a mask shows nothing of the value', async () => {
    await ask(`card ${CARD}, ssn 536-90-4399`, { 'X-Pii-Mapping': 'credit_card=mask, us_ssn=mask' })
    const sent = wireText(setting.upstream.last())
    expect(sent).not.toMatch(/4111|1111|4399|536/)
    expect(sent).toContain('****')
  })

  it('F118: one card in three forms is one identity', async () => {
    await ask(`card ${CARD}, card 4111 1111 1111 1111, card 4111-1111-1111-1111`)
    expect(forwardedBody(setting.upstream)).toEqual({
      message: 'card <CREDIT_CARD_1>, card <CREDIT_CARD_1>, card <CREDIT_CARD_1>',
    })
  })

  it('F119: an exception is exact: it hides neither longer nor shorter values', () => {
    expect(found('SSN 078-05-1120')).toEqual([])
    expect(found('078-05-1120@corp.org')).toEqual(['078-05-1120@corp.org'])
    expect(found('jane.078-05-1120@corp.org')).toEqual(['jane.078-05-1120@corp.org'])
    expect(found('SSN 078-05-1121')).toEqual(['078-05-1121'])
  })

  it('F120: a secret behind log lines is found, and a password is not an address', async () => {
    const key = `AKIA${'ABCDEFGHIJKLMNOP'}`
    for (const lines of [1, 3, 200]) {
      const log = '2024-11-22 21:06:33 INFO started\n'.repeat(lines)
      expect(found(`${log}AWS_ACCESS_KEY_ID=${key}`)).toContain(key)
    }
    const url = 'postgres://admin:s3cr3t-p4ss@db.corp.org/main'
    const secret = detect(url, '').find(({ rule }) => rule === 'url-credentials')
    expect([secret?.entity, url.slice(secret?.start, secret?.end)]).toEqual(['SECRET', url])
    await ask(`connect to ${url} now`)
    expect(wireText(setting.upstream.last())).not.toMatch(/s3cr3t|p4ss|EMAIL/)
  })
})
