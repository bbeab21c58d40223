import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CheckFailed } from '../check.mjs'
import { LOAD_CORE, runToEnd } from '../processes.mjs'

const SCRIPTS = fileURLToPath(new URL('.', import.meta.url))
const LINE = /^BENCH (\d+) (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)$/m

/** Writes bodies where the load scripts read them; returns the file. */
export const writeBodies = (bodies) => {
  const file = join(tmpdir(), `coatcheck-bench-${randomUUID()}.bodies`)
  writeFileSync(file, Buffer.concat(bodies.map(({ json }) => Buffer.from(`${Buffer.byteLength(json)}\n${json}`))))
  return file
}

/**
 * One run of wrk (one thread) on the load core. Throws CheckFailed when any answer was no 2xx or any connection failed.
 * Returns requests, requests a second, bytes read for each request (heads included), p50 and p99 in microseconds.
 */
export const runWrk = async ({ port, script, path, bodiesFile, key, connections, seconds }) => {
  const { stdout, code } = await runToEnd(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', join(SCRIPTS, `${script}.lua`)].concat([
      `http://127.0.0.1:${port}`,
      ...['--', path, bodiesFile ?? '-', key ?? '-'],
    ]),
    { core: LOAD_CORE, env: { BENCH_LUA: SCRIPTS } },
  )
  const found = LINE.exec(stdout)
  if (code !== 0 || found === null) throw new CheckFailed(`wrk failed: ${stdout.slice(-300)}`)
  const [requests, micros, bytes, errors, p50, p99] = found.slice(1).map(Number)
  if (errors === 0 && requests === 0) throw new CheckFailed(`${path}: nothing was answered in ${seconds} s`)
  if (errors > 0) throw new CheckFailed(`${errors} of ${requests} requests to ${path} failed under load`)
  return { requests, perSecond: (requests / micros) * 1e6, bytes: bytes / requests, p50, p99 }
}
