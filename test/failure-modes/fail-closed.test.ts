import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { cachedDetect } from '../../src/detect/cache.js'
import { forwardedBody, jsonHeader, post, textHeader } from '../support/chat.js'
import { startProblems, testConfig } from '../support/gateway.js'
import { reply } from '../support/upstream.js'
import { EMAIL, MESSAGE, metric, type Setting, startSetting, wireText } from './setting.js'

/** Stands for a detector that is down: it throws, and its error quotes the text as careless errors do. */
const fault = vi.hoisted(() => ({ isOn: false }))
vi.mock('../../src/detect/cache.js', async (importActual) => {
  const actual = await importActual<typeof import('../../src/detect/cache.js')>()
  const faulty: typeof actual.cachedDetect = (...settings) => {
    const detect = actual.cachedDetect(...settings)
    return (scope, text, hint) => {
      if (fault.isOn) throw new TypeError(`cannot read ${text}`)
      return detect(scope, text, hint)
    }
  }
  return { ...actual, cachedDetect: faulty }
})

/** Few rules, so that the many reloads are quick. */
const BASE = { rules: 'rules/core', mapping: { client: 'plain' } } as const

const lines: string[] = []
let setting: Setting
let directory: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-'))
  setting = await startSetting(BASE, { write: (line) => void lines.push(line) })
}, 60_000)
afterAll(async () => {
  await setting.close()
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  fault.isOn = false
  setting.upstream.answer(reply('{"answer":"to <EMAIL_1>"}'))
})

type Over = NonNullable<Parameters<typeof startSetting>[0]>
const ask = () => post(setting.gateway.chatUrl, { message: MESSAGE })
const guardOf = async () => textHeader(await ask(), 'X-Pii-Guard')
const configure = async (over: Over) => {
  setting.gateway.setConfig(await testConfig(setting.upstream.url, { ...BASE, ...over }))
  return setting.gateway.reload()
}
const problemsOf = (over: Over) => startProblems(setting.upstream.url, over)

describe('a guard that cannot run', () => {
  it('F79: forwards nothing: 503, no connection to the upstream, no word of the text', async () => {
    const before = setting.upstream.requests.length
    fault.isOn = true
    const answer = await ask()
    expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([503, 'guard_failed'])
    expect(setting.upstream.requests.length).toBe(before)
    expect(answer.body.toString() + lines.join('')).not.toMatch(/jane/i)
    expect(lines.join('')).toContain('guard_failed')
  })

  it('F80: is an error that the answer names and the metrics count, never a verdict', async () => {
    const name = 'coatcheck_guard_failures_total'
    const before = await metric(setting.gateway.adminUrl, name)
    fault.isOn = true
    expect((await ask()).headers['x-pii-guard']).toBeDefined()
    expect((await metric(setting.gateway.adminUrl, name)) - before).toBe(1)
  })

  it('F97: passes plain text only where the configuration says so, and then every answer and the log say so', async () => {
    await configure({ fail: 'open' })
    fault.isOn = true
    expect(await guardOf()).toMatch(/^open;/)
    expect(forwardedBody(setting.upstream).message).toBe(MESSAGE)
    fault.isOn = false
    expect(await guardOf()).toMatch(/^enforce;/)
    await configure({})
    expect(loadConfig({ flags: {}, env: {} })).toMatchObject({ config: { fail: 'closed' } })
  })

  it('F97: never serves without rules: an empty or broken rule directory is refused, a running gateway keeps its own', async () => {
    const empty = mkdtempSync(join(directory, 'empty-'))
    expect(await problemsOf({ rules: empty })).toHaveLength(1)
    expect(await configure({ rules: empty })).toHaveLength(1)
    expect(await guardOf()).toMatch(/^enforce;entities=2;/)
    expect(wireText(setting.upstream.last())).not.toContain('jane')
    const readiness = await (await fetch(`${setting.gateway.adminUrl}/readyz`)).json()
    expect(readiness).toEqual({ ready: true, reasons: ['reload_failed'] })
    await configure({})
  })
})

describe('modes', () => {
  it('F81: shadow computes and changes nothing, and says so', async () => {
    await configure({ policy: { mode: 'shadow' } })
    const body = '{ "message" : "mail jane@corp.org", "instructions": "pay with 4111 1111 1111 1111", "n": 1e400 }'
    const answer = await post(setting.gateway.chatUrl, body)
    expect(setting.upstream.last().body.toString()).toBe(body)
    expect(setting.upstream.last().headers['x-auto-pii-mapping']).toBeUndefined()
    expect(textHeader(answer, 'X-Pii-Guard')).toMatch(/^shadow;entities=2;/)
  })

  it('F12: shadow leaves the answer as it is, byte for byte', async () => {
    expect((await ask()).body.toString()).toBe('{"answer":"to <EMAIL_1>"}')
  })

  it('F82: one switch decides, and each answer says which mode and which rules served it', async () => {
    await configure({ policy: { mode: 'off' } })
    expect(await guardOf()).toMatch(/^off;/)
    expect(forwardedBody(setting.upstream).message).toBe(MESSAGE)
    await configure({})
    expect(await guardOf()).toMatch(/^enforce;entities=2;policy="default";rules="sha256:[0-9a-f]{64}"$/)
    expect(wireText(setting.upstream.last())).not.toContain('jane')
  })
})

describe('a configuration that would protect less than it seems', () => {
  it('F83: names an entity that no rule finds: refused at start and at reload', async () => {
    const over: Over = { rules: 'rules/core', policy: { operators: { EMIAL: 'block' } } }
    expect(await problemsOf(over)).toMatchObject([{ path: 'policy.operators.EMIAL' }])
    expect(await configure(over)).toMatchObject([{ path: 'policy.operators.EMIAL' }])
    await configure({})
  })

  it('F84: has unknown keys or variables: all are named at once', () => {
    const file = join(directory, 'config.yaml')
    writeFileSync(file, 'upsteam: {}\npolicy:\n  operator:\n    EMAIL: block\n')
    const loaded = loadConfig({ flags: { config: file }, env: { COATCHECK_UPSTREM: 'http://x' } })
    const paths = 'issues' in loaded ? loaded.issues.map(({ path }) => path).sort() : []
    expect(paths).toEqual(['COATCHECK_UPSTREM', 'policy.operator', 'upsteam'])
  })

  it('F84: has a rule with an unknown key, or one that does not find its own example: refused', async () => {
    const rules = mkdtempSync(join(directory, 'rules-'))
    const rule = (id: string, regex: string, extra = '') =>
      [
        'schema: 1',
        'rules:',
        `  - { id: ${id}, entity: BADGE, group: OTHER_ID, name: Badge, severity: low, jurisdictions: [GLOBAL],${extra}`,
        `      patterns: [{ regex: '${regex}', likelihood: very_likely }], max_length: 20,`,
        "      tests: { match: ['badge [[B-1234]] here'], no_match: ['no badge'] } }",
      ].join('\n')
    writeFileSync(join(rules, 'anchored.yaml'), rule('anchored', '^B-[0-9]{4}$'))
    writeFileSync(join(rules, 'unknown.yaml'), rule('unknown', 'B-[0-9]{4}', ' enabeld: true,'))
    const problems = await problemsOf({ rules })
    expect(problems.map(({ path }) => path).sort()).toEqual(['rules.0.enabeld', 'rules.0.tests.match.0'])
    rmSync(join(rules, 'unknown.yaml'))
    writeFileSync(join(rules, 'anchored.yaml'), rule('badge', 'B-[0-9]{4}'))
    expect(await problemsOf({ rules })).toEqual([])
  })

  it('F86: a rule of a staff member cannot stop the process: matching is linear, what could backtrack is refused', async () => {
    const rules = mkdtempSync(join(directory, 'linear-'))
    const file = (regex: string) =>
      [
        'schema: 1',
        'rules:',
        '  - { id: evil, entity: EVIL, group: OTHER_ID, name: Evil, severity: low, jurisdictions: [GLOBAL],',
        `      patterns: [{ regex: '${regex}', likelihood: very_likely }], max_length: 65536,`,
        "      tests: { match: ['[[aaab]]'], no_match: ['aaac'] } }",
      ].join('\n')
    writeFileSync(join(rules, 'evil.yaml'), file('(?:(?:a+)+)+b'))
    await configure({ rules })
    const startMs = performance.now()
    const answer = await post(setting.gateway.chatUrl, { message: 'a'.repeat(30_000) })
    expect(answer.status).toBe(200)
    expect(performance.now() - startMs).toBeLessThan(3000)
    for (const regex of ['(a+)\\1b', 'a+(?=b)b', '(?<!x)a+b']) {
      writeFileSync(join(rules, 'evil.yaml'), file(regex))
      expect((await problemsOf({ rules })).length).toBeGreaterThan(0)
    }
    await configure({})
  })
})

describe('the work of long sessions', () => {
  it('F87: a text that was scanned for this caller is not scanned again', () => {
    let calls = 0
    const detect = cachedDetect(
      () => {
        calls += 1
        return []
      },
      { digest: 'sha256:x' },
    )
    const turns = Array.from({ length: 50 }, (_, n) => `tool result ${n}: ${'lorem ipsum '.repeat(100)}`)
    for (let turn = 1; turn <= turns.length; turn++) for (const text of turns.slice(0, turn)) detect('caller', text, '')
    expect(calls).toBe(turns.length)
    detect('another caller', turns[0] ?? '', '')
    expect(calls).toBe(turns.length + 1)
  })

  it('F63: a map that the caller sends back covers the whole body again', async () => {
    const first = await ask()
    const history = JSON.stringify(jsonHeader(first, 'X-Chat-History-Pii-Mapping'))
    const body = { message: 'go on', tool_call_results: [`Jane Doe <${EMAIL}>`] }
    await post(setting.gateway.chatUrl, body, { 'X-Chat-History-Pii-Mapping': history })
    expect(forwardedBody(setting.upstream).tool_call_results).toEqual(['<PERSON_1> <<EMAIL_1>>'])
  })
})
