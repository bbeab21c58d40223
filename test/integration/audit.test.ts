import { spawnSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAudit } from '../../src/audit/verify.js'
import { post } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

const PLANTED = [
  'jane.doe@corp.org',
  '536-90-4399',
  'Robert Okafor',
  'DE89370400440532013000',
  'secret-thread-7',
  'sk-caller',
]
const MESSAGE = 'My name is Robert Okafor, mail jane.doe@corp.org, SSN 536-90-4399, IBAN DE89370400440532013000.'

const PIPE_BYTES = 65_536
const ROOM_BYTES = 400

let directory: string
let upstream: TestUpstream
const { privateKey } = generateKeyPairSync('ed25519')
const publicKey = createPublicKey(privateKey)
const path = (name: string) => join(directory, name)
const linesOf = (name: string) => readFileSync(path(name), 'utf8').split('\n').filter(Boolean)
const recordsOf = (name: string) => linesOf(name).map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-audit-'))
  writeFileSync(path('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  upstream = await startUpstream()
}, 60_000)
afterAll(async () => {
  await upstream.close()
  rmSync(directory, { recursive: true })
})

const audited = (log: string, required: boolean): Promise<TestGateway> =>
  startGateway(upstream.url, {
    audit: { sink: 'file', log_file: path(log), key_file: path('key.pem'), required, timeout_ms: 500 },
  })

describe('the audit log of a gateway', () => {
  it('F103: has one record a request, chained and signed, and never a value', async () => {
    const gateway = await audited('plain.jsonl', false)
    upstream.answer(reply('{"answer":"<EMAIL_1> and <EMAIL_9>","thread_id":"secret-thread-7"}'))
    const key = { 'X-API-Key': 'sk-caller' }
    await post(gateway.chatUrl, { message: MESSAGE, thread_id: 'secret-thread-7' }, key)
    await post(gateway.chatUrl, { message: MESSAGE }, { 'X-Pii-Mapping': 'ssn=block' })
    await post(gateway.chatUrl, '{"message": 536-90-4399')
    await post(`${gateway.url}/v1/pii/detect`, { text: MESSAGE })
    await post(`${gateway.url}/v1/pii/restore`, {
      text: '<EMAIL_1>',
      pii_mapping: { '<EMAIL_1>': 'jane.doe@corp.org' },
    })
    await send(`${gateway.url}/v1/models`, { method: 'GET' })
    await gateway.close()

    const records = recordsOf('plain.jsonl').filter(({ kind }) => kind === 'request')
    expect(records.map(({ route, outcome, status }) => [route, outcome, status])).toEqual([
      ['chat', 'complete', 200],
      ['chat', 'pii_blocked', 422],
      ['chat', 'body_not_json', 400],
      ['detect', 'complete', 200],
      ['restore', 'complete', 200],
    ])
    expect(records[0]).toMatchObject({
      space: '12345',
      policy: 'default',
      guard: 'enforce',
      restored: 1,
      unresolved: 1,
    })
    expect(records[0]?.entities).toMatchObject({ EMAIL: 1, US_SSN: 1, IBAN: 1, PERSON: 1 })
    const text = readFileSync(path('plain.jsonl'), 'utf8')
    for (const value of PLANTED) expect(text).not.toContain(value)
    expect((await verifyAudit(linesOf('plain.jsonl'), publicKey)).problems).toEqual([])
  })

  it.each([
    ['removed', (lines: string[]) => lines.filter((_, at) => at !== 1)],
    [
      'altered',
      (lines: string[]) => lines.map((line, at) => (at === 1 ? line.replace('"status":200', '"status":201') : line)),
    ],
    ['reordered', ([a, b, c, ...rest]: string[]) => [a, c, b, ...rest]],
    ['cut off', (lines: string[]) => lines.slice(0, -1)],
  ])('shows a record that was %s', async (_, change) => {
    const before = linesOf('plain.jsonl')
    const after = change(before) as string[]
    expect(after.join()).not.toBe(before.join())
    expect((await verifyAudit(after, publicKey)).problems).not.toEqual([])
  })

  it('goes on over a restart, and holds an intent before each outcome where it is required', async () => {
    for (let run = 0; run < 2; run++) {
      const gateway = await audited('required.jsonl', true)
      upstream.answer(reply('{"answer":"ok"}'))
      expect((await post(gateway.chatUrl, { message: MESSAGE })).status).toBe(200)
      await gateway.close()
    }
    const kinds = recordsOf('required.jsonl').map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'intent' || kind === 'outcome')).toEqual([
      'intent',
      'outcome',
      'intent',
      'outcome',
    ])
    expect((await verifyAudit(linesOf('required.jsonl'), publicKey)).problems).toEqual([])
  })

  it('is begun at start-up, or the gateway does not start', async () => {
    await expect(
      startGateway(upstream.url, {
        audit: { sink: 'file', log_file: '/dev/full', key_file: path('key.pem'), required: true },
      }),
    ).rejects.toThrow('audit.log_file')
  })

  it.skipIf(spawnSync('mkfifo', ['--version']).error !== undefined)(
    'refuses what it cannot record where it is required, and forwards nothing (skipped where there is no mkfifo)',
    async () => {
      // A pipe that nobody reads: there is room for the line that begins the log, and for no record.
      spawnSync('mkfifo', [path('pipe')])
      const pipe = openSync(path('pipe'), constants.O_RDWR | constants.O_NONBLOCK)
      writeSync(pipe, Buffer.alloc(PIPE_BYTES - ROOM_BYTES))
      const gateway = await audited('pipe', true)
      upstream.answer(reply('{"answer":"ok"}'))
      const before = upstream.requests.length
      const answer = await post(gateway.chatUrl, { message: MESSAGE })
      expect(answer.status).toBe(503)
      expect(JSON.parse(answer.body.toString()).code).toBe('audit_failed')
      expect(upstream.requests.length).toBe(before)
      while (readSync(pipe, Buffer.alloc(PIPE_BYTES)) === PIPE_BYTES);
      await gateway.close()
      closeSync(pipe)
    },
  )
})
