import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

const HERE = import.meta.dirname
export const CHART = join(HERE, '../../../deploy/helm/coatcheck')

const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()

/** Each case: what is rendered, and all that the result follows from. */
export const CASES = {
  gateway: [CHART, join(HERE, 'gateway.values.yaml')],
  full: [CHART, join(HERE, 'full.values.yaml')],
  sidecar: [CHART, join(HERE, 'sidecar')],
}

/** Digest of the sources of a case; the README of the chart is none. */
export const digestOf = (name) => {
  const hash = createHash('sha256')
  for (const path of CASES[name]) {
    const files = path.endsWith('.yaml') ? [path] : filesUnder(path).filter((file) => !file.endsWith('.md'))
    for (const file of files) {
      const content = readFileSync(file, 'utf8')
      hash.update(`${file.slice(HERE.length).split(sep).join('/')}\0${content.length}\0${content}`)
    }
  }
  return `sha256:${hash.digest('hex')}`
}
