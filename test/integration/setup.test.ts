import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'

/** Stands in for npm: writes down what it was asked, and makes the few files that the scripts look at. */
const FAKE_NPM = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
const [command, ...args] = process.argv.slice(2)
appendFileSync('npm.log', [command, ...args].join(' ') + '\\n')
const put = (path, text) => {
  mkdirSync('node_modules/' + path.split('/').slice(0, -1).join('/'), { recursive: true })
  writeFileSync('node_modules/' + path, text)
}
const { FAKE_CI, FAKE_RE2, FAKE_COMPILE } = process.env
if (command === 'ci') {
  if (FAKE_CI === 'fails') {
    console.error('npm error the registry is away')
    process.exit(1)
  }
  put('.package-lock.json', '{}')
  put('typescript/bin/tsc', \`require('node:fs').mkdirSync('dist', { recursive: true })
    require('node:fs').writeFileSync('dist/main.js', require('node:fs').readFileSync('program.js'))
    require('node:fs').appendFileSync('npm.log', 'tsc\\\\n')\`)
  if (FAKE_RE2 === 'kept') put('re2/package.json', '{}')
}
if (command === 'install') put('re2-native/package.json', '{}')
if (command === 'rebuild') {
  if (FAKE_COMPILE !== 'works') process.exit(1)
  put(args[0] + '/index.js', '')
}
`
const PROGRAM = `
console.log('ran ' + process.argv.slice(2).join(' '))
if (process.argv.includes('--wait')) {
  process.on('SIGTERM', () => process.exit(3))
  setTimeout(() => {}, 60000)
} else process.exitCode = 7
`

const folders: string[] = []
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const freshClone = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-setup-'))
  folders.push(folder)
  mkdirSync(join(folder, 'src'))
  cpSync(join(import.meta.dirname, '../../src/setup'), join(folder, 'src', 'setup'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"clone"}')
  writeFileSync(join(folder, 'package-lock.json'), '{"packages":{"node_modules/re2":{"version":"1.2.3"}}}')
  writeFileSync(join(folder, 'tsconfig.build.json'), '{}')
  writeFileSync(join(folder, 'program.js'), PROGRAM)
  writeFileSync(join(folder, 'fake-npm.js'), FAKE_NPM)
  return folder
}

const launch = (folder: string, { env = {}, args = [] }: { env?: Record<string, string>; args?: string[] } = {}) => {
  const child = spawn(process.execPath, [join(folder, 'src', 'setup', 'start.mjs'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], npm_execpath: join(folder, 'fake-npm.js'), ...env },
  })
  children.push(child)
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString('utf8')
    })
  }
  return { child, output, exit: new Promise<number | null>((resolve) => child.on('close', resolve)) }
}

const start = async (folder: string, options: Parameters<typeof launch>[1] = {}) => {
  const { exit, output } = launch(folder, options)
  return { code: await exit, text: output.text }
}

/** What npm and the compiler were asked since the last look. */
const asked = (folder: string): string[] => {
  const file = join(folder, 'npm.log')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  rmSync(file, { force: true })
  return lines
}

const CI = 'ci --ignore-scripts --include=dev --no-audit --no-fund'
const ALIAS =
  'install --no-save --no-package-lock --ignore-scripts --include=dev --no-audit --no-fund re2-native@npm:re2@1.2.3'

describe('npm start', () => {
  it('installs, compiles native re2 under its alias, builds, and runs with arguments and exit code', async () => {
    const folder = freshClone()
    const { code, text } = await start(folder, { env: { FAKE_COMPILE: 'works' }, args: ['--port', '0'] })
    expect(asked(folder)).toEqual([CI, ALIAS, 'rebuild re2-native --foreground-scripts', 'tsc'])
    expect([code, text.includes('ran --port 0')]).toEqual([7, true])
    expect(text).toContain('installing packages (npm ci)')
    expect(text).toContain('one to three minutes')
  })

  it('does nothing twice', async () => {
    const folder = freshClone()
    await start(folder, { env: { FAKE_COMPILE: 'works' } })
    asked(folder)
    expect(await start(folder)).toMatchObject({ code: 7 })
    expect(asked(folder)).toEqual([])
  })

  it('compiles re2 itself where npm installed it', async () => {
    const folder = freshClone()
    await start(folder, { env: { FAKE_COMPILE: 'works', FAKE_RE2: 'kept' } })
    expect(asked(folder)).toEqual([CI, 'rebuild re2 --foreground-scripts', 'tsc'])
  })

  it('goes on without native re2, says so, and does not try again for nothing', async () => {
    const folder = freshClone()
    const first = await start(folder)
    expect([first.code, first.text.includes('so re2js serves')]).toEqual([7, true])
    asked(folder)
    const second = await start(folder)
    expect([second.code, second.text.includes('re2js')]).toEqual([7, false])
    expect(asked(folder)).toEqual([])
    rmSync(join(folder, 'node_modules', '.coatcheck-setup.json'))
    await start(folder, { env: { FAKE_COMPILE: 'works' } })
    expect(asked(folder)).toContain('rebuild re2-native --foreground-scripts')
  })

  it('installs anew when the lock file changes, and builds anew when the source does', async () => {
    const folder = freshClone()
    await start(folder, { env: { FAKE_COMPILE: 'works' } })
    asked(folder)
    writeFileSync(join(folder, 'src', 'new.ts'), '')
    utimesSync(join(folder, 'src', 'new.ts'), new Date(), new Date(Date.now() + 10_000))
    await start(folder)
    expect(asked(folder)).toEqual(['tsc'])
    rmSync(join(folder, 'src', 'new.ts'))
    appendFileSync(join(folder, 'package-lock.json'), '\n')
    await start(folder)
    expect(asked(folder)).toEqual([CI])
  })

  describe('where packages were installed by hand', () => {
    const LOCKED = {
      '': { name: 'clone' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/re2': { version: '1.2.3', integrity: 'sha512-r', optional: true },
    }
    const { '': _root, 'node_modules/re2': _skipped, ...kept } = LOCKED
    const installedByHand = async (packages: object): Promise<string> => {
      const folder = freshClone()
      await start(folder, { env: { FAKE_COMPILE: 'works' } })
      asked(folder)
      rmSync(join(folder, 'node_modules', '.coatcheck-setup.json'))
      writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
      // A checkout is newer than the packages that were copied into it.
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: LOCKED }))
      utimesSync(join(folder, 'package-lock.json'), new Date(), new Date(Date.now() + 10_000))
      return folder
    }

    it('takes them when they are those of the lock file, whichever is newer', async () => {
      const folder = await installedByHand(kept)
      expect(await start(folder)).toMatchObject({ code: 7 })
      expect(asked(folder)).toEqual([])
    })

    it.each([
      ['another version', { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } }],
      ['another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
      ['nothing of one', {}],
    ])('installs where they are not: %s', async (_, packages) => {
      const folder = await installedByHand(packages)
      await start(folder)
      expect(asked(folder)).toEqual([CI])
    })
  })

  it('shows what npm said when it fails, and ends with 1', async () => {
    const folder = freshClone()
    const { code, text } = await start(folder, { env: { FAKE_CI: 'fails' } })
    expect([code, text.includes('npm error the registry is away')]).toEqual([1, true])
    expect(text).not.toContain('ran')
  })

  it('hands signals on and keeps the exit code', async () => {
    const folder = freshClone()
    const { child, output, exit } = launch(folder, { env: { FAKE_COMPILE: 'works' }, args: ['--wait'] })
    await vi.waitFor(() => expect(output.text).toContain('ran --wait'), { timeout: 15_000 })
    child.kill('SIGTERM')
    expect(await exit).toBe(3)
  })
})
