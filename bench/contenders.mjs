import { existsSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, GATEWAY_CORE, start } from './processes.mjs'

const READY_MS = 60_000

const answers = (url) =>
  new Promise((resolve) => {
    get(url, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode === 200))
    }).once('error', () => resolve(false))
  })

const untilReady = async (child, url) => {
  const end = Date.now() + READY_MS
  while (Date.now() < end && child.exitCode === null) {
    if (await answers(url)) return
    await sleep(50)
  }
  throw new Error(`a process did not start: ${child.errors}`)
}

const baseline = (id, label, file) => async (upstreamUrl, probePath) => {
  const port = await freePort()
  const script = fileURLToPath(new URL(`baselines/${file}`, import.meta.url))
  const child = start(process.execPath, [script, String(port), upstreamUrl], { core: GATEWAY_CORE })
  await untilReady(child, `http://127.0.0.1:${port}${probePath}`)
  return { id, label, child, pid: child.pid, port, isGateway: false }
}

export const startUndici = baseline('U', 'undici dispatch (U)', 'undici-dispatch.mjs')
export const startHttpProxy = baseline('H', 'http-proxy-3 (H)', 'http-proxy-3.mjs')

/** Starts the gateway of a checkout that has been built. Default configuration; `environment` and `nodeArgs` add to it. */
export const startGateway = async (
  upstreamUrl,
  { root, id = 'G', label = 'gateway', environment = {}, nodeArgs = [] },
) => {
  const main = join(root, 'dist/main.js')
  if (!existsSync(main)) throw new Error(`${main} is missing: build first`)
  const [port, adminPort] = [await freePort(), await freePort()]
  const args = [...nodeArgs, main, 'serve', '--upstream', upstreamUrl, '--port', String(port)]
  const env = { COATCHECK_ADMIN_PORT: String(adminPort), ...environment }
  const child = start(process.execPath, args, { core: GATEWAY_CORE, env, cwd: root })
  await untilReady(child, `http://127.0.0.1:${adminPort}/readyz`)
  return { id, label, child, pid: child.pid, port, isGateway: true }
}
