import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startGateway, startUndici } from '../contenders.mjs'
import { warm } from '../interleave.mjs'
import { runWrk, writeBodies } from '../load/wrk.mjs'
import { residentKb, stop } from '../processes.mjs'
import { createBodies } from '../traffic/bodies.mjs'

export const STREAMS = 1000
/** Most kilobytes of memory for each open stream. */
export const MEMORY_CEILING_KB = 60

const BYTES = 1000
const CONFIGURATION = `upstream:\n  max_connections: ${2 * STREAMS}\n`
const SETTLE_MS = 3000
const HOLD_MS = 4000

/** Greatest resident memory of a process until `work` is done. */
const peakDuring = async (pid, work) => {
  let peak = residentKb(pid)
  const timer = setInterval(() => {
    peak = Math.max(peak, residentKb(pid))
  }, 50)
  await work()
  clearInterval(timer)
  return peak
}

/** Idle is measured on a process that has worked already: code is compiled, the heap has its size. */
const measureOne = async (contender, { call }, { bodies, bodiesFile, seconds, rounds }) => {
  const { port, pid, isGateway: restores } = contender
  const load = { port, script: 'rotate', path: '/v1/spaces/burst/chat', bodiesFile, connections: 32, seconds }
  await warm(contender, () => runWrk(load), rounds)
  await sleep(SETTLE_MS)
  const idleKb = residentKb(pid)
  const peakKb = await peakDuring(pid, async () => {
    await call('openHeld', { port, bodies, count: STREAMS })
    await sleep(HOLD_MS)
  })
  await call('closeHeld', { restores })
  return { idleKb, peakKb, perStreamKb: (peakKb - idleKb) / STREAMS }
}

/** RSS while 1,000 protected streams are open, each past its first events, less RSS when idle. A fresh process each time. */
export const runMemory = async (bench, streamUpstream) => {
  const bodies = createBodies('values', BYTES)
  const bodiesFile = writeBodies(bodies)
  const file = join(tmpdir(), `coatcheck-bench-${process.pid}.yaml`)
  writeFileSync(file, CONFIGURATION)
  const environment = { COATCHECK_CONFIG: file }
  const starters = [
    ...bench.gateways.map((gateway) => () => startGateway(streamUpstream.url, { ...gateway, environment })),
    () => startUndici(streamUpstream.url, '/ready'),
  ]
  const samples = {}
  const reps = bench.options.isQuick ? 1 : 3
  try {
    for (let rep = 0; rep < reps; rep++) {
      for (const begin of starters) {
        const contender = await begin()
        bench.progress(`memory: ${contender.label}, ${rep + 1} of ${reps}`)
        const taken = await measureOne(contender, streamUpstream, {
          bodies,
          bodiesFile,
          seconds: bench.options.warmSeconds,
          rounds: bench.options.warmRounds,
        })
        samples[contender.id] = [...(samples[contender.id] ?? []), taken]
        await stop(contender.child)
      }
    }
    return samples
  } finally {
    rmSync(bodiesFile)
    rmSync(file)
  }
}
