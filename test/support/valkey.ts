import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The server of this machine, or null: tests that need it are skipped by name. */
export const VALKEY_SERVER: string | null =
  ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0) ?? null

const WITHOUT_SERVER = 'redis-server or valkey-server is not installed'

/** Name of the kind in test titles, with the reason where its tests are skipped. */
export const VALKEY_KIND = VALKEY_SERVER === null ? `valkey (skipped: ${WITHOUT_SERVER})` : 'valkey'

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.on('data', (data: Buffer) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })

export type TestValkey = Awaited<ReturnType<typeof startValkey>>

/** A real server on a free port, with its files in a directory of its own. Every write is on disk before it is answered. */
export const startValkey = async () => {
  if (VALKEY_SERVER === null) throw new Error(WITHOUT_SERVER)
  const name = VALKEY_SERVER
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-valkey-'))
  const port = await freePort()
  const run = async (): Promise<ChildProcess> => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '']
    const child = spawn(name, [...options, '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: 'ignore' })
    let isUp = false
    while (!isUp && child.exitCode === null) {
      isUp = await answers(port)
      if (!isUp) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return child
  }
  const stop = (child: ChildProcess, signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  let child = await run()
  return {
    url: `valkey://127.0.0.1:${port}/0`,
    port,
    dir,
    /** Ends the process as a power cut would, and starts it again from its files. */
    restart: async () => {
      await stop(child, 'SIGKILL')
      child = await run()
    },
    kill: () => stop(child, 'SIGKILL'),
    close: async () => {
      await stop(child, 'SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
