import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../processes.mjs'

const READY_MS = 120_000
const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** Asks a forked process one question. */
const ask = async (child, message) => {
  const answered = once(child, 'message')
  child.send(message)
  const [answer] = await answered
  return answer
}

/** Starts the upstream and tells it what it must never see. */
export const startUpstream = async (values) => {
  const child = fork(here('upstream.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ port }] = await once(child, 'message')
  await ask(child, { values })
  return { port, counts: () => ask(child, {}), stop: () => child.kill() }
}

const isReady = (port) =>
  new Promise((resolve) => {
    get(`http://127.0.0.1:${port}/readyz`, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode === 200))
    }).once('error', () => resolve(false))
  })

/** Starts a built gateway with a configuration file; `heap()` resolves with what is left after a collection. */
export const startGateway = async ({ root, config, env }) => {
  const [port, adminPort] = [await freePort(), await freePort()]
  const args = ['serve', '--config', config, '--port', String(port), '--admin-port', String(adminPort)]
  const child = fork(join(root, 'dist/main.js'), args, {
    cwd: root,
    execArgv: ['--expose-gc', '--import', here('heap-probe.mjs')],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-4000)
  })
  const end = Date.now() + READY_MS
  while (!(await isReady(adminPort))) {
    if (Date.now() > end || child.exitCode !== null) throw new Error(`the gateway did not start: ${errors}`)
    await sleep(50)
  }
  return {
    port,
    heap: () => ask(child, 'heap'),
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
