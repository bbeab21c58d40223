import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readManual } from './roff.mjs'

const PROSE = new Set(['.md', '.markdown', '.rst'])
const PROSE_NAME =
  /^(?:readme|licen[cs]e|copying|notice|changelog|changes|history|news|authors|contributing|security|copyright|todo|faq|thanks)(?:[-.](?:md|txt|mit|debian|\w{2}))*$/i
const CODE = new Set([
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.cts',
  '.jsx',
  '.tsx',
  '.c',
  '.h',
  '.cc',
  '.cpp',
  '.py',
  '.sh',
  '.pl',
  '.lua',
  '.sql',
  '.css',
])
/** What a bundler wrote has no lines to count by. */
const LONGEST_MEAN_LINE = 200

const kindOf = (name) => {
  const lower = name.toLowerCase()
  if (PROSE.has(extname(lower)) || PROSE_NAME.test(lower)) return 'prose'
  return CODE.has(extname(lower)) ? 'code' : null
}

const walk = function* (dir, isWanted) {
  for (const name of readdirSync(dir).sort()) {
    const path = join(dir, name)
    const found = lstatSync(path)
    if (found.isSymbolicLink()) continue
    if (found.isDirectory()) {
      if (isWanted(path, name)) yield* walk(path, isWanted)
    } else if (found.isFile()) yield path
  }
}

const read = (path) => {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

const isMinified = (text) => text.length / (text.split('\n').length || 1) > LONGEST_MEAN_LINE

const entry = (path, name) => {
  const kind = kindOf(basename(path).replace(/\.gz$/, ''))
  if (kind === null) return null
  const text = read(path)
  return kind === 'code' && isMinified(text) ? null : { name, kind, text }
}

/** The texts of this repository, but for the places whose purpose is to hold personal data: rule examples and tests. */
export const ownTexts = function* (root) {
  for (const part of ['README.md', 'docs', 'src', 'bench', 'deploy']) {
    const path = join(root, part)
    const paths = lstatSync(path).isDirectory() ? walk(path, () => true) : [path]
    for (const one of paths) {
      const found = entry(one, one.slice(root.length + 1))
      if (found !== null) yield found
    }
  }
}

/** The texts of the packages that the lock file pins and that every machine installs. */
export const packageTexts = function* (root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  for (const [place, { optional, devOptional }] of Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (place === '' || optional || devOptional) continue
    const dir = join(root, place)
    if (!existsSync(dir)) throw new Error(`${place} is not installed: run npm ci`)
    for (const path of walk(dir, (_path, name) => name !== 'node_modules')) {
      const found = entry(path, path.slice(root.length + 1))
      if (found !== null) yield found
    }
  }
}

/** Lists of people and their addresses: what is found there is no mistake, and there is little else. */
const PEOPLE = /changelog|changes|history|news|authors|contributors|thanks|copyright|credits|\.mailmap/i

/** One of so many files, by the hash of its path. */
const isInSample = (path, oneIn) => createHash('sha256').update(path).digest().readUInt32BE(0) % oneIn === 0

/** A sample of the manual pages and documents of this machine. */
export const machineTexts = function* (dirs, oneIn) {
  for (const dir of dirs.filter(existsSync)) {
    for (const path of walk(dir, () => true)) {
      if (!isInSample(path, oneIn) || PEOPLE.test(path)) continue
      const plain = path.replace(/\.gz$/, '')
      if (/\/man\/.*\/[^/]+\.\d\w*$/.test(plain)) yield { name: path, kind: 'prose', text: readManual(read(path)) }
      else {
        const found = /\.txt$/.test(plain) ? { name: path, kind: 'prose', text: read(path) } : entry(path, path)
        if (found !== null) yield found
      }
    }
  }
}

/** The texts of JSON Lines of `{"id","text"}`. */
export const listedTexts = function* (path) {
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue
    const { id, text } = JSON.parse(line)
    yield { name: `${basename(path)}#${id}`, kind: 'prose', text }
  }
}
