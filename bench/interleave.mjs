import { setTimeout as sleep } from 'node:timers/promises'
import { CheckFailed } from './check.mjs'
import { coreMicros, cpuMicros, GATEWAY_CORE, LOAD_CORE } from './processes.mjs'

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const QUIET_SHARE = 0.1
const QUIET_MS = 400
/** A sample is repeated when others took more of the gateway's core than this. */
const DISTURBED_SHARE = 0.06
const TRIES = 3

/** Waits until neither core is busy with something else, `patienceSeconds` at most. */
const waitForQuiet = async (patienceSeconds) => {
  const end = Date.now() + patienceSeconds * 1000
  do {
    const before = [GATEWAY_CORE, LOAD_CORE].map(coreMicros)
    await sleep(QUIET_MS)
    const share = [GATEWAY_CORE, LOAD_CORE].map((core, i) => (coreMicros(core) - before[i]) / (QUIET_MS * 1000))
    if (Math.max(...share) < QUIET_SHARE) return
  } while (Date.now() < end)
}

/** Counts from now on: the CPU time of `pid`, the share of its core that it took, and the share that others took. */
const meter = (pid) => {
  const startNs = process.hrtime.bigint()
  const [own, core] = [cpuMicros(pid), coreMicros(GATEWAY_CORE)]
  return () => {
    const micros = Number(process.hrtime.bigint() - startNs) / 1000
    const cpu = cpuMicros(pid) - own
    return { cpuMicros: cpu, busy: cpu / micros, foreign: Math.max(0, coreMicros(GATEWAY_CORE) - core - cpu) / micros }
  }
}

const percent = (share) => `${(share * 100).toFixed(0)} %`

/** One sample. A failed check also tells whose it is, and whether the contender was at work meanwhile or others were. */
const sampleOnce = async (measure, { pid, label }) => {
  const read = meter(pid)
  try {
    return { ...(await measure()), ...read() }
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error
    const { busy, foreign } = read()
    throw new CheckFailed(`${error.message} (${label}: ${percent(busy)} of its core, others ${percent(foreign)})`)
  }
}

const sample = async (measure, contender, patienceSeconds) => {
  let best
  for (let tries = 0; tries < TRIES; tries++) {
    await waitForQuiet(patienceSeconds)
    const taken = await sampleOnce(measure, contender)
    if (best === undefined || taken.foreign < best.foreign) best = taken
    if (best.foreign <= DISTURBED_SHARE) break
  }
  return best
}

/**
 * Measures each contender once in every repetition, forwards and backwards in turn, so that drift hits all of them. `contenders`
 * are `{ id, pid, label }`; `measure(contender)` returns figures. Returns `{ id: [sample, …] }`.
 */
export const interleave = async (contenders, measure, { reps, patienceSeconds, onSample }) => {
  const samples = Object.fromEntries(contenders.map(({ id }) => [id, []]))
  for (let rep = 0; rep < reps; rep++) {
    for (const contender of rep % 2 === 0 ? contenders : [...contenders].reverse()) {
      samples[contender.id].push(await sample(() => measure(contender), contender, patienceSeconds))
      onSample(contender, rep)
    }
  }
  return samples
}

/** Median over the repetitions of what `figure` makes of each pair of samples taken in the same repetition. */
export const paired = (ours, theirs, figure) => median(ours.map((sampled, rep) => figure(sampled, theirs[rep])))

export const medianOf = (samples, name) => median(samples.map((sampled) => sampled[name]))

const STEADY_CHANGE = 0.05
const WARM_ROUNDS = 12

/**
 * Puts load on a contender until its CPU time for a request no longer falls: a gateway has far more code to compile than a
 * pass-through, and a fixed time would measure that.
 */
export const warm = async (contender, measure, rounds = WARM_ROUNDS) => {
  let last = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const { requests, cpuMicros: micros } = await sampleOnce(measure, contender)
    const each = micros / requests
    if (round > 0 && each > last * (1 - STEADY_CHANGE)) return
    last = Math.min(last, each)
  }
}
