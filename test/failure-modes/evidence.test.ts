import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GatewayError, toProblem } from '../../src/errors.js'
import { runGuarded } from '../../src/guarded.js'
import { createLog } from '../../src/log.js'
import type { Services } from '../../src/services.js'
import { forwardedBody, jsonHeader, post } from '../support/chat.js'
import { sendRaw } from '../support/client.js'
import { reply } from '../support/upstream.js'
import { EMAIL, MESSAGE, mapped, PERSON, type Setting, startSetting, wireText } from './setting.js'

/** What is written down of a request: logs, metrics, the audit log, errors. */

const KEY = 'sk-planted-key-4711'
const VALUES = [EMAIL, PERSON, '4111 1111 1111 1111', KEY, 'thread-of-jane', '<EMAIL_1>', '<PERSON_1>', 'please.']
const lines: string[] = []
let directory: string
let setting: Setting
const auditLog = () => readFileSync(join(directory, 'audit.jsonl'), 'utf8')

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-evidence-'))
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(directory, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const audit = {
    sink: 'file',
    log_file: join(directory, 'audit.jsonl'),
    key_file: join(directory, 'key.pem'),
    required: true,
  } as const
  setting = await startSetting(
    { rules: 'rules/core', mapping: { client: 'sealed' }, policy: { operators: { CREDIT_CARD: 'block' } }, audit },
    { write: (line) => void lines.push(line) },
  )
}, 60_000)
afterAll(async () => {
  await setting.close()
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  setting.upstream.answer(reply('{"answer":"to <EMAIL_1>"}'))
})

const as = { 'X-API-Key': KEY }
const BLOCKED = `${MESSAGE} Card 4111 1111 1111 1111.`

/** All that a request leaves behind outside its answer. */
const written = async (): Promise<string> =>
  [lines.join(''), await (await fetch(`${setting.gateway.adminUrl}/metrics`)).text(), auditLog()].join('\n')
const expectNothingWritten = async (): Promise<void> => {
  const text = await written()
  for (const value of VALUES) expect([value, text.includes(value)]).toEqual([value, false])
}

describe('what is written down', () => {
  it('F99: is nothing of a message, before or after its values are replaced, or of its answer', async () => {
    const answer = await setting.ask({ message: MESSAGE, thread_id: 'thread-of-jane' }, as)
    expect(answer.body.toString()).toContain(EMAIL)
    await expectNothingWritten()
  })

  it('F100: is nothing of a message that was blocked or could not be read', async () => {
    expect((await setting.ask({ message: BLOCKED }, as)).status).toBe(422)
    expect((await setting.ask(`{"message":"${BLOCKED}`, as)).status).toBe(400)
    expect((await setting.ask({ message: MESSAGE }, { ...as, 'X-Pii-Mapping': EMAIL })).status).toBe(422)
    const line = 'POST /v1/spaces/1/chat HTTP/1.1'
    await sendRaw(Number(new URL(setting.gateway.url).port), `${line}\r\nHost: a\r\n${MESSAGE}\r\n\r\n`)
    await expectNothingWritten()
  })

  it('F103: has the members that the audit log documents, and no other one', async () => {
    await setting.ask({ message: MESSAGE }, as)
    const page = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8')
    const signed = ['at', 'id', 'hash', 'sig', 'key', 'torn_bytes', 'dropped', 'v']
    for (const line of auditLog().split('\n').filter(Boolean))
      for (const member of Object.keys(JSON.parse(line)))
        expect([member, page.includes(`\`${member}\``) || signed.includes(member)]).toEqual([member, true])
  })

  it('F104: is the name of an exception and never its message, and what the client gets does not quote it', async () => {
    const log: string[] = []
    const services = {
      log: createLog('debug', { write: (line) => void log.push(line) }),
      metrics: { guardFailed: () => {} },
    } as unknown as Services
    const careless = Object.assign(new TypeError(`cannot read ${EMAIL}`), { code: `E_${EMAIL}`, cause: MESSAGE })
    const thrown = await Promise.resolve()
      .then(() => runGuarded(services, () => Promise.reject(careless)))
      .catch((error: GatewayError) => error)
    if (!(thrown instanceof GatewayError)) throw new Error('the guard did not fail')
    expect([thrown.code, thrown.cause]).toEqual(['guard_failed', undefined])
    expect(`${JSON.stringify(toProblem(thrown))}${thrown.stack}${log.join('')}`).not.toContain(EMAIL)
    expect(JSON.parse(log[0] ?? '{}')).toMatchObject({
      event: 'guard_failed',
      error: { name: 'TypeError', code: 'withheld' },
    })
  })

  it('F105: is no key of a caller, also where it is refused', async () => {
    const strict = await startSetting(
      { rules: 'rules/core', auth: { mode: 'required', keys: [] } },
      { write: (line) => void lines.push(line) },
    )
    expect((await strict.ask({ message: 'hello' }, as)).status).toBe(401)
    const page = await (await fetch(`${strict.gateway.adminUrl}/metrics`)).text()
    await strict.close()
    expect(page).not.toContain(KEY)
    await setting.ask({ message: 'hello' }, as)
    await expectNothingWritten()
  })

  it('F109: is no more at the most talkative level of the log than at the least', async () => {
    const before = lines.length
    for (let n = 0; n < 5; n++) await setting.ask({ message: MESSAGE }, as)
    expect(lines.slice(before).filter((line) => !line.includes('audit_checkpoint'))).toEqual([])
  })
})

describe('what a client is told', () => {
  it('F102: of a block is the type and the count, never the literal', async () => {
    const answer = await setting.ask({ message: BLOCKED }, as)
    const problem = JSON.parse(answer.body.toString())
    expect(problem).toMatchObject({ status: 422, code: 'pii_blocked', entities: { CREDIT_CARD: 1 } })
    expect(answer.body.toString() + answer.rawHeaders.join('\n')).not.toMatch(/4111|jane|doe/i)
  })

  it('F101: in shadow is the answer as the upstream wrote it, to the byte', async () => {
    const shadow = await startSetting({ rules: 'rules/core', policy: { mode: 'shadow' } })
    const answer = `{ "answer" : "to <EMAIL_1> & ${EMAIL}\\u00e9" ,\n "n": 1e400 }`
    shadow.upstream.answer(reply(answer))
    const got = await shadow.ask({ message: MESSAGE })
    await shadow.close()
    expect(got.body.toString()).toBe(answer)
    expect(forwardedBody(shadow.upstream)).toEqual({ message: MESSAGE })
  })
})

describe('the map of a caller', () => {
  it('F106: serves its own request: it stays with nobody and goes into no metadata', async () => {
    setting.upstream.answer(reply('{"answer":"<CODENAME_7>","metadata":{}}'))
    const map = mapped({ '<CODENAME_7>': 'Quartz Heron' })
    const own = await setting.ask(
      { message: 'about Quartz Heron', metadata: { topic: 'x' } },
      { ...map, 'X-API-Key': 'a' },
    )
    expect(JSON.parse(own.body.toString())).toEqual({ answer: 'Quartz Heron', metadata: {} })
    expect(forwardedBody(setting.upstream)).toEqual({ message: 'about <CODENAME_7>', metadata: { topic: 'x' } })
    for (const key of ['a', 'b']) {
      const later = await setting.ask({ message: 'and?' }, { 'X-API-Key': key })
      expect(JSON.parse(later.body.toString()).answer).toBe('<CODENAME_7>')
    }
  })

  it('F107: never reaches the upstream in a header, a log or a metric', async () => {
    const map = mapped({ '<CODENAME_7>': 'Quartz Heron' })
    await setting.ask({ message: 'about Quartz Heron' }, map)
    const wire = wireText(setting.upstream.last())
    expect(wire).not.toMatch(/quartz|heron/)
    expect(wire).not.toContain(map['X-Pii-Mapping']?.toLowerCase())
    expect(jsonHeader({ headers: setting.upstream.last().headers } as never, 'X-Pii-Mapping')).toEqual({
      '<CODENAME_7>': '<CODENAME_7>',
    })
    const text = await written()
    expect(text).not.toMatch(/Quartz|CODENAME_7/)
    expect(text).not.toContain(map['X-Pii-Mapping'])
  })
})

describe('a body', () => {
  it('F94: that changes its length is sent with the new one, whole or in chunks; one over the limit is 413', async () => {
    const body = JSON.stringify({ message: MESSAGE.repeat(20) })
    const { port } = new URL(setting.gateway.url)
    const line = 'POST /v1/spaces/1/chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\n'
    for (const framed of [
      `${line}Content-Length: ${body.length}\r\n\r\n${body}`,
      `${line}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ]) {
      expect((await sendRaw(Number(port), framed)).text).toMatch(/^HTTP\/1\.1 200 /)
      const { headers, body: sent } = setting.upstream.last()
      expect([headers['content-length'], headers['transfer-encoding']]).toEqual([String(sent.length), undefined])
      expect(sent.length).not.toBe(body.length)
    }
    expect((await setting.ask({ message: 'x'.repeat(11_000_000) })).status).toBe(413)
  })

  it('F98: does not stay in memory: what was read of many is given back', { timeout: 60_000 }, async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const BODY = 50_000
    const run = async (from: number, count: number): Promise<number> => {
      for (let n = from; n < from + count; n++)
        await post(setting.gateway.chatUrl, { message: `mail u${n}@corp.org ${`${n} `.repeat(BODY).slice(0, BODY)}` })
      setting.upstream.requests.length = 0
      for (let round = 0; round < 3; round++) collect()
      return process.memoryUsage().heapUsed
    }
    const before = await run(0, 60)
    expect((await run(1000, 240)) - before).toBeLessThan(240 * BODY * 0.4)
  })
})
