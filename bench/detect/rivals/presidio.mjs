import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { check } from '../../check.mjs'

const SCRIPT = fileURLToPath(new URL('presidio.py', import.meta.url))
/** One thread, as everyone else has one; what waits for work by turning round would count as CPU time. */
const ENV = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

/**
 * Presidio in a process of its own. `corpora` are `{ kind: [{ text, values }] }`; each planted e-mail address must lie
 * within what it finds. Returns `{ measure(kind), close() }`: microseconds of CPU time for every text of a kind once.
 */
export const startPresidio = async ({ dir }, corpora) => {
  const child = spawn(join(dir, 'bin', 'python'), [SCRIPT], { env: ENV, stdio: ['pipe', 'pipe', 'ignore'] })
  const close = () => child.kill()
  process.once('exit', close)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await lines.next()
    check(!done, 'Presidio ended before it answered')
    return JSON.parse(value)
  }
  const textsOf = (texts) => texts.map(({ text }) => text)
  const found = await ask(Object.fromEntries(Object.entries(corpora).map(([kind, texts]) => [kind, textsOf(texts)])))
  for (const [at, { text, values }] of corpora.values.entries()) {
    const email = values.find((value) => value.includes('@'))
    const start = [...text.slice(0, text.indexOf(email))].length
    const isFound = found.values[at].some(([from, to]) => from <= start && to >= start + email.length)
    check(isFound, 'Presidio missed an e-mail address')
  }
  return { measure: async (kind) => (await ask({ kind })).micros, close }
}
