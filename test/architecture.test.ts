import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SRC = join(ROOT, 'src')
const MAX_LINES = 250
const MAX_MEDIAN_LINES = 90

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|mjs)$/.test(name))
  .map((name) => name.split(sep).join('/'))
const textOf = (file: string): string => readFileSync(join(SRC, file), 'utf8')
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:^|\n)(?:import|export)\b[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
const resolved = (file: string, specifier: string): string =>
  relative('.', normalize(join(dirname(file), specifier)))
    .replaceAll(sep, '/')
    .replace(/\.js$/, '.ts')
const folderOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : '.')

/** The table of docs/architecture.md: what each folder may import besides itself. Files at the root are named. */
const SHARED = ['types.ts', 'errors.ts', 'token.ts', 'strictness.ts', 'script.ts']
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  detect: [...SHARED, 'phone.ts'],
  pseudonyms: SHARED,
  mapping: SHARED,
  formats: [...SHARED, 'pseudonyms'],
  regex: SHARED,
  rules: [...SHARED, 'detect', 'regex', 'config', 'identity.ts', 'phone.ts'],
  config: SHARED,
  policy: SHARED,
  audit: SHARED,
  eval: SHARED,
  http: SHARED,
  demo: [],
  setup: [],
}

/** One owner for each outside library; docs/decisions/0001-dependencies.md says why it is there. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  hono: ['app.ts', 'admin.ts', 'admin-pages.ts', 'demo/backend.ts'],
  '@hono/node-server': ['app.ts', 'server.ts', 'demo/backend.ts'],
  undici: ['http/upstream.ts'],
  'http-proxy-3': ['http/relay.ts'],
  re2: ['rules/engine.ts'],
  're2-native': ['rules/engine.ts'],
  re2js: ['rules/engine.ts'],
  'libphonenumber-js': ['phone.ts'],
  yaml: ['config/yaml.ts'],
  zod: [
    'config/schema.ts',
    'config/upstream.ts',
    'config/limits.ts',
    'config/audit.ts',
    'config/callers.ts',
    'config/routes.ts',
    'config/problems.ts',
    'rules/schema.ts',
    'rules/sections.ts',
    'rules/vocabulary.ts',
    'rules/json-schema.ts',
    'rules/read.ts',
    'api-schema.ts',
  ],
  commander: ['main.ts', 'commands/settings.ts'],
  pino: ['log.ts'],
  'prom-client': ['metrics.ts'],
  fzstd: ['http/zstd.ts'],
  lmdb: ['mapping/store/lmdb.ts'],
  ioredis: ['mapping/store/valkey-client.ts'],
  jose: ['policy/jwt.ts'],
  'rate-limiter-flexible': ['policy/limits.ts'],
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '')

describe('the house', () => {
  it.each(files)('%s imports only what its folder may', (file) => {
    const folder = folderOf(file)
    const allowed = MAY_IMPORT[folder]
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) {
        const target = resolved(file, specifier)
        const isAllowed =
          allowed === undefined ||
          folderOf(target) === folder ||
          allowed.some((one) => target === one || folderOf(target) === one)
        expect(isAllowed, `${file} imports ${target}`).toBe(true)
      } else if (!specifier.startsWith('node:')) {
        const owners = OWNERS[packageOf(specifier)]
        expect(owners, `${file} imports ${specifier}`).toContain(file)
      }
    }
  })

  it('has no import cycle', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => resolved(file, specifier)),
      ]),
    )
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) throw new Error(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`)
      if (done.has(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(done.size).toBe(files.length)
  })

  it('is made of small files', () => {
    const lengths = files.map((file) => textOf(file).split('\n').length).sort((a, b) => a - b)
    expect(lengths.at(-1)).toBeLessThanOrEqual(MAX_LINES)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES)
  })

  it('reads the process only where it starts', () => {
    const users = files.filter(
      (file) => /\bprocess\.(argv|env|exit)\b/.test(textOf(file)) && !file.startsWith('setup/'),
    )
    expect(users).toEqual(['main.ts'])
  })

  it('gives every dependency an owner and a reason', () => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const reasons = readFileSync(join(ROOT, 'docs/decisions/0001-dependencies.md'), 'utf8')
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      expect(Object.keys(OWNERS), name).toContain(name)
      expect(reasons).toContain(name)
    }
  })

  it('is drawn in docs/architecture.md as it is built', () => {
    const drawing = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
    const folders = [...new Set(files.map(folderOf))].filter((folder) => folder !== '.')
    for (const folder of folders) expect(drawing, folder).toContain(`${folder}/`)
    for (const file of files.filter((name) => folderOf(name) === '.')) expect(drawing, file).toContain(file)
  })
})
