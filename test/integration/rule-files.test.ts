import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { forwardedBody, post, textHeader } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { ruleText } from '../support/rules.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

const rules = mkdtempSync(join(tmpdir(), 'coatcheck-staff-'))
const lines: string[] = []
let upstream: TestUpstream
let gateway: TestGateway

const SSN = ruleText()
const BADGE = (status: string) =>
  ruleText({
    id: 'badge',
    entity: 'BADGE',
    group: 'OTHER_ID',
    status,
    severity: 'low',
    jurisdictions: '[GLOBAL]',
    patterns: `[{ regex: 'AC-\\d{6}', likelihood: likely }]`,
    tests: `{ match: ['[[AC-123456]]'], no_match: ['AC-1'] }`,
  })
const OTHERS = `schema: 1
pack: { id: acme, version: 1.0.0, owner: o }
rules:
  - id: firm
    entity: FIRM
    group: ORGANIZATION
    name: Firm
    severity: low
    jurisdictions: [GLOBAL]
    list: firms
    tests: { match: ['at [[Globex]]'], no_match: [x] }
  - id: project
    entity: PROJECT
    group: OTHER_ID
    name: Project
    severity: high
    jurisdictions: [GLOBAL]
    list: projects
    tests: { match: ['[[Blue Heron]]'], no_match: [blue] }
lists:
  - { id: firms, terms: [Globex] }
  - { id: projects, terms: [Blue Heron] }
allow:
  - { id: void, values: [078-05-1120], owner: o, reason: r, expires: 2999-01-01 }
policies:
  - { id: default, groups: { ORGANIZATION: allow }, owner: o, reason: r }
  - { id: watched, match: { spaces: [watched] }, mode: shadow, owner: o, reason: r }
  - { id: free, match: { spaces: [free] }, mode: off, owner: o, reason: r }
  - { id: strict, match: { spaces: [strict] }, groups: { SSN: block }, owner: o, reason: r }
  - { id: strict-detect, match: { routes: [/v1/pii/detect], spaces: [strict] }, groups: { SSN: mask }, owner: o, reason: r }
`
const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(rules, name), text)
}
const metric = async (name: string): Promise<string> =>
  (await (await fetch(`${gateway.adminUrl}/metrics`)).text()).split('\n').find((line) => line.startsWith(name)) ?? ''
const ready = async () => (await fetch(`${gateway.adminUrl}/readyz`)).json()
const MESSAGE = 'ssn 536-90-4399 badge AC-123456 for Blue Heron at Globex'
const ask = (space = '1', message = MESSAGE) => post(`${gateway.url}/v1/spaces/${space}/chat`, { message })
const detect = async (body: object) => JSON.parse(String((await post(`${gateway.url}/v1/pii/detect`, body)).body))

beforeAll(async () => {
  write({ 'a.yaml': SSN, 'b.yaml': BADGE('active'), 'c.yaml': OTHERS })
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { rules }, { write: (line) => void lines.push(line) })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  rmSync(rules, { recursive: true, force: true })
})
beforeEach(async () => {
  upstream.answer(reply('{"answer":"ok"}'))
  write({ 'a.yaml': SSN, 'b.yaml': BADGE('active'), 'c.yaml': OTHERS })
  expect(await gateway.reload()).toEqual([])
})

describe('policies of rule files', () => {
  it('hold in their spaces: enforced, in shadow, off, stricter', async () => {
    const seen = async (space: string) => {
      const answer = await ask(space)
      return [answer.status, textHeader(answer, 'X-Pii-Guard').split(';rules')[0]]
    }
    expect(await seen('1')).toEqual([200, 'enforce;entities=3;policy="default"'])
    expect(forwardedBody(upstream).message).toBe('ssn <US_SSN_1> badge <BADGE_1> for <PROJECT_1> at Globex')
    expect(await seen('watched')).toEqual([200, 'shadow;entities=3;policy="watched"'])
    expect(forwardedBody(upstream).message).toBe(MESSAGE)
    expect(await seen('free')).toEqual([200, 'off;policy="free"'])
    expect(forwardedBody(upstream).message).toBe(MESSAGE)
    const before = upstream.requests.length
    expect(await seen('strict')).toEqual([422, 'enforce;entities=1;policy="strict"'])
    expect(upstream.requests.length).toBe(before)
  })

  it('let an exception pass, and nothing beside it', async () => {
    await ask('1', 'ssn 078-05-1120, ssn 536-90-4399')
    expect(forwardedBody(upstream).message).toBe('ssn 078-05-1120, ssn <US_SSN_1>')
  })
})

describe('the switches of the detect endpoint', () => {
  it('leave all to the policy, add what it lets pass, or leave out business data', async () => {
    const text = MESSAGE
    const redacted = async (more: object) => (await detect({ text, ...more })).redacted_text
    expect(await redacted({})).toBe('ssn <US_SSN_1> badge <BADGE_1> for <PROJECT_1> at Globex')
    expect(await redacted({ include_oii: true })).toBe('ssn <US_SSN_1> badge <BADGE_1> for <PROJECT_1> at <FIRM_1>')
    expect(await redacted({ include_business_data: false })).toBe(
      'ssn <US_SSN_1> badge <BADGE_1> for Blue Heron at Globex',
    )
    expect(await redacted({ space_id: 'strict' })).toContain('ssn ****')
  })
})

describe('a rule in shadow', () => {
  it('is counted, and no byte changes', async () => {
    write({ 'b.yaml': BADGE('shadow') })
    expect(await gateway.reload()).toEqual([])
    const body = '{ "message" : "badge AC-123456",  "n": 1e400 }'
    await post(gateway.chatUrl, body)
    expect(upstream.last().body.toString()).toBe(body)
    expect(await metric('coatcheck_shadow_findings_total')).toBe('coatcheck_shadow_findings_total{rule="badge"} 1')
    expect(await metric('coatcheck_findings_total{entity="BADGE"}')).not.toContain('shadow')
  })

  it('does not run as a draft', async () => {
    write({ 'b.yaml': BADGE('draft') })
    expect(await gateway.reload()).toEqual([])
    const before = await metric('coatcheck_shadow_findings_total')
    await ask()
    expect(forwardedBody(upstream).message).toContain('badge AC-123456')
    expect(await metric('coatcheck_shadow_findings_total')).toBe(before)
  })
})

describe('a reload', () => {
  it('leaves a running stream the rules and values that it began with', async () => {
    upstream.answer(stream(['data: {"t":"was <US_', 'SSN_1> ', 'now"}\n\n'], { delayMs: 150 }))
    const running = ask()
    await new Promise((resolve) => setTimeout(resolve, 80))
    const digest = await metric('coatcheck_rules_info')
    write({
      'a.yaml': ruleText({
        id: 'other',
        entity: 'OTHER',
        patterns: `[{ regex: 'zz\\d{4}', likelihood: likely }]`,
        tests: `{ match: ['[[zz1234]]'], no_match: [z] }`,
      }),
      'c.yaml': 'schema: 1\n',
    })
    expect(await gateway.reload()).toEqual([])
    expect(await metric('coatcheck_rules_info')).not.toBe(digest)
    const answer = await running
    expect(String(answer.body)).toContain('was 536-90-4399 now')
    expect(digest).toContain(/rules="([^"]+)"/.exec(textHeader(answer, 'X-Pii-Guard'))?.[1])
    await ask()
    expect(forwardedBody(upstream).message).toContain('536-90-4399')
  })

  it.each([
    ['an example of a rule does not hold', { 'a.yaml': SSN.replace('[[536-90-4399]]', '[[536-90-439]]') }],
    [
      'an example of a policy does not hold',
      {
        'c.yaml': OTHERS.replace(
          'groups: { SSN: block }',
          "groups: { SSN: block }, tests: [{ in: '536-90-4399', out: x }]",
        ),
      },
    ],
    ['two policies tie', { 'c.yaml': OTHERS.replace('spaces: [free]', 'spaces: [watched]') }],
    ['a policy hashes without a key', { 'c.yaml': OTHERS.replace('SSN: block', 'SSN: hash') }],
    ['a file is not YAML', { 'c.yaml': 'rules: [' }],
  ])('keeps the old rules, loudly, where %s', async (_, files) => {
    const failures = await metric('coatcheck_reload_failures_total')
    const logged = lines.length
    write(files as Readonly<Record<string, string>>)
    expect((await gateway.reload()).length).toBeGreaterThan(0)
    expect(await ready()).toEqual({ ready: true, reasons: ['reload_failed'] })
    expect(await metric('coatcheck_config_stale')).toBe('coatcheck_config_stale 1')
    expect(await metric('coatcheck_reload_failures_total')).not.toBe(failures)
    expect(lines.slice(logged).some((line) => line.includes('"event":"reload_failed"'))).toBe(true)
    await ask()
    expect(forwardedBody(upstream).message).toBe('ssn <US_SSN_1> badge <BADGE_1> for <PROJECT_1> at Globex')
  })
})
