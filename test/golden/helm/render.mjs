/** Renders the chart's cases with the `helm` of this machine: run it when a template or a value changes, and read the difference. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CASES, CHART, digestOf } from './sources.mjs'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-helm-'))
const render = (chart, ...args) =>
  execFileSync('helm', ['template', 'coatcheck', chart, '--namespace', 'chat', ...args], { encoding: 'utf8' })

try {
  for (const name of Object.keys(CASES)) {
    const [, source] = CASES[name]
    const parent = join(folder, name)
    if (name === 'sidecar') {
      cpSync(source, parent, { recursive: true })
      cpSync(CHART, join(parent, 'charts', 'coatcheck'), { recursive: true })
    }
    const text = name === 'sidecar' ? render(parent) : render(CHART, '--values', source)
    const file = join(import.meta.dirname, `${name}.yaml`)
    writeFileSync(file, `# Rendered by render.mjs from ${digestOf(name)}\n${text}`)
    console.log(file)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
