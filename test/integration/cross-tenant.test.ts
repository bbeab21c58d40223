import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { joined } from '../failure-modes/setting.js'
import { post, textHeader } from '../support/chat.js'
import { type Answer, send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'
import { startValkey, VALKEY_KIND, VALKEY_SERVER } from '../support/valkey.js'

/**
 * Every way in which what belongs to one caller could reach another one: tokens, thread ids, sealed headers, references.
 * Anna owns a thread. Her colleague Alba is of the same tenant, Bert of another; Anna herself tries from other places.
 */
const HASH_KEY = randomBytes(32).toString('base64')
const KEYS = {
  anna: createKey('anna', HASH_KEY),
  alba: createKey('alba', HASH_KEY),
  bert: createKey('bert', HASH_KEY),
}
const TENANT = { anna: 'acme', alba: 'acme', bert: 'beta' } as const
const VALUE = 'anna.private@corp.org'
const HISTORY = 'X-Chat-History-Pii-Mapping'
const AUTO = 'X-Auto-Pii-Mapping'
const MAPPING = 'X-Pii-Mapping'
const POSITIONS = 'X-Pii-Positions'

type Who = keyof typeof KEYS
type Place = { readonly who: Who; readonly space?: string; readonly thread?: string | null }
type Tried = { readonly place: Place; readonly headers?: Record<string, string>; readonly message?: string }

const REFUSED = [422, 'header_sealed_invalid'] as const

const VAULTS = [
  { kind: 'memory', isHere: true, start: async () => ({ url: 'memory:', close: async () => {} }) },
  { kind: VALKEY_KIND, isHere: VALKEY_SERVER !== null, start: startValkey },
]

describe.each(VAULTS)('what is Anna’s ($kind)', ({ isHere, start }) => {
  const law = it.skipIf(!isHere)
  let vault: { readonly url: string; readonly close: () => Promise<void> }
  let upstream: TestUpstream
  let gateway: TestGateway
  let narrow: TestGateway
  let stranger: TestGateway
  /** What Anna was given: headers of her thread, of a first turn, of the upstream, and references. */
  const given: Record<string, string> = {}

  const startOne = (over: NonNullable<Parameters<typeof startGateway>[1]> = {}) =>
    startGateway(upstream.url, {
      rules: 'rules/core',
      vault: vault.url,
      mapping: { client: 'sealed', upstream: 'sealed' },
      seal_key: SEAL_KEY,
      hash_key: HASH_KEY,
      auth: {
        mode: 'required',
        keys: (Object.keys(KEYS) as Who[]).map((id) => ({ id, hash: KEYS[id].hash, tenant: TENANT[id] })),
      },
      tenants: { acme: {}, beta: {} },
      ...over,
    })
  const SEAL_KEY = randomBytes(32).toString('base64')
  const say = ({ place, headers = {}, message = 'hello' }: Tried, to = gateway): Promise<Answer> => {
    const { who, space = 's1', thread = 't1' } = place
    const url = `${to.url}/v1/spaces/${space}/chat`
    return post(url, { thread_id: thread, message }, { 'X-API-Key': KEYS[who].key, ...headers })
  }
  const ECHO = reply(
    '{"answer":"<EMAIL_1> EMAIL_1 &lt;EMAIL_1&gt; %3CEMAIL_1%3E","arguments":"{\\"to\\":\\"<EMAIL_1>\\"}"}',
  )
  const codeOf = ({ status, body }: Answer) => [status, JSON.parse(body.toString()).code] as const
  const get = (path: string, who: Who, method = 'GET', from = gateway) =>
    send(`${from.url}${path}`, { method, headers: { 'X-API-Key': KEYS[who].key } })
  const restore = (place: Place) =>
    post(
      `${gateway.url}/v1/pii/restore`,
      { text: '<EMAIL_1>', thread_id: place.thread ?? 't1', space_id: place.space ?? 's1' },
      { 'X-API-Key': KEYS[place.who].key },
    )

  beforeAll(async () => {
    if (!isHere) return
    vault = await start()
    upstream = await startUpstream(ECHO)
    gateway = await startOne()
    narrow = await startOne({ headers: { max_bytes: 256 } })
    stranger = await startOne({ seal_key: randomBytes(32).toString('base64'), vault: 'memory:' })
    const turn = await say({ place: { who: 'anna' }, message: `mail ${VALUE}` })
    given.history = textHeader(turn, HISTORY)
    given.auto = textHeader(turn, AUTO)
    given.upstream = upstream.last().headers[AUTO.toLowerCase()] ?? ''
    given.first = textHeader(await say({ place: { who: 'anna', thread: null }, message: `mail ${VALUE}` }), HISTORY)
    const foreign = await say({ place: { who: 'anna' }, message: `mail ${VALUE}` }, stranger)
    given.stranger = textHeader(foreign, HISTORY)
    const long = await say({ place: { who: 'anna', thread: 't-long' }, message: `mail ${VALUE}` }, narrow)
    given.reference = textHeader(long, `${HISTORY}-Ref`)
    for (const [name, value] of Object.entries(given)) expect([name, value]).not.toEqual([name, ''])
  }, 60_000)
  afterAll(async () => {
    for (const each of [gateway, narrow, stranger]) await each?.close()
    await upstream?.close()
    await vault?.close()
  })

  law('is hers: the thread, its sealed header and the reference serve her', async () => {
    expect((await say({ place: { who: 'anna' } })).body.toString()).toContain(VALUE)
    const first = { [HISTORY]: given.first! }
    expect((await say({ place: { who: 'anna', thread: 't-any' }, headers: first })).body.toString()).toContain(VALUE)
    expect((await get(`/v1/pii/mappings/${given.reference}`, 'anna', 'GET', narrow)).status).toBe(200)
    const own = { [`${HISTORY}-Ref`]: given.reference! }
    const referred = await say({ place: { who: 'anna', thread: 't-long' }, headers: own }, narrow)
    expect(referred.body.toString()).toContain(VALUE)
    expect(JSON.parse((await restore({ who: 'anna' })).body.toString()).text).toBe(VALUE)
  })

  const literals: readonly (readonly [string, Tried])[] = [
    ['another tenant names her thread', { place: { who: 'bert' } }],
    ['a colleague names her thread', { place: { who: 'alba' } }],
    ['she names her thread in another space', { place: { who: 'anna', space: 's2' } }],
    ['she asks in another thread', { place: { who: 'anna', thread: 't2' } }],
    ['she asks without a thread', { place: { who: 'anna', thread: null } }],
    ['a thread id differs in case', { place: { who: 'anna', thread: 'T1' } }],
    ['a thread id has white space around it', { place: { who: 'anna', thread: ' t1 ' } }],
    ['a space and a thread spell hers together', { place: { who: 'anna', space: 's1"', thread: ',"t1' } }],
    [
      'another tenant claims to be hers by headers',
      { place: { who: 'bert' }, headers: { 'X-Tenant': 'acme', 'X-Tenant-Id': 'acme', 'X-Coatcheck-Tenant': 'acme' } },
    ],
    [
      'another tenant sends a map that holds tokens and no values',
      { place: { who: 'bert' }, headers: { [MAPPING]: '{"<EMAIL_1>":"<EMAIL_1>"}' } },
    ],
    ['another tenant writes her token', { place: { who: 'bert' }, message: 'what is <EMAIL_1>?' }],
    [
      'another tenant marks her token as its own',
      {
        place: { who: 'bert' },
        message: 'what is <EMAIL_1>?',
        headers: { [POSITIONS]: '[{"start":8,"end":17,"entity":"EMAIL"}]' },
      },
    ],
  ]
  for (const [title, tried] of literals)
    law(`stays a token where ${title}`, async () => {
      upstream.answer(ECHO)
      const answer = await say(tried)
      expect(answer.status).toBe(200)
      expect(answer.body.toString()).not.toContain(VALUE)
      expect(answer.rawHeaders.join('')).not.toContain(VALUE)
      upstream.answer(stream(['data: {"delta":"<EMA', 'IL_1>"}\n\n', 'data: [DONE]\n\n']))
      expect(joined(await say(tried), (event) => event.delta)).not.toContain(VALUE)
      upstream.answer(ECHO)
    })

  const altered = (token: string): string => {
    const at = token.lastIndexOf('.') - 5
    return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
  }
  const sealed: readonly (readonly [string, string, (token: string) => string, string, Place])[] = [
    ['her header from another tenant', 'history', same, HISTORY, { who: 'bert' }],
    ['her header from a colleague', 'history', same, HISTORY, { who: 'alba' }],
    ['her header in another space', 'history', same, HISTORY, { who: 'anna', space: 's2' }],
    ['her header in another thread', 'history', same, HISTORY, { who: 'anna', thread: 't2' }],
    ['her header in a first turn', 'history', same, HISTORY, { who: 'anna', thread: null }],
    ['a history header as a computed one', 'history', same, AUTO, { who: 'anna' }],
    ['a history header as a reviewed one', 'history', same, MAPPING, { who: 'anna' }],
    ['a history header as positions', 'history', same, POSITIONS, { who: 'anna' }],
    ['a computed header as a history', 'auto', same, HISTORY, { who: 'anna' }],
    ['what was sealed for the upstream', 'upstream', same, AUTO, { who: 'anna' }],
    ['what was sealed for the upstream, from another tenant', 'upstream', same, AUTO, { who: 'bert' }],
    ['a first turn’s header from another tenant', 'first', same, HISTORY, { who: 'bert', thread: null }],
    ['a first turn’s header from a colleague', 'first', same, HISTORY, { who: 'alba', thread: 't1' }],
    ['a first turn’s header in another space', 'first', same, HISTORY, { who: 'anna', space: 's2' }],
    ['a header that another gateway sealed', 'stranger', same, HISTORY, { who: 'anna' }],
    ['a header with one character changed', 'history', altered, HISTORY, { who: 'anna' }],
  ]
  for (const [title, name, change, header, place] of sealed)
    law(`is refused: ${title}`, async () => {
      const before = upstream.requests.length
      const answer = await say({ place, headers: { [header]: change(given[name] ?? '') } })
      expect(codeOf(answer)).toEqual(REFUSED)
      expect(upstream.requests.length).toBe(before)
      expect(answer.body.toString() + answer.rawHeaders.join('')).not.toContain(VALUE)
    })

  const references: readonly (readonly [string, Place, string, readonly unknown[]])[] = [
    ['by another tenant', { who: 'bert', thread: 't-long' }, HISTORY, [422, 'header_invalid']],
    ['by a colleague', { who: 'alba', thread: 't-long' }, HISTORY, [422, 'header_invalid']],
    ['in another thread', { who: 'anna', thread: 't2' }, HISTORY, REFUSED],
    ['in another space', { who: 'anna', space: 's2', thread: 't-long' }, HISTORY, REFUSED],
    ['for another purpose', { who: 'anna', thread: 't-long' }, AUTO, REFUSED],
  ]
  for (const [title, place, header, expected] of references)
    law(`is refused: a reference used ${title}`, async () => {
      const before = upstream.requests.length
      const answer = await say({ place, headers: { [`${header}-Ref`]: given.reference ?? '' } }, narrow)
      expect(codeOf(answer)).toEqual(expected)
      expect(upstream.requests.length).toBe(before)
    })

  const notFound: readonly (readonly [string, () => Promise<Answer>])[] = [
    ['a reference fetched by another tenant', () => get(`/v1/pii/mappings/${given.reference}`, 'bert', 'GET', narrow)],
    ['a reference fetched by a colleague', () => get(`/v1/pii/mappings/${given.reference}`, 'alba', 'GET', narrow)],
    ['a restore by another tenant', () => restore({ who: 'bert', thread: 't-restore' })],
    ['a restore by a colleague', () => restore({ who: 'alba', thread: 't-restore' })],
    ['a restore in another space', () => restore({ who: 'anna', space: 's3' })],
    ['an erasure by another tenant', () => get('/v1/spaces/s1/threads/t-restore/pii', 'bert', 'DELETE')],
    ['an erasure by a colleague', () => get('/v1/spaces/s1/threads/t-restore/pii', 'alba', 'DELETE')],
  ]
  for (const [title, attempt] of notFound)
    law(`is as unknown as what never was: ${title}`, async () => {
      await say({ place: { who: 'anna', thread: 't-restore' }, message: `mail ${VALUE}` })
      const answer = await attempt()
      expect(codeOf(answer)).toEqual([404, 'not_found'])
      expect((await say({ place: { who: 'anna', thread: 't-restore' } })).body.toString()).toContain(VALUE)
    })

  law('is not erased with the space, or the value, of another tenant or a colleague', async () => {
    for (const who of ['bert', 'alba'] as const) {
      expect((await get('/v1/spaces/s1/pii', who, 'DELETE')).status).toBe(200)
      const headers = { 'X-API-Key': KEYS[who].key }
      const erased = await post(`${gateway.url}/v1/pii/erase`, { value: VALUE }, headers)
      expect(JSON.parse(erased.body.toString())).toEqual({ erased_entries: 0, erased_threads: 0 })
    }
    expect((await say({ place: { who: 'anna' } })).body.toString()).toContain(VALUE)
  })

  law('does not show in the numbers, nor in what is replaced, of a thread of the same name', async () => {
    await say({ place: { who: 'anna', thread: 't-marks' }, message: 'code 4821', headers: marks(5, 9) })
    for (const who of ['bert', 'alba'] as const) {
      await say({ place: { who, thread: 't-marks' }, message: `4821 and ${who}@corp.org` })
      expect(JSON.parse(upstream.last().body.toString()).message).toBe('4821 and <EMAIL_1>')
      const detected = await post(
        `${gateway.url}/v1/pii/detect`,
        { text: `4821 and ${VALUE}`, thread_id: 't1', space_id: 's1' },
        { 'X-API-Key': KEYS[who].key },
      )
      expect(JSON.parse(detected.body.toString()).redacted_text).toMatch(/^4821 and <EMAIL_\d+>$/)
    }
  })

  law('is refused without a key, before anything is read', async () => {
    const body = { thread_id: 't1', message: 'hello' }
    expect(codeOf(await post(`${gateway.url}/v1/spaces/s1/chat`, body))).toEqual([401, 'unauthorized'])
  })
})

const same = (token: string): string => token
const marks = (start: number, end: number) => ({ [POSITIONS]: JSON.stringify([{ start, end, entity: 'PASSCODE' }]) })
