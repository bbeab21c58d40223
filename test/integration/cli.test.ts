import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildProduct, type Running, run } from './cli-process.js'

vi.setConfig({ testTimeout: 30_000 })

const ANY_PORTS = ['--port', '0', '--admin-port', '0']
/** Few rules and the engine that every machine has: these tests are about the command line. */
const RULE = (prefix: string) => `schema: 1
rules:
  - id: employee-number
    entity: EMPLOYEE_NUMBER
    group: OTHER_ID
    name: Employee number
    severity: medium
    jurisdictions: [GLOBAL]
    references: ['https://hr.example.com/numbers']
    keywords: ['${prefix}-']
    patterns:
      - regex: '${prefix}-[0-9]{6}'
        likelihood: likely
    max_length: 10
    tests:
      match:
        - 'Badge [[${prefix}-004711]] is lost'
      no_match:
        - '${prefix}-12' # too short
`

let built: ReturnType<typeof buildProduct> | undefined
let folder: string
const running: Running[] = []
beforeAll(() => {
  built = buildProduct()
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-cli-'))
  mkdirSync(join(folder, 'rules'))
  writeFileSync(join(folder, 'rules', 'house.yaml'), RULE('EMP'))
}, 60_000)
afterEach(async () => {
  for (const { child, exit } of running.splice(0)) {
    child.kill('SIGKILL')
    await exit
  }
})
afterAll(() => {
  built?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const start = (args: readonly string[], options: Parameters<typeof run>[2] = {}): Running => {
  const started = run(built?.main ?? '', args, options)
  running.push(started)
  return started
}
const finish = async (args: readonly string[], options: Parameters<typeof run>[2] = {}) => {
  const { exit, output } = start(args, options)
  return { code: await exit, ...output }
}
const serve = async (args: readonly string[], rules = join(folder, 'rules')) => {
  const gateway = start([...ANY_PORTS, '--engine', 're2js', '--rules', rules, ...args])
  const [, url = ''] = await gateway.until(/^gateway +(\S+)/m)
  const [, admin = ''] = await gateway.until(/^admin +(\S+)/m)
  await gateway.until(/"event":"started"/)
  return { ...gateway, url, admin }
}
const chat = async (url: string, message: string) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/spaces/12345/chat`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ message }),
  })
  return { status: answer.status, text: await answer.text(), mapping: answer.headers.get('x-auto-pii-mapping') }
}

describe('coatcheck serve', () => {
  it('starts the demo without an upstream, says so, prints a curl, and answers it', async () => {
    const { url, output, until } = await serve([])
    await until(/With a chat backend of your own/)
    expect(output.err).toContain('No upstream is set, so this is the demo')
    expect(output.err).toContain(`curl -i ${url}/v1/spaces/12345/chat`)
    const { status, text, mapping } = await chat(url, 'Badge EMP-123456 is lost')
    expect([status, text.includes('EMP-123456')]).toEqual([200, true])
    expect(JSON.parse(mapping ?? '')).toEqual({ '<EMPLOYEE_NUMBER_1>': 'EMP-123456' })
  })

  it('keeps the mapping headers that the user chose, also in the demo', async () => {
    const { url, output } = await serve(['--mapping-client', 'tokens'])
    expect(output.err).toContain('tokens to the client and plain to the demo backend')
    const { mapping } = await chat(url, 'Badge EMP-123456 is lost')
    expect(mapping).not.toContain('EMP-123456')
  })

  it('listens on loopback, with health, readiness and metrics on the admin listener only', async () => {
    const { url, admin } = await serve([])
    expect(new URL(url).hostname).toBe('127.0.0.1')
    await chat(url, 'Badge EMP-123456 is lost')
    expect(await (await fetch(`${admin}/healthz`)).json()).toEqual({ status: 'ok' })
    expect((await fetch(`${admin}/readyz`)).status).toBe(200)
    const metrics = await (await fetch(`${admin}/metrics`)).text()
    expect(metrics).toContain('coatcheck_findings_total{entity="EMPLOYEE_NUMBER"} 1')
    expect(metrics).not.toContain('EMP-123456')
    expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('coatcheck_')
  })

  it('writes no value to stdout or stderr (F99)', async () => {
    const { url, output } = await serve([])
    await chat(url, 'Badge EMP-123456 is lost')
    expect(output.out + output.err).not.toContain('EMP-123456')
  })

  it('lists unknown flags, variables and keys at once, with nearest names, and ends with 78', async () => {
    const config = join(folder, 'bad.yaml')
    writeFileSync(config, 'polcy: {}\nport: many\n')
    const env = { COATCHECK_UPSTREM: 'http://hunter2.example' }
    const { code, err } = await finish(['--prot', '1', '--config', config], { env })
    expect(code).toBe(78)
    expect(err.trim().split('\n').sort()).toEqual(
      [
        'command line --prot: unknown flag; did you mean "--port"?',
        'environment COATCHECK_UPSTREM: unknown variable; did you mean "COATCHECK_UPSTREAM"?',
        `${config}:1 polcy: unknown key; did you mean "policy"?`,
        `${config}:2 port: must be a number`,
      ].sort(),
    )
  })

  it('ends with 78 when the rules are broken, and when a port is taken', async () => {
    const bad = join(folder, 'bad-rules')
    mkdirSync(bad)
    writeFileSync(join(bad, 'house.yaml'), RULE('EMP').replace('[[EMP-004711]]', '[[EMP-00471]]1'))
    const broken = await finish([...ANY_PORTS, '--engine', 're2js', '--rules', bad])
    expect([broken.code, broken.err.includes('house.yaml')]).toEqual([78, true])

    const taken = createTcpServer()
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening))
    const { port } = taken.address() as AddressInfo
    const refused = await finish([
      '--port',
      String(port),
      '--admin-port',
      '0',
      '--engine',
      're2js',
      '--rules',
      join(folder, 'rules'),
    ])
    taken.close()
    expect([refused.code, refused.err.includes(`network port ${port}: is in use`)]).toEqual([78, true])
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and ends with 0', async (signal) => {
    const { child, exit, output } = await serve([])
    child.kill(signal)
    expect(await exit).toBe(0)
    expect(output.out).toContain('"event":"stopped"')
  })

  it('says draining while it waits, and takes a second signal as an order', async () => {
    const config = join(folder, 'drain.yaml')
    writeFileSync(config, 'drain: { delay_ms: 30000 }\n')
    const { child, exit, admin } = await serve(['--config', config])
    child.kill('SIGTERM')
    await vi.waitFor(async () => expect((await fetch(`${admin}/readyz`)).status).toBe(503))
    expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ ready: false, reasons: ['draining'] })
    child.kill('SIGTERM')
    expect(await exit).toBe(1)
  })

  it('reloads rules on SIGHUP and on change; a bad file never replaces a good one', async () => {
    const rules = join(folder, 'live-rules')
    mkdirSync(rules)
    writeFileSync(join(rules, 'house.yaml'), RULE('EMP'))
    const { child, url, admin, output, until } = await serve([], rules)
    writeFileSync(join(rules, 'house.yaml'), 'rules: 3\n')
    await until(/"event":"reload_failed"/)
    expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ ready: true, reasons: ['reload_failed'] })
    expect(output.err).toMatch(/Not reloaded: what was read before goes on serving\.\n.*house\.yaml/)
    expect((await chat(url, 'Badge EMP-123456')).mapping).toContain('EMPLOYEE_NUMBER_1')

    writeFileSync(join(rules, 'house.yaml'), RULE('BDG'))
    await until(/"event":"reloaded"/)
    expect((await chat(url, 'Badge BDG-123456')).mapping).toContain('EMPLOYEE_NUMBER_1')
    expect((await chat(url, 'Badge EMP-123456')).mapping ?? '{}').toBe('{}')

    const before = output.out.split('"event":"reloaded"').length
    child.kill('SIGHUP')
    await vi.waitFor(() => expect(output.out.split('"event":"reloaded"').length).toBeGreaterThan(before), {
      timeout: 5000,
    })
  })

  it('serves and reloads rules that are mounted as a Kubernetes ConfigMap', async () => {
    const rules = join(folder, 'mounted')
    for (const [version, prefix] of [
      ['..1', 'EMP'],
      ['..2', 'BDG'],
    ] as const) {
      mkdirSync(join(rules, version), { recursive: true })
      writeFileSync(join(rules, version, 'house.yaml'), RULE(prefix))
    }
    symlinkSync('..1', join(rules, '..data'))
    symlinkSync('..data/house.yaml', join(rules, 'house.yaml'))
    rmSync(join(rules, '..2'), { recursive: true })
    const { url, until } = await serve([], rules)
    mkdirSync(join(rules, '..2'))
    writeFileSync(join(rules, '..2', 'house.yaml'), RULE('BDG'))
    symlinkSync('..2', join(rules, '..data_tmp'))
    renameSync(join(rules, '..data_tmp'), join(rules, '..data'))
    rmSync(join(rules, '..1'), { recursive: true })
    await until(/"event":"reloaded"/)
    expect((await chat(url, 'Badge BDG-123456')).mapping).toContain('EMPLOYEE_NUMBER_1')
  })

  it('forwards to the upstream that a flag names', async () => {
    const bodies: string[] = []
    const upstream = createServer((incoming, outgoing) => {
      incoming.setEncoding('utf8')
      let body = ''
      incoming.on('data', (text: string) => {
        body += text
      })
      incoming.on('end', () => {
        bodies.push(body)
        outgoing.setHeader('content-type', 'application/json').end(body)
      })
    })
    await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening))
    const { port } = upstream.address() as AddressInfo
    const { url, output } = await serve(['--upstream', `http://127.0.0.1:${port}`])
    const { text } = await chat(url, 'Badge EMP-123456')
    upstream.closeAllConnections()
    upstream.close()
    expect(output.err).not.toContain('demo')
    expect(bodies).toEqual(['{"message":"Badge <EMPLOYEE_NUMBER_1>"}'])
    expect(text).toBe('{"message":"Badge EMP-123456"}')
  })
})

describe('the other commands', () => {
  it('lists commands and all flags of serve in --help', async () => {
    const { code, out } = await finish(['--help'])
    expect(code).toBe(0)
    for (const word of [
      'serve',
      'check',
      'scan',
      'keys',
      'demo',
      '--upstream',
      '--rules',
      '--admin-port',
      '--engine',
    ]) {
      expect(out).toContain(word)
    }
  })

  it('says what a setting may be, and what it is without a word', async () => {
    const text = (await finish(['serve', '--help'])).out.replace(/\s+/g, ' ')
    expect(text).toContain('(enforce | shadow | off; default: enforce)')
    expect(text).toContain('(default: 8080)')
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
    expect(await finish(['--version'])).toMatchObject({ code: 0, out: `${version}\n` })
  })

  it('names the nearest flag for an unknown one', async () => {
    const { code, err } = await finish(['scan', '--jsnol'])
    expect(code).not.toBe(0)
    expect(err).toContain('--jsonl')
  })

  it('checks configuration and rules', async () => {
    const rules = ['--engine', 're2js', '--rules', join(folder, 'rules')]
    expect(await finish(['check', ...rules])).toMatchObject({ code: 0, err: '' })
    const { code, err } = await finish(['check', '--prot', '1', '--unmatched', 'all', ...rules])
    expect(code).toBe(1)
    expect(err).toContain('did you mean "--port"')
    expect(err).toContain('--unmatched: must be one of')
  })

  it('scans JSON Lines from stdin to stdout', async () => {
    const args = ['scan', '--jsonl', '--engine', 're2js', '--rules', join(folder, 'rules')]
    const input = '{"id":"a","text":"😀 EMP-123456"}\n{"id":"b","text":""}\n'
    const { code, out, err } = await finish(args, { input })
    expect([code, err]).toEqual([0, ''])
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: 'a', spans: [{ s: 2, e: 12, label: 'OTHER_ID', score: 0.75, rule: 'employee-number' }] },
      { id: 'b', spans: [] },
    ])
  })

  it('makes keys', async () => {
    expect((await finish(['keys', 'new', '--id', 'team-a'])).out).toMatch(/ck_team-a_[0-9A-Za-z]{32}/)
    expect((await finish(['keys', 'seal'])).out).toMatch(/^[A-Za-z0-9+/]{43}=\n$/)
  })

  it('runs the demo backend alone', async () => {
    const demo = start(['demo', '--port', '0'])
    const [, url = ''] = await demo.until(/demo chat backend: (\S+)/)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    demo.child.kill('SIGTERM')
    expect(await demo.exit).toBe(0)
  })
})
