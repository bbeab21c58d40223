import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** What is measured with, and what it needs: a result names these versions. */
const PINNED = ['canarywire==0.1.0a1', 'pii-leak-benchmark==0.6.0', 'httpx==0.28.1', 'PyYAML==6.0.4']

/** Installs the benchmarks into a virtual environment of their own. Returns the folder of their programs. */
export const installBenchmarks = (folder) => {
  for (const [program, ...args] of [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', ...PINNED],
  ]) {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program} ${args[0]} failed:\n${stderr}`)
  }
  return join(folder, 'bin')
}
