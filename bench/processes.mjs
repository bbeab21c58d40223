import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is measured runs alone on one core; load and upstream share another. */
export const GATEWAY_CORE = 0
export const LOAD_CORE = 1

const MICROS_A_TICK = 1e6 / Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout || 100)
const STOP_MS = 5000
const START_MS = 60_000
const POLL_MS = 20

/** True when a program can be started from PATH. */
export const isInstalled = (program) => spawnSync('which', [program]).status === 0
export const canPin = availableParallelism() > 1 && isInstalled('taskset')

const running = new Set()
const killAll = () => {
  for (const child of running) child.kill('SIGKILL')
}
process.on('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

/** Starts a program on one core. Its standard error is kept in `child.errors` (the last 4,000 characters). */
export const start = (program, args, { core, env, ipc = false, cwd }) => {
  const [command, ...rest] = canPin ? ['taskset', '-c', String(core), program, ...args] : [program, ...args]
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
  })
  running.add(child)
  child.errors = ''
  child.stderr.on('data', (chunk) => {
    child.errors = (child.errors + chunk).slice(-4000)
  })
  child.ended = new Promise((resolve) => {
    child.once('exit', (code) => {
      running.delete(child)
      resolve(code)
    })
    child.once('error', () => resolve(-1))
  })
  return child
}

/** Runs a program to its end; returns its standard output and exit code. */
export const runToEnd = async (program, args, options) => {
  const child = start(program, args, options)
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  const code = await child.ended
  return { stdout: code === 0 ? stdout : stdout + child.errors, code }
}

/** Ends a process that `start` began. */
export const stop = async (child) => {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await child.ended
  clearTimeout(timer)
}

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** Waits until a program that `start` began accepts connections. */
export const untilListening = async (child, port) => {
  const endMs = performance.now() + START_MS
  while (performance.now() < endMs && child.exitCode === null) {
    if (await accepts(port)) return
    await sleep(POLL_MS)
  }
  throw new Error(`a process did not listen: ${child.errors}`)
}

/** User and system time of a process with all its threads, in microseconds (proc(5), fields 14 and 15 of stat). */
export const cpuMicros = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MICROS_A_TICK
}

/** Resident memory of a process in KB. */
export const residentKb = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])

/** Time that programs and the hypervisor took of one core since boot, in microseconds (interrupts not counted). */
export const coreMicros = (core) => {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))[1].split(' ').map(Number)
  const [user, nice, system, , , , , steal] = line
  return (user + nice + system + steal) * MICROS_A_TICK
}
