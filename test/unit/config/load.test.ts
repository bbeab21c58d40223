import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Flags, loadConfig, SHIPPED_RULES } from '../../../src/config/load.js'
import type { Config } from '../../../src/config/schema.js'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
const write = (text: string): string => {
  count += 1
  const file = join(folder, `config-${count}.yaml`)
  writeFileSync(file, text)
  return file
}

const load = (text: string, { flags = {}, env = {} }: { flags?: Flags; env?: Record<string, string> } = {}) =>
  loadConfig({ flags: { config: write(text), ...flags }, env })

const configOf = (loaded: ReturnType<typeof loadConfig>): Config => {
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  return loaded.config
}

const problemsOf = (loaded: ReturnType<typeof loadConfig>): string[] =>
  'issues' in loaded ? loaded.issues.map(({ line, path, message }) => `${line} ${path}: ${message}`) : []

const SEAL_KEY = Buffer.alloc(32, 7).toString('base64')
const reference = (name: string) => ['$', '{', name, '}'].join('')

describe('loadConfig', () => {
  it('fills in every default', () => {
    const config = configOf(loadConfig({ flags: {}, env: {} }))
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      admin: { host: '127.0.0.1', port: 9090 },
      engine: 're2',
      unmatched: 'safe',
      fail: 'closed',
      auth: { mode: 'off', keys: [] },
      mapping: { client: 'sealed', upstream: 'tokens' },
      limits: { max_body_bytes: 10 * 1024 * 1024, max_depth: 512 },
      headers: { max_bytes: 8192 },
      policy: { mode: 'enforce', min_likelihood: 'likely', default_operator: 'pseudonymise', operators: {} },
      upstream: { connect_timeout_ms: 3000, headers_timeout_ms: 60_000, body_timeout_ms: 120_000 },
      vault: 'memory:',
      default_region: 'US',
      rules: SHIPPED_RULES,
    })
    expect(config.upstream.url).toBeUndefined()
  })

  it('lets flags win over variables, and variables over the file', () => {
    const text = 'host: 127.0.0.2\nport: 1\nadmin: { port: 2 }\n'
    const env = { COATCHECK_PORT: '3', COATCHECK_ADMIN_PORT: '4' }
    const config = configOf(load(text, { env, flags: { port: '5' } }))
    expect([config.host, config.port, config.admin.port]).toEqual(['127.0.0.2', 5, 4])
  })

  it('takes the file that COATCHECK_CONFIG names', () => {
    const file = write('port: 4711\n')
    expect(configOf(loadConfig({ flags: {}, env: { COATCHECK_CONFIG: file } })).port).toBe(4711)
  })

  it('says which keys were given', () => {
    const loaded = load('mapping: { client: plain }\n', { env: { COATCHECK_PORT: '1' } })
    expect('given' in loaded && [...loaded.given].sort()).toEqual(['mapping.client', 'port'])
  })

  it('is frozen at every depth', () => {
    const config = configOf(load('cors: { origins: ["https://chat.example.com"] }\n'))
    expect([config, config.policy, config.cors.origins].every(Object.isFrozen)).toBe(true)
  })

  it('resolves paths of the file against the file', () => {
    const config = configOf(load('rules: my-rules\nupstream: { url: http://localhost:1, ca_file: ca.pem }\n'))
    expect([config.rules, config.upstream.ca_file]).toEqual([join(folder, 'my-rules'), join(folder, 'ca.pem')])
  })

  it('lists the problems of file, variables and flags at once, with file, line, path and nearest name (F84)', () => {
    const loaded = load(
      'prot: 1\nmapping:\n  client: plane\n  upsteam: plain\nlimits:\n  max_depth: 0\nmin_likelihood: likely\n',
      {
        env: { COATCHECK_HOSTS: 'x', COATCHECK_ADMIN_PORT: 'ninety' },
        flags: { unmatched: 'allow' },
      },
    )
    expect(problemsOf(loaded).sort()).toEqual(
      [
        '0 COATCHECK_HOSTS: unknown variable; did you mean "COATCHECK_HOST"?',
        '0 COATCHECK_ADMIN_PORT: must be a number',
        '0 --unmatched: must be one of safe, passthrough, deny',
        '1 prot: unknown key; did you mean "port"?',
        '3 mapping.client: must be one of plain, sealed, tokens, off',
        '4 mapping.upsteam: unknown key; did you mean "upstream"?',
        '6 limits.max_depth: must be at least 1',
        '7 min_likelihood: unknown key; did you mean "policy.min_likelihood"?',
      ].sort(),
    )
  })

  it('never prints a value', () => {
    const loaded = load(
      `hash_key: hunter2hunter2hunter2\nseal_key: hunter2\nhost: [hunter2]\nupstream: { url: 'http://u:hunter2@h' }\n`,
    )
    expect(problemsOf(loaded)).toHaveLength(4)
    expect(JSON.stringify(loaded)).not.toContain('hunter2')
  })

  it.each([
    ['auth.mode must be explicit off loopback', 'host: 0.0.0.0\n', /^1 auth.mode: must be set/],
    ['required without a key', 'auth: { mode: required }\n', /^1 auth.keys: must list a key/],
    ['both listeners on one port', 'port: 9090\n', /admin.port: is the port of the traffic listener/],
    ['an unknown vault', 'vault: mysql://db\n', /^1 vault: must be memory:, lmdb:DIR/],
    ['a vault without a host', 'vault: "valkey:///0"\n', /^1 vault: must be memory:, lmdb:DIR/],
    ['a vault without a seal key', 'vault: lmdb:data\n', /seal_key: must be set \(COATCHECK_SEAL_KEY\)/],
    [
      'numbers that end before their values',
      'threads: { ttl_seconds: 10, numbers_ttl_seconds: 9 }\n',
      /threads.numbers_ttl_seconds: must not be shorter/,
    ],
    ['a broken network', 'trusted_proxies: [10.0.0.0/33]\n', /^1 trusted_proxies.0: must be an IP address/],
    [
      'an entity in lower case',
      'policy: { operators: { email: mask } }\n',
      /^1 policy.operators.email: must be an entity name/,
    ],
    ['an upstream that is no URL', 'upstream: { url: chat }\n', /^1 upstream.url: must be an http or https URL/],
    ['a list for a mapping', '- 1\n', /must be a mapping of keys/],
    ['a key twice', 'port: 1\nport: 2\n', /^2 /],
    ['an origin with a path', 'cors: { origins: ["https://a.example/x"] }\n', /^1 cors.origins.0: must be an origin/],
  ])('refuses %s', (_, text, message) => {
    expect(problemsOf(load(text)).filter((problem) => message.test(problem))).toHaveLength(1)
  })

  it.each(['localhost', '127.0.0.9', '::1'])('needs no auth.mode on %s', (host) => {
    expect(configOf(load(`host: "${host}"\n`)).auth.mode).toBe('off')
  })

  it('accepts an explicit off on any address', () => {
    expect(configOf(load('host: 0.0.0.0\nauth: { mode: off }\n')).auth.mode).toBe('off')
  })

  it('says so when the file cannot be read', () => {
    const loaded = loadConfig({ flags: { config: join(folder, 'none.yaml') }, env: {} })
    expect(problemsOf(loaded)).toEqual(['0 : cannot be read: name a YAML file that this process may read'])
  })

  it('takes secrets of the file only from the environment', () => {
    const env = { KEY: SEAL_KEY, OLD: SEAL_KEY }
    const text = `seal_key: ${reference('KEY')}\nseal_key_retired: ["${reference('OLD')}"]\n`
    expect(configOf(load(text, { env })).seal_key).toBe(SEAL_KEY)
    expect(problemsOf(load(`seal_key: ${SEAL_KEY}\n`))).toEqual([
      '1 seal_key: is a secret: take it from the environment by a reference in braces',
    ])
    expect(configOf(load('', { env: { COATCHECK_SEAL_KEY: SEAL_KEY } })).seal_key).toBe(SEAL_KEY)
  })

  it('gives a substituted value the type of its key', () => {
    const text = `port: ${reference('P')}\ndefault_region: "${reference('R')}"\n`
    const config = configOf(load(text, { env: { P: '99', R: 'DE' } }))
    expect([config.port, config.default_region]).toEqual([99, 'DE'])
  })

  it('names an unset variable once', () => {
    expect(problemsOf(load(`port: ${reference('P')}\n`))).toEqual(['1 port: the variable P is not set'])
  })
})
