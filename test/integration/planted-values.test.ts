import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { post, textHeader } from '../support/chat.js'
import { type Answer, type Call, send, sendRaw } from '../support/client.js'
import { startGateway, type TestGateway, testConfig } from '../support/gateway.js'
import { formsOf, tracesOf } from '../support/planted-forms.js'
import { refuse, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'
import { startValkey, VALKEY_KIND, VALKEY_SERVER } from '../support/valkey.js'

const HASH_KEY = randomBytes(32).toString('base64')
const SEAL_KEY = randomBytes(32).toString('base64')
const ANNA = createKey('anna', HASH_KEY)
const BERT = createKey('bert', HASH_KEY)

const EMAIL = 'planted.ombrell@corp-example.org'
const CARD = '4111 1111 1111 1111'
const IBAN = 'DE89 3704 0044 0532 0130 00'
const PHONE = '+1 (415) 555-0132'
const NAME = 'Zoë Castellanos'
const MARKED = 'Operation Marzipan'
const THREAD = 'planted-thread-4711'
/** Everything that must stand nowhere but in the memory of the gateway, and on its way to client and upstream. */
const PLANTED = [
  EMAIL,
  CARD,
  IBAN,
  PHONE,
  NAME,
  MARKED,
  THREAD,
  ANNA.key,
  BERT.key,
  'ck_wrong_planted0planted0planted0planted',
]
const MESSAGE = `My name is ${NAME}, mail ${EMAIL}, card ${CARD}, IBAN ${IBAN}, phone ${PHONE}, ${MARKED}.`
const POSITIONS = JSON.stringify([
  {
    start: [...MESSAGE].join('').indexOf(MARKED),
    end: MESSAGE.indexOf(MARKED) + MARKED.length,
    entity: 'PERSON',
    field: '/message',
  },
])

const filesIn = (dir: string): Buffer =>
  Buffer.concat(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  )

const startLmdb = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-planted-lmdb-'))
  return { url: `lmdb:${dir}`, dir, close: async () => rmSync(dir, { recursive: true, force: true }) }
}

const VAULTS = [
  { kind: 'lmdb', isHere: true, start: startLmdb },
  { kind: VALKEY_KIND, isHere: VALKEY_SERVER !== null, start: startValkey },
]

describe('the sweep itself', () => {
  it.each(PLANTED)('would find value %# in each of its forms, and finds nothing where it is not', (value) => {
    for (const form of formsOf(value).values())
      expect(tracesOf(Buffer.concat([Buffer.from('{"a":"'), form, Buffer.from('"}')]), [value])).not.toEqual([])
    for (const before of ['', 'x', 'xy', 'xyz'])
      expect(tracesOf(Buffer.from(Buffer.from(`${before}${value}, and more`).toString('base64')), [value])).not.toEqual(
        [],
      )
    expect(tracesOf(Buffer.from('{"event":"started","port":8080}'), [value])).toEqual([])
  })
})

describe.each(VAULTS)('values that went through a gateway with everything on, over $kind', ({ isHere, start }) => {
  const law = it.skipIf(!isHere)
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-planted-'))
  const log: string[] = []
  const refusals: Answer[] = []
  const raw: string[] = []
  let vault: { readonly url: string; readonly dir: string; readonly close: () => Promise<void> }
  let upstream: TestUpstream
  let gateway: TestGateway
  let metrics: Buffer
  let restored = ''
  let audit: Buffer

  const chat = (message: unknown, headers: Record<string, string> = {}, key = ANNA.key) =>
    post(
      gateway.chatUrl,
      typeof message === 'object' && !Buffer.isBuffer(message) ? { thread_id: THREAD, ...message } : message,
      {
        'X-API-Key': key,
        ...headers,
      },
    )
  const call = async (path: string, options: Call): Promise<Answer> =>
    send(gateway.url + path, {
      ...options,
      headers: { 'X-API-Key': ANNA.key, 'content-type': 'application/json', ...options.headers },
    })
  /** An answer that the gateway itself must give. */
  const refused = async (answer: Promise<Answer>): Promise<void> => {
    const got = await answer
    expect(got.status).toBeGreaterThanOrEqual(400)
    refusals.push(got)
  }

  const converse = async () => {
    upstream.answer(reply('{"answer":"to <EMAIL_1>, <PERSON_1>, <PERSON_2> and <EMAIL_9>"}'))
    const first = await chat(
      { message: MESSAGE, title: NAME, metadata: { [EMAIL]: CARD } },
      { 'X-Pii-Positions': POSITIONS },
    )
    restored = first.body.toString()
    const history = textHeader(first, 'X-Chat-History-Pii-Mapping')
    await chat({ message: `again ${EMAIL}` }, { 'X-Chat-History-Pii-Mapping': history })
    await chat({ message: MESSAGE }, { 'X-Pii-Mapping': 'email=hash, phone=mask, card=redact, iban=surrogate' })
    await chat({ message: MESSAGE }, { 'X-Pii-Mapping': encodeURIComponent(JSON.stringify({ '<PERSON_8>': MARKED })) })
    const many = Array.from({ length: 400 }, (_, at) => `${EMAIL.replace('@', `${at}@`)}`).join(' ')
    const large = await chat({ message: `${many} ${EMAIL}` })
    const reference = textHeader(large, 'X-Chat-History-Pii-Mapping-Ref')
    expect(reference).not.toBe('')
    await call(`/v1/pii/mappings/${reference}`, {})
    upstream.answer(stream(['data: {"delta":"to <EMA"}\n\n', 'data: {"delta":"IL_1>"}\n\n']))
    await chat({ message: MESSAGE, stream: true })
    upstream.answer(stream(['data: {"delta":"to <EMA"}\n\n', 'data: {"delta":"IL_1>"}\n\n'], { cutAfter: 1 }))
    await chat({ message: MESSAGE, stream: true }).catch(() => {})
    upstream.answer(reply('{"error":"no <EMAIL_1>"}', { status: 500 }))
    await chat({ message: MESSAGE })
    upstream.answer(reply('{"answer":"ok","thread_id":"planted-thread-4711"}'))
    await post(gateway.chatUrl, { message: MESSAGE }, { 'X-API-Key': ANNA.key })
    const body = JSON.stringify({ text: MESSAGE, thread_id: THREAD, space_id: '12345' })
    await call('/v1/pii/detect', { method: 'POST', body })
    await call('/v1/pii/restore', { method: 'POST', body: body.replace('planted.ombrell', '<EMAIL_1>') })
    for (const path of ['/v1/chat/completions', '/v1/messages'])
      await call(path, { method: 'POST', body: JSON.stringify({ messages: [{ role: 'user', content: MESSAGE }] }) })
    await post(`${gateway.adminUrl}/playground/try`, { text: MESSAGE, space: '12345' })
  }

  const misbehave = async () => {
    const json = JSON.stringify(MESSAGE)
    await refused(chat(`{"message":${json}`))
    await refused(chat(`{"message":${json},"message":${json}}`))
    await refused(
      chat(Buffer.concat([Buffer.from(`{"message":${json.slice(0, -1)}`), Buffer.from([0xff, 0x22, 0x7d])])),
    )
    await refused(chat({ message: MESSAGE }, { 'content-type': `text/${EMAIL}` }))
    await refused(chat({ message: MESSAGE }, { 'content-encoding': EMAIL }))
    await refused(
      chat({ message: MESSAGE }, { 'X-Pii-Mapping': encodeURIComponent(JSON.stringify({ [EMAIL]: CARD })) }),
    )
    await refused(chat({ message: MESSAGE }, { 'X-Pii-Mapping': `${EMAIL}=mask` }))
    await refused(chat({ message: MESSAGE }, { 'X-Pii-Mapping': 'email=block' }))
    await refused(
      chat({ message: MESSAGE }, { 'X-Chat-History-Pii-Mapping': `${Buffer.from(EMAIL).toString('base64')}.a.b.c.d` }),
    )
    await refused(chat({ message: MESSAGE }, {}, 'ck_wrong_planted0planted0planted0planted'))
    await refused(
      post(`${gateway.chatUrl}?to=${encodeURIComponent(EMAIL)}`, { message: 'hello' }, { 'X-API-Key': ANNA.key }),
    )
    await refused(
      post(`${gateway.chatUrl}/../${encodeURIComponent(EMAIL)}/chat`.replace('/../', '/%2e%2e/'), { message: MESSAGE }),
    )
    await refused(call(`/v1/${encodeURIComponent(EMAIL)}`, { method: 'POST', body: json }))
    await refused(call('/v1/pii/detect', { method: 'POST', body: JSON.stringify({ text: 1, [EMAIL]: CARD }) }))
    await refused(
      call('/v1/pii/restore', { method: 'POST', body: JSON.stringify({ text: 'x', pii_mapping: { [EMAIL]: CARD } }) }),
    )
    await refused(call(`/v1/pii/mappings/${encodeURIComponent(EMAIL)}`, {}))
    await refused(call(`/v1/spaces/12345/threads/${encodeURIComponent(EMAIL)}/pii`, { method: 'DELETE' }))
    await refused(
      call('/v1/pii/restore', {
        method: 'POST',
        body: JSON.stringify({ text: '<EMAIL_1>', thread_id: THREAD }),
        headers: { 'X-API-Key': BERT.key },
      }),
    )
    upstream.answer(refuse)
    await refused(chat({ message: MESSAGE }))
    upstream.answer((_, socket) => void socket.end('no HTTP <EMAIL_1>\r\n\r\n'))
    await refused(chat({ message: MESSAGE }))
    const { port } = new URL(gateway.url)
    for (const head of [
      `GET /${EMAIL} HTTP/1.1\r\n${EMAIL}: ${CARD}\r\nbad\r\n\r\n`,
      `${EMAIL}\r\n\r\n`,
      `POST /v1/spaces/1/chat HTTP/1.1\r\nHost: ${EMAIL}\r\nContent-Length: ${CARD}\r\n\r\n`,
    ])
      raw.push((await sendRaw(Number(port), head)).text)
  }

  beforeAll(async () => {
    if (!isHere) return
    vault = await start()
    upstream = await startUpstream()
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(join(dir, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const options = {
      rules: 'rules/core',
      vault: vault.url,
      seal_key: SEAL_KEY,
      hash_key: HASH_KEY,
      auth: {
        mode: 'required' as const,
        keys: [
          { id: 'anna', hash: ANNA.hash, tenant: 'acme' },
          { id: 'bert', hash: BERT.hash, tenant: 'beta' },
        ],
      },
      tenants: { acme: {}, beta: {} },
      audit: {
        sink: 'file' as const,
        log_file: join(dir, 'audit.jsonl'),
        key_file: join(dir, 'key.pem'),
        required: true,
      },
      restore: { notice: 'Keep placeholders as they are.' },
      log: { level: 'debug' as const },
    }
    gateway = await startGateway(upstream.url, options, { write: (line) => log.push(line) })
    await converse()
    await misbehave()
    gateway.setConfig(await testConfig(upstream.url, { ...options, rules: join(dir, EMAIL) }))
    expect(await gateway.reload()).not.toEqual([])
    metrics = (await send(`${gateway.adminUrl}/metrics`)).body
    await gateway.close()
    audit = readFileSync(join(dir, 'audit.jsonl'))
  }, 60_000)
  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true })
    if (!isHere) return
    await upstream.close()
    await vault.close()
  })

  law('really went through: restored, stored, recorded, counted, and refused in every way', () => {
    for (const value of [EMAIL, NAME, MARKED]) expect(restored).toContain(value)
    expect(filesIn(vault.dir).length).toBeGreaterThan(1000)
    expect(audit.toString().split('\n').length).toBeGreaterThan(30)
    expect(metrics.toString()).toMatch(/coatcheck_findings_total\{entity="EMAIL"\} \d/)
    expect(refusals.length).toBeGreaterThan(19)
    expect(log.length).toBeGreaterThan(2)
  })

  law('stand in no log line', () => expect(tracesOf(Buffer.from(log.join('')), PLANTED)).toEqual([]))
  law('stand in no metric', () => expect(tracesOf(metrics, PLANTED)).toEqual([]))
  law('stand in no audit record', () => expect(tracesOf(audit, PLANTED)).toEqual([]))
  law('stand in no file of the store', () => expect(tracesOf(filesIn(vault.dir), PLANTED)).toEqual([]))
  law('stand in no refusal', () => {
    const texts = refusals.map(({ body, rawHeaders }) => `${body.toString()}\n${rawHeaders.join('\n')}`)
    expect(tracesOf(Buffer.from([...texts, ...raw].join('\n')), PLANTED)).toEqual([])
  })
})
