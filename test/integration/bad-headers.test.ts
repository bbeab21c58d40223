import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { expectRefusal, OTHER, VALUE } from '../support/refusal.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

/** The 422s of the contract's section 4: each names the header and the place in it, and no value. */

const MAPPING = 'X-Pii-Mapping'
const AUTO = 'X-Auto-Pii-Mapping'
const HISTORY = 'X-Chat-History-Pii-Mapping'
const POSITIONS = 'X-Pii-Positions'
const BEFORE = 'Please write to '
const BODY = { message: `${BEFORE}${VALUE} today`, thread_id: null, title: '😀' }

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { policy: { operators: { IBAN: 'redact' } } })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
  upstream.answer(reply('{"answer":"ok"}'))
})

type Headers = Readonly<Record<string, string | string[]>>
type Row = readonly [name: string, header: string, value: string, code: string, place?: object]

const json = (value: unknown): string => JSON.stringify(value)
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const mark = (over: object): string =>
  json([{ start: BEFORE.length, end: BEFORE.length + VALUE.length, entity: 'EMAIL', field: '/message', ...over }])
const cut = `{"<EMAIL_1>":"${VALUE}"`
const doubled = `{"<EMAIL_1>":"${VALUE}","<EMAIL_1>":"${OTHER}"}`
const badEscape = `%7B%22<EMAIL_1>%22:%22${VALUE}%zz%22%7D`
const zeroKey = json({ '<EMAIL_1>': VALUE, '<EMAIL_02>': OTHER })
const many = json(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`<EMAIL_${i + 1}>`, `planted${i}`])))
const sealed = 'planted..planted.planted.planted'

const ROWS: readonly Row[] = [
  ['cut JSON', MAPPING, cut, 'header_invalid', { offset: cut.length }],
  ['cut JSON, percent-encoded', AUTO, encodeURIComponent(cut), 'header_invalid', { offset: cut.length }],
  ['cut JSON in base64', AUTO, base64(cut), 'header_invalid', { offset: cut.length }],
  ['cut JSON in base64url', HISTORY, base64(cut).replace(/=+$/, ''), 'header_invalid', { offset: cut.length }],
  ['a bad escape', HISTORY, badEscape, 'header_invalid', { offset: badEscape.indexOf('%zz') }],
  ['base64 of no JSON', AUTO, base64(VALUE), 'header_invalid', { offset: 0 }],
  ['bytes that are no UTF-8', HISTORY, `{"<EMAIL_1>":"${VALUE}\xff"}`, 'header_invalid', { offset: 14 + VALUE.length }],
  ['plain text', POSITIONS, VALUE, 'header_invalid', { offset: 0 }],
  ['a key twice', MAPPING, doubled, 'header_invalid', { offset: 16 + VALUE.length }],
  ['JSON and more', MAPPING, `${cut}}planted`, 'header_invalid', { offset: cut.length + 1 }],
  ['an array for a map', AUTO, json([VALUE]), 'header_invalid', { offset: 0 }],
  ['an object for positions', POSITIONS, json({ a: VALUE }), 'header_invalid', { offset: 0 }],
  ['directives in another header', AUTO, 'email=mask', 'header_invalid', { offset: 0 }],
  ['a directive without an operator', MAPPING, 'email=mask, planted', 'header_invalid', { offset: 12 }],
  ['two directives for one entity', MAPPING, 'email=mask, mail=redact', 'header_invalid', { offset: 12 }],
  ['an unknown entity in a directive', MAPPING, 'email=mask, planted=mask', 'directive_unknown', { offset: 12 }],
  ['an unknown operator in a directive', MAPPING, 'email=planted', 'directive_unknown', { offset: 0 }],
  ['a laxer directive', MAPPING, 'email=allow', 'directive_laxer'],
  ['a directive laxer than redact', MAPPING, 'iban=mask', 'directive_laxer'],
  ['a laxer directive for all', MAPPING, '*=mask', 'directive_laxer'],
  ['a key without brackets', MAPPING, json({ EMAIL_1: VALUE }), 'mapping_invalid', { index: 0 }],
  ['a key with a leading zero', AUTO, zeroKey, 'mapping_invalid', { index: 1 }],
  ['a map turned round', MAPPING, json({ [VALUE]: '<EMAIL_1>' }), 'mapping_invalid', { index: 0 }],
  ['a value of one code point', MAPPING, '{"<EMAIL_1>":"\\ud83d\\ude00"}', 'mapping_invalid', { index: 0 }],
  ['a value that is cut in two', MAPPING, `{"<EMAIL_1>":"${VALUE}\\ud83d"}`, 'mapping_invalid', { index: 0 }],
  ['a value that is no string', HISTORY, json({ '<EMAIL_1>': [VALUE] }), 'mapping_invalid', { index: 0 }],
  ['1001 entries', MAPPING, many, 'mapping_too_large'],
  ['a sealed token that is not ours', AUTO, sealed, 'header_sealed_invalid'],
  ['a sealed token for positions that is not ours', POSITIONS, sealed, 'header_sealed_invalid'],
  ['a position that begins after its end', POSITIONS, mark({ start: 20, end: 17 }), 'positions_invalid', { index: 0 }],
  ['an empty position', POSITIONS, mark({ end: BEFORE.length }), 'positions_invalid', { index: 0 }],
  ['a position before the text', POSITIONS, mark({ start: -1 }), 'positions_invalid', { index: 0 }],
  ['a position behind the text', POSITIONS, mark({ end: 5000 }), 'positions_invalid', { index: 0 }],
  ['a position behind an astral text', POSITIONS, mark({ field: '/title', start: 0, end: 2 }), 'positions_invalid'],
  ['a position with a fraction', POSITIONS, mark({ start: 1.5 }), 'positions_invalid', { index: 0 }],
  ['a position in no field', POSITIONS, mark({ field: '/planted' }), 'positions_invalid', { index: 0 }],
  [
    'a position in a field that is no text',
    POSITIONS,
    mark({ field: '/thread_id' }),
    'positions_invalid',
    { index: 0 },
  ],
  ['a position without an entity', POSITIONS, mark({ entity: undefined }), 'positions_invalid', { index: 0 }],
  ['a position that is no object', POSITIONS, json([VALUE]), 'positions_invalid', { index: 0 }],
  [
    'a placeholder of another entity',
    POSITIONS,
    mark({ placeholder: '<PERSON_1>' }),
    'positions_invalid',
    { index: 0 },
  ],
  ['a reference that nobody knows', `${MAPPING}-Ref`, 'planted', 'header_invalid', { offset: 0 }],
]

const send = (headers: Headers, url = gateway.chatUrl) => post(url, BODY, headers)

describe('a PII header with', () => {
  it.each(ROWS.map((row) => [row[0], row[1], row] as const))(
    '%s is refused by its place (%s)',
    async (_, header, row) => {
      const [, , value, code, place = {}] = row
      expectRefusal(await send({ [header]: value }), { status: 422, code, header, ...place }, upstream)
    },
  )

  it('a value that contradicts another header is refused', async () => {
    const headers = { [MAPPING]: json({ '<EMAIL_1>': VALUE }), [HISTORY]: json({ '<EMAIL_1>': OTHER }) }
    const expected = { status: 422, code: 'mapping_conflict', header: HISTORY, index: 0 }
    expectRefusal(await send(headers), expected, upstream)
  })

  it('nothing but a stand-in or white space counts as absent', async () => {
    const answer = await send({ [MAPPING]: ' your_pii_mapping ', [AUTO]: ' ', [HISTORY]: '', [POSITIONS]: '\t' })
    expect(answer.status).toBe(200)
  })
})

describe('a header that must be single', () => {
  const SINGLE = [MAPPING, AUTO, HISTORY, POSITIONS, 'X-API-Key', 'X-Coatcheck-Key', 'Authorization']
  const REFERENCES = [MAPPING, AUTO, HISTORY, POSITIONS].map((name) => `${name}-Ref`)
  it.each([...SINGLE, ...REFERENCES])('%s is refused when it comes twice (422)', async (name) => {
    const expected = { status: 422, code: 'header_duplicate', header: name.toLowerCase() }
    expectRefusal(await send({ [name]: [VALUE, VALUE] }), expected, upstream)
  })
})

describe('a sealed header', () => {
  const CALLER = { 'x-api-key': 'caller-one' }
  const ELSEWHERE = '/v1/spaces/999/chat'
  it.each<[string, string, (token: string) => Headers, string?]>([
    ['under another name', HISTORY, (token) => ({ ...CALLER, [HISTORY]: token })],
    ['of another caller', AUTO, (token) => ({ 'x-api-key': 'caller-two', [AUTO]: token })],
    ['of a caller, sent by nobody', AUTO, (token) => ({ [AUTO]: token })],
    ['in another space', AUTO, (token) => ({ ...CALLER, [AUTO]: token }), ELSEWHERE],
    ['with its last character cut', AUTO, (token) => ({ ...CALLER, [AUTO]: token.slice(0, -1) })],
    ['with a part too many', AUTO, (token) => ({ ...CALLER, [AUTO]: `${token}.planted` })],
  ])('%s is refused, and where it belongs it opens', async (_, header, misuse, path) => {
    const token = String((await send(CALLER)).headers[AUTO.toLowerCase()])
    expect(token.split('.')).toHaveLength(5)
    upstream.requests.length = 0
    const code = misuse(token)[header]?.includes('.planted') ? 'header_invalid' : 'header_sealed_invalid'
    const url = path === undefined ? gateway.chatUrl : gateway.url + path
    expectRefusal(await send(misuse(token), url), { status: 422, code, header }, upstream)
    expect((await send({ ...CALLER, [AUTO]: token })).status).toBe(200)
  })
})
