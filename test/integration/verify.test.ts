import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runVerify, type VerifyOptions } from '../../src/commands/verify.js'
import type { Runtime } from '../../src/runtime.js'
import { startOwnGateway } from '../../src/verify/own-gateway.js'
import { availableEngine, startGateway } from '../support/gateway.js'
import { fakeShell } from '../unit/commands/fake-shell.js'

type Printed = {
  readonly held: boolean
  readonly tried: number
  readonly sections: readonly {
    readonly id: string
    readonly tried: number
    readonly skipped: string | null
    readonly failures: readonly { readonly where: string; readonly what: string }[]
  }[]
}

const ENTITIES = 'EMAIL,IBAN,CREDIT_CARD'
let engine: string
beforeAll(async () => {
  engine = await availableEngine()
})

const run = async (over: Partial<VerifyOptions> = {}, terminal = false, config?: string) => {
  const { shell, written } = fakeShell({ isTTY: terminal })
  const code = await runVerify(
    {
      target: null,
      keys: null,
      recorderHost: '127.0.0.1',
      recorderPort: null,
      space: 'verify',
      entities: ENTITIES,
      isQuick: true,
      json: true,
      issues: [],
      ...over,
      flags: { rules: 'rules/core', engine, ...(config === undefined ? {} : { config }), ...over.flags },
    },
    shell,
  )
  const printed: Printed | null = code === 78 || over.json === false ? null : JSON.parse(written.out)
  const failed = (printed?.sections ?? []).filter(({ failures }) => failures.length > 0).map(({ id }) => id)
  return { code, printed, failed, ...written }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

const withRuntime =
  (change: (runtime: Runtime) => Runtime) =>
  (runtime: Runtime): ReturnType<typeof startOwnGateway> =>
    startOwnGateway(change(runtime))

describe('coatcheck verify', () => {
  it('says of a gateway of its own that the boundary holds, in all sections, without a value', async () => {
    const { code, printed, out } = await run()
    expect(printed?.sections.flatMap(({ failures }) => failures)).toEqual([])
    expect(code).toBe(0)
    expect(printed?.held).toBe(true)
    expect(printed?.sections.map(({ id, skipped }) => [id, skipped])).toEqual(
      ['canaries', 'spellings', 'refusals', 'streams', 'tenants', 'failures'].map((id) => [id, null]),
    )
    for (const { tried } of printed?.sections ?? []) expect(tried).toBeGreaterThan(10)
    expect(out).not.toMatch(/@|\d{3}-\d{2}-\d{4}/)
  }, 120_000)

  it('prints a coloured report and a progress line on a terminal only', async () => {
    const terminal = await run({ json: false, entities: 'EMAIL' }, true)
    expect(terminal.out).toContain('\x1b[32mheld')
    expect(terminal.err).toContain('trials')
    const { out, err } = await run({ json: false, entities: 'EMAIL' })
    expect(out).toMatch(/^held {7}Every entity, every route {2}\d+ tried$/m)
    expect(out).toMatch(/^The boundary held in all \d+ trials\./m)
    expect(out + err).not.toContain('\x1b')
  }, 120_000)

  it('holds where the answers of the model are searched and redacted too', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'coatcheck-verify-'))
    const file = join(dir, 'coatcheck.yaml')
    writeFileSync(file, 'response: { detect: redact }\n')
    const { code, printed } = await run({ entities: 'EMAIL' }, false, file)
    expect(printed?.sections.flatMap(({ failures }) => failures)).toEqual([])
    expect(code).toBe(0)
    rmSync(dir, { recursive: true })
  }, 120_000)

  it.each<[string, (runtime: Runtime) => Runtime, string[]]>([
    [
      'whose detector finds no e-mail address',
      (runtime) => ({
        ...runtime,
        detect: (...args) => runtime.detect(...args).filter(({ entity }) => entity !== 'EMAIL'),
      }),
      ['canaries', 'spellings', 'streams', 'tenants', 'failures'],
    ],
    [
      'that forwards when the guard fails',
      (runtime) => ({ ...runtime, config: { ...runtime.config, fail: 'open' } }),
      ['failures'],
    ],
    [
      'that reads each thread as everybody’s',
      (runtime) => {
        const { store } = runtime
        const everybody = <T extends { readonly caller: string }>(scope: T): T => ({ ...scope, caller: 'everybody' })
        return {
          ...runtime,
          store: {
            ...store,
            read: (scope) => store.read(everybody(scope)),
            add: (scope, addition) => store.add(everybody(scope), addition),
          },
        }
      },
      ['tenants'],
    ],
  ])(
    'exits with 1 for a gateway %s',
    async (_, change, sections) => {
      const { code, printed, failed } = await run({ start: withRuntime(change) })
      expect(failed).toEqual(sections)
      expect(printed?.held).toBe(false)
      expect(code).toBe(1)
    },
    30_000,
  )

  it('exits with 1 where the policy only watches, and says what went on', async () => {
    const { code, failed } = await run({ flags: { mode: 'shadow' } })
    expect(code).toBe(1)
    expect(failed).toContain('canaries')
  }, 120_000)
})

describe('coatcheck verify --target', () => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-verify-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  it('verifies a running gateway whose upstream is the recorder', async () => {
    const port = await freePort()
    const gateway = await startGateway(`http://127.0.0.1:${port}`, { rules: 'rules/core' })
    const { code, printed } = await run({ target: gateway.url, recorderPort: String(port) })
    expect(printed?.sections.flatMap(({ failures }) => failures)).toEqual([])
    expect(printed?.sections.filter(({ skipped }) => skipped !== null).map(({ id }) => id)).toEqual(['failures'])
    expect(code).toBe(0)
    await gateway.close()
  }, 120_000)

  it('exits with 1 for a proxy that protects nothing', async () => {
    const port = await freePort()
    const proxy = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const { host: _host, connection: _connection, ...headers } = incoming.headers
      const answer = await request(`http://127.0.0.1:${port}${incoming.url}`, {
        method: 'POST',
        headers,
        body: Buffer.concat(chunks),
      })
      outgoing.writeHead(answer.statusCode, { 'content-type': 'application/json' })
      outgoing.end(await answer.body.text().catch(() => ''))
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const target = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const { code, failed, out } = await run({ target, recorderPort: String(port), entities: 'EMAIL' })
    expect(failed).toEqual(expect.arrayContaining(['canaries', 'spellings', 'refusals', 'streams']))
    expect(out).toContain('the value reached the upstream: body (raw)')
    expect(code).toBe(1)
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  }, 120_000)

  it('says what stands in the way', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`
    const gateway = await startGateway(nobody, { rules: 'rules/core' })
    const keys = join(dir, 'keys')
    writeFileSync(keys, 'only-one\n')
    const cases: [Partial<VerifyOptions>, RegExp][] = [
      [{ target: nobody, recorderPort: '0' }, /does not answer: start the gateway/],
      [
        { target: gateway.url, recorderPort: '0' },
        /does not forward to the recorder: set upstream\.url of the gateway to http/,
      ],
      [{ target: 'ftp://x' }, /--target: must be an http or https URL/],
      [{ target: gateway.url, keys }, /--keys: must name a file with two different API keys/],
      [{ keys }, /--keys: needs --target/],
      [{ recorderPort: 'x' }, /--recorder-port: must be a number/],
      [{ recorderPort: new URL(gateway.url).port }, /--recorder-port: cannot be had \(EADDRINUSE\)/],
      [{ entities: 'EMIAL' }, /--entities: no rule finds these: EMIAL/],
    ]
    for (const [over, expected] of cases) {
      const { code, err } = await run(over)
      expect(err).toMatch(expected)
      expect(code).toBe(78)
    }
    await gateway.close()
  }, 120_000)
})
