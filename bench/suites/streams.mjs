import { rmSync } from 'node:fs'
import { interleave, warm } from '../interleave.mjs'
import { runWrk, writeBodies } from '../load/wrk.mjs'
import { EVENT_COUNT, LONG_TIMES } from '../traffic/answers.mjs'
import { createBodies } from '../traffic/bodies.mjs'
import { checkBytes } from './verify-chat.mjs'

const BYTES = 1000
const CONNECTIONS = 32
const PACED_LANES = 4
const PACED_STREAMS = 60
/** Least ratio of events a second to the undici pass-through. */
export const STREAM_FLOOR = { U: 0.95 }

/**
 * Streams whose events come as fast as the upstream writes them; figures are per stream. Long ones show what an event costs, because
 * their request counts for little.
 */
export const runBursts = async (bench, { call }, { isLong }) => {
  const bodies = createBodies('values', BYTES)
  const bodiesFile = writeBodies(bodies)
  const mode = isLong ? 'long' : 'burst'
  const path = `/v1/spaces/${mode}/chat`
  const events = EVENT_COUNT * (isLong ? LONG_TIMES : 1)
  try {
    const wireBytes = {}
    for (const { id, port, isGateway: restores, label } of bench.contenders) {
      bench.progress(`streams: checking ${label}`)
      wireBytes[id] = await call('verifyBursts', { port, bodies, restores, mode })
    }
    const measure = async ({ id, port }, seconds = bench.options.seconds) => {
      const sampled = await runWrk({ port, script: 'rotate', path, bodiesFile, connections: CONNECTIONS, seconds })
      checkBytes(sampled, wireBytes[id], { connections: CONNECTIONS, id })
      return { ...sampled, perSecond: sampled.perSecond * events }
    }
    for (const contender of bench.contenders)
      await warm(contender, () => measure(contender, bench.options.warmSeconds), bench.options.warmRounds)
    return await interleave(bench.contenders, measure, bench.pacing('streams'))
  } finally {
    rmSync(bodiesFile)
  }
}

/**
 * Streams as a model writes them, four at a time: an event every 4 ms. `fromWrite`: from the upstream's write of the first event
 * to its arrival; `fromRequest`: from the request, which holds 10 ms of the upstream's thinking.
 */
export const runPaced = async (bench, { call }) => {
  const bodies = createBodies('values', BYTES)
  const streams = bench.options.isQuick ? PACED_LANES : PACED_STREAMS
  const measure = async ({ port, isGateway: restores }) => ({
    ...(await call('pace', { port, bodies, restores, streams, lanes: PACED_LANES })),
    requests: streams,
  })
  for (const contender of bench.contenders) await measure(contender)
  return interleave(bench.contenders, measure, bench.pacing('first-byte'))
}
