import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '../../..')
const READY_MS = 150_000

const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The local build as a program of its own. `start` waits until it says that it is ready. */
export const createGateway = ({ upstreamPort, port, adminPort }) => {
  let child = null
  const answers = async (path) => {
    try {
      const response = await fetch(`http://127.0.0.1:${adminPort}${path}`)
      return { isOk: response.ok, text: await response.text() }
    } catch {
      return { isOk: false, text: '' }
    }
  }
  const waitFor = async (holds) => {
    const endMs = Date.now() + READY_MS
    while (!holds(await answers('/readyz'))) {
      if (Date.now() > endMs) throw new Error('the gateway did not become as it was waited for')
      await sleep(100)
    }
  }
  const start = async (config) => {
    const flags = ['--port', port, '--admin-port', adminPort, '--upstream', `http://127.0.0.1:${upstreamPort}`]
    const args = [join(ROOT, 'dist/main.js'), 'serve', ...flags, '--config', config].map(String)
    child = spawn(process.execPath, args, { stdio: 'ignore' })
    running.add(child)
    await waitFor(({ isOk }) => isOk)
  }
  const stop = async () => {
    if (child === null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    running.delete(child)
    child = null
  }
  return { start, stop, waitFor, pid: () => child?.pid }
}
