import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, isInstalled, LOAD_CORE, start, stop } from '../processes.mjs'

/** The server of this machine; null where there is none. */
export const VALKEY = ['valkey-server', 'redis-server'].find(isInstalled) ?? null

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** A server on the load core with an append-only file, synced every second. */
export const startValkey = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-bench-valkey-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes']
  const child = start(VALKEY, args, { core: LOAD_CORE })
  child.stdout.resume()
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${VALKEY} did not start`)
    await sleep(20)
  }
  return {
    port,
    stop: async () => {
      await stop(child)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Passes bytes on to a server and counts how often its client asked after an answer: the round trips of one client at a time. */
export const startCountingProxy = (targetPort) =>
  new Promise((resolve) => {
    const counted = { trips: 0 }
    const server = createServer({ noDelay: true }, (client) => {
      const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
      let isAsking = false
      client.on('data', (bytes) => {
        if (!isAsking) counted.trips += 1
        isAsking = true
        target.write(bytes)
      })
      target.on('data', (bytes) => {
        isAsking = false
        client.write(bytes)
      })
      for (const [one, other] of [
        [client, target],
        [target, client],
      ]) {
        one.on('error', () => other.destroy())
        one.on('close', () => other.destroy())
      }
    })
    server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, counted, close: () => server.close() }))
  })
