/** Makes a fresh clone runnable with plain Node: installs packages, and the native regular expression engine. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createStatus } from './status.mjs'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const MODULES = join(ROOT, 'node_modules')
const LOCK = join(ROOT, 'package-lock.json')
/** npm's own record of what it installed. */
const INSTALLED = join(MODULES, '.package-lock.json')
const MARKER = join(MODULES, '.coatcheck-setup.json')
/** Name under which re2 is installed where npm skips the optional package because of the Node version. */
const ALIAS = 're2-native'
const LOG_TAIL_LINES = 15

const say = (text) => process.stderr.write(`${text}\n`)

const lockDigest = () => createHash('sha256').update(readFileSync(LOCK)).digest('hex')

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
const readMarker = () => readJson(MARKER)

const writeMarker = (fields) => writeFileSync(MARKER, `${JSON.stringify({ ...readMarker(), ...fields })}\n`)

/** True when all that the lock file wants is there, by npm's own record. Optional packages may be missing: npm skips those of other platforms. */
const holdsWhatIsLocked = () => {
  const { packages = {} } = readJson(INSTALLED)
  return Object.entries(readJson(LOCK).packages).every(([path, { version, integrity, optional }]) => {
    const found = packages[path]
    if (found === undefined) return path === '' || optional === true
    return found.version === version && found.integrity === integrity
  })
}

/** By content, for what was installed by hand or copied: times say which file was written last, and not what is in it. */
const isInstalled = () => {
  if (!existsSync(INSTALLED)) return false
  const { lock } = readMarker()
  return lock === undefined ? holdsWhatIsLocked() : lock === lockDigest()
}

/** npm's own script where it can be found (it then runs under this very Node), else the command. */
const npmCommand = () => {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return [process.execPath, script]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** Runs npm quietly under a status line. Resolves to true on success; the tail of its output is shown when `loud`. */
const runNpm = (args, { label, env = {}, loud }) =>
  new Promise((resolve) => {
    const [command, ...first] = npmCommand()
    const status = createStatus(label)
    const child = spawn(command, [...first, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && first.length === 0,
    })
    const output = []
    const keep = (chunk) => {
      output.push(chunk)
      if (output.length > 500) output.shift()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (succeeded) => {
      status.end(succeeded)
      if (!succeeded && loud)
        say(Buffer.concat(output).toString('utf8').trim().split('\n').slice(-LOG_TAIL_LINES).join('\n'))
      resolve(succeeded)
    }
    child.on('error', () => end(false))
    child.on('close', (code) => end(code === 0))
  })

/** In a process of its own: Node remembers that a package was missing, and a broken binary may take the process along. */
const loads = (name) =>
  spawnSync(process.execPath, ['-e', `require('${name}')`], { cwd: ROOT, stdio: 'ignore' }).status === 0

const hasNative = () => {
  const require = createRequire(join(ROOT, 'package.json'))
  return ['re2', ALIAS].some((name) => {
    try {
      require(name)
      return true
    } catch {
      return false
    }
  })
}

/** Version of re2 that the lock file pins. */
const pinnedVersion = () => JSON.parse(readFileSync(LOCK, 'utf8')).packages['node_modules/re2'].version

/** node-gyp downloads headers unless it is told where they are; those of the running Node are often beside it. */
const headersOfNode = () => {
  const prefix = dirname(dirname(process.execPath))
  const known = process.env.npm_config_nodedir !== undefined || !existsSync(join(prefix, 'include', 'node', 'node.h'))
  return known ? {} : { npm_config_nodedir: prefix }
}

const buildNative = async () => {
  const env = headersOfNode()
  const compile = (name) =>
    runNpm(['rebuild', name, '--foreground-scripts'], {
      label: 'building native re2 (compiles for one to three minutes where no prebuilt file can be had)',
      env,
      loud: false,
    })
  if (existsSync(join(MODULES, 're2', 'package.json'))) return (await compile('re2')) && loads('re2')
  const fetched = await runNpm(
    [
      'install',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      `${ALIAS}@npm:re2@${pinnedVersion()}`,
    ],
    { label: `fetching re2 for Node ${process.versions.node}`, loud: false },
  )
  return fetched && (await compile(ALIAS)) && loads(ALIAS)
}

const ensureNative = async () => {
  if (hasNative()) return
  const attempt = `${process.version} ${process.arch} ${lockDigest()}`
  if (readMarker().nativeFailed === attempt) return
  if (await buildNative()) return
  writeMarker({ nativeFailed: attempt })
  say(
    'Native re2 could not be built (it needs python3, make and a C++ compiler), so re2js serves. It is ' +
      "slower only at the patterns that the product's own automata leave to it. " +
      'Delete node_modules/.coatcheck-setup.json to try again.',
  )
}

/** Installs packages when they are missing or older than package-lock.json, then native re2. Returns false when npm failed. */
export const install = async () => {
  if (!isInstalled()) {
    const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']
    if (!(await runNpm(args, { label: 'installing packages (npm ci)', loud: true }))) return false
    writeMarker({ lock: lockDigest() })
  }
  await ensureNative()
  return true
}
