import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { forwardedBody, jsonHeader, post, textHeader } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'
import { startValkey, VALKEY_KIND, VALKEY_SERVER } from '../support/valkey.js'

const SEAL_KEY = randomBytes(32).toString('base64')
const HASH_KEY = randomBytes(32).toString('base64')
const ANNA = createKey('anna', HASH_KEY)
const BERT = createKey('bert', HASH_KEY)
const AUTH = {
  mode: 'required' as const,
  keys: [
    { id: 'anna', hash: ANNA.hash },
    { id: 'bert', hash: BERT.hash },
  ],
}

const startLmdb = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-lmdb-'))
  return { url: `lmdb:${dir}`, dir, close: async () => rmSync(dir, { recursive: true, force: true }) }
}

const VAULTS = [
  { kind: 'lmdb', isHere: true, start: startLmdb },
  { kind: VALKEY_KIND, isHere: VALKEY_SERVER !== null, start: startValkey },
]

describe.each(VAULTS)('gateways over one $kind store', ({ isHere, start }) => {
  let vault: { readonly url: string; readonly dir: string; readonly close: () => Promise<void> }
  let upstream: TestUpstream
  let first: TestGateway
  let second: TestGateway
  const law = it.skipIf(!isHere)
  const startOne = (over: NonNullable<Parameters<typeof startGateway>[1]> = {}) =>
    startGateway(upstream.url, {
      rules: 'rules/core',
      mapping: { client: 'plain' },
      vault: vault.url,
      seal_key: SEAL_KEY,
      hash_key: HASH_KEY,
      auth: AUTH,
      ...over,
    })
  const say = (gateway: TestGateway, thread: string | null, message: string, headers: Record<string, string> = {}) =>
    post(gateway.chatUrl, { thread_id: thread, message }, { 'X-API-Key': ANNA.key, ...headers })
  const answerOf = ({ body }: { readonly body: Buffer }) => JSON.parse(body.toString()).answer
  const erase = (path: string, key = ANNA.key) =>
    send(`${first.url}${path}`, { method: 'DELETE', headers: { 'X-API-Key': key } })

  beforeAll(async () => {
    if (!isHere) return
    vault = await start()
    upstream = await startUpstream()
    first = await startOne()
    second = await startOne()
  }, 60_000)
  afterAll(async () => {
    await first?.close()
    await second?.close()
    await upstream?.close()
    await vault?.close()
  })

  let threads = 0
  const newThread = () => `thread-${++threads}`

  law('keep placeholders over replicas and restore the turns of the other one', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"ok"}'))
    await say(first, thread, 'to a@corp.org')
    upstream.answer(reply('{"answer":"<EMAIL_1> <EMAIL_2>"}'))
    expect(answerOf(await say(second, thread, 'and b@corp.org, not a@corp.org'))).toBe('a@corp.org b@corp.org')
    expect(forwardedBody(upstream).message).toBe('and <EMAIL_2>, not <EMAIL_1>')
    expect(answerOf(await say(first, thread, 'again'))).toBe('a@corp.org b@corp.org')
  })

  law('keep placeholders over a restart, and adopt the thread that an answer names', async () => {
    upstream.answer(stream(['data: {"thread_id":"adopted","delta":"ok"}\n\n', 'data: [DONE]\n\n']))
    const early = await startOne()
    await say(early, null, 'to a@corp.org')
    await early.close()
    const late = await startOne()
    upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    expect(answerOf(await say(late, 'adopted', 'and b@corp.org'))).toBe('a@corp.org')
    expect(forwardedBody(upstream).message).toBe('and <EMAIL_2>')
    await late.close()
  })

  law('have stored a value before the answer ends (durability: strict)', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const thread = newThread()
      upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
      await say(first, thread, 'to a@corp.org')
      expect(answerOf(await say(second, thread, 'and?'))).toBe('a@corp.org')
    }
  })

  law('never give one token to two values when both allocate in one thread at once', async () => {
    const thread = newThread()
    upstream.answer((request, socket) => reply(request.body)(request, socket))
    const messages = Array.from({ length: 24 }, (_, n) => `mail u${n}@corp.org and v${n % 5}@corp.org`)
    const before = upstream.requests.length
    const got = await Promise.all(messages.map((message, n) => say(n % 2 === 0 ? first : second, thread, message)))
    expect(got.map(({ body }) => JSON.parse(body.toString()).message)).toEqual(messages)
    const sent = upstream.requests.slice(before).map(({ body }) => JSON.parse(body.toString()).message as string)
    expect(new Set(sent.map((message) => /<EMAIL_\d+>/.exec(message)?.[0])).size).toBe(messages.length)
    upstream.answer(reply('{"answer":"ok"}'))
    const history = jsonHeader(await say(first, thread, 'end'), 'X-Chat-History-Pii-Mapping') as Record<string, string>
    const tokens = new Map<string, Set<string>>()
    for (const [token, value] of Object.entries(history)) {
      const values = tokens.get(token) ?? new Set()
      tokens.set(token, values.add(value))
    }
    expect([...tokens.values()].every((values) => values.size === 1)).toBe(true)
    expect(new Set(Object.values(history)).size).toBe(29)
  })

  law('number on where a turn was refused, in either of them', async () => {
    const thread = newThread()
    upstream.answer(reply('{}', { status: 500 }))
    await say(first, thread, 'to a@corp.org')
    upstream.answer(reply('{}'))
    await say(second, thread, 'to b@corp.org')
    expect(forwardedBody(upstream).message).toBe('to <EMAIL_2>')
  })

  law('share references, each for its caller only', async () => {
    const narrow = await startOne({ headers: { max_bytes: 400 } })
    const thread = newThread()
    upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    const message = Array.from({ length: 20 }, (_, n) => `user-number-${n}@corp.org`).join(', ')
    const id = textHeader(await say(narrow, thread, message), 'X-Chat-History-Pii-Mapping-Ref')
    await narrow.close()
    expect(id).toHaveLength(22)
    const other = { thread_id: null, message: 'hello' }
    const headers = { 'X-Chat-History-Pii-Mapping-Ref': id }
    const resolved = await post(second.chatUrl, other, { 'X-API-Key': ANNA.key, ...headers })
    expect(answerOf(resolved)).toBe('user-number-0@corp.org')
    const foreign = await post(second.chatUrl, other, { 'X-API-Key': BERT.key, ...headers })
    expect([foreign.status, JSON.parse(foreign.body.toString()).code]).toEqual([422, 'header_invalid'])
    const fetched = await send(`${second.url}/v1/pii/mappings/${id}`, { headers: { 'X-API-Key': ANNA.key } })
    expect(JSON.parse(JSON.parse(fetched.body.toString()).value)).toMatchObject({
      '<EMAIL_1>': 'user-number-0@corp.org',
    })
    const stolen = await send(`${second.url}/v1/pii/mappings/${id}`, { headers: { 'X-API-Key': BERT.key } })
    expect(stolen.status).toBe(404)
  })

  law('forget a thread, say how many entries went, and never use their numbers again', async () => {
    const thread = newThread()
    upstream.answer(reply('{"answer":"<EMAIL_1> <EMAIL_2>"}'))
    await say(first, thread, 'to a@corp.org and b@corp.org')
    const path = `/v1/spaces/12345/threads/${thread}/pii`
    expect((await erase(path, BERT.key)).status).toBe(404)
    const erased = await erase(path)
    expect([erased.status, JSON.parse(erased.body.toString())]).toEqual([200, { erased_entries: 2, erased_threads: 1 }])
    expect(answerOf(await say(second, thread, 'and c@corp.org'))).toBe('<EMAIL_1> <EMAIL_2>')
    expect(forwardedBody(upstream).message).toBe('and <EMAIL_3>')
    expect((await erase('/v1/spaces/12345/threads/unknown/pii')).status).toBe(404)
    expect((await erase(`/api-proxy/v1/spaces/12345/threads/${thread}/pii`)).status).toBe(200)
  })

  law('forget a space and a value, of the caller who asks only', async () => {
    const space = (gateway: TestGateway, name: string) => `${gateway.url}/v1/spaces/${name}/chat`
    upstream.answer(reply('{"answer":"<EMAIL_1> <EMAIL_2>"}'))
    const talk = (name: string, thread: string, key: string, message: string) =>
      post(space(first, name), { thread_id: thread, message }, { 'X-API-Key': key })
    for (const key of [ANNA.key, BERT.key])
      for (const [name, thread] of [
        ['s1', 't1'],
        ['s1', 't2'],
        ['s2', 't1'],
      ] as const)
        await talk(name, thread, key, 'to a@corp.org and b@corp.org')
    const headers = { 'X-API-Key': ANNA.key }
    const value = await post(`${second.url}/v1/pii/erase`, { value: 'A@corp.org', space_id: 's1' }, headers)
    expect(JSON.parse(value.body.toString())).toEqual({ erased_entries: 2, erased_threads: 2 })
    expect(answerOf(await talk('s1', 't1', ANNA.key, 'and?'))).toBe('<EMAIL_1> b@corp.org')
    expect(answerOf(await talk('s2', 't1', ANNA.key, 'and?'))).toBe('a@corp.org b@corp.org')
    const whole = await erase('/v1/spaces/s1/pii')
    expect(JSON.parse(whole.body.toString())).toEqual({ erased_entries: 2, erased_threads: 2 })
    expect(answerOf(await talk('s1', 't2', ANNA.key, 'and?'))).toBe('<EMAIL_1> <EMAIL_2>')
    expect(answerOf(await talk('s1', 't2', BERT.key, 'and?'))).toBe('a@corp.org b@corp.org')
    const none = await post(`${second.url}/v1/pii/erase`, { value: '' }, headers)
    expect(none.status).toBe(422)
  })

  law('rotate their key while they serve', async () => {
    const thread = newThread()
    const rotating = await startOne()
    upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    await say(rotating, thread, 'to a@corp.org')
    const { testConfig } = await import('../support/gateway.js')
    const next = randomBytes(32).toString('base64')
    const shared = { rules: 'rules/core', vault: vault.url, hash_key: HASH_KEY, auth: AUTH }
    rotating.setConfig(await testConfig(upstream.url, { ...shared, seal_key: next, seal_key_retired: [SEAL_KEY] }))
    expect(await rotating.reload()).toEqual([])
    expect(answerOf(await say(rotating, thread, 'and?'))).toBe('a@corp.org')
    const late = newThread()
    await say(rotating, late, 'to b@corp.org')
    // The others accept the new key before any of them uses it.
    const both = await startOne({ seal_key_retired: [next] })
    expect(answerOf(await say(both, late, 'and?'))).toBe('b@corp.org')
    await both.close()
    await rotating.close()
  })

  law('do not start over a store that other keys have sealed', async () => {
    const start = startOne({ seal_key: randomBytes(32).toString('base64') })
    await expect(start).rejects.toThrow(/was sealed with another key/)
  })

  law('leave no value, thread, space or caller in any file', async () => {
    upstream.answer(reply('{"answer":"<EMAIL_1>"}'))
    const body = { thread_id: 'planted-thread', message: 'to planted.person@corp.org' }
    await post(`${first.url}/v1/spaces/planted-space/chat`, body, { 'X-API-Key': ANNA.key })
    const names = readdirSync(vault.dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const bytes = names.map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1')).join('')
    expect(bytes.length).toBeGreaterThan(10_000)
    expect(bytes).not.toMatch(/planted|corp\.org|anna|bert|thread-\d/i)
  })
})
