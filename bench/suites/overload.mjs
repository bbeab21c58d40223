import { check } from '../check.mjs'
import { interleave, median } from '../interleave.mjs'
import { target } from '../report.mjs'
import { round } from '../table.mjs'

/** As many clients as keep the gateway busy, and far more than it has time for. */
const CONNECTIONS = { capacity: 32, overload: 400 }
/** A refused client asks again long before the second that it is told to wait. */
const PAUSE_MS = 50
/** Served before anything is measured: then the code is compiled, also where others take most of the core and times say little. */
const WARM_REQUESTS = 10_000
const MOST_WARM_ROUNDS = 30
/** Most that the p99 of admitted requests may grow, as a multiple of the one at capacity. */
const P99_CEILING = 3

export const OVERLOAD_HEAD = [
  ...['case', 'proxy', 'connections', 'admitted/s', 'p50 ms', 'p99 ms', 'longest ms'],
  ...['refused', 'p99 of refused ms'],
]

const middle = (samples, figure) => {
  const known = samples.map(figure).filter((value) => value !== null)
  return known.length === 0 ? '' : round(median(known))
}

const refusedShare = ({ admitted, refused }) => refused.count / (admitted.count + refused.count)

const rowsOf = (samples, { id, label }) =>
  Object.entries(CONNECTIONS).map(([phase, connections]) => {
    const own = samples[id].map((sampled) => sampled[phase])
    return [
      ...['overload', label, connections, middle(own, ({ admitted, seconds }) => admitted.count / seconds)],
      ...['p50', 'p99', 'longest'].map((name) => middle(own, ({ admitted }) => admitted[name])),
      ...[`${middle(own, (each) => 100 * refusedShare(each))} %`, middle(own, ({ refused }) => refused.p99)],
    ]
  })

/**
 * Clients that ask again as soon as they are answered: first as many as the gateway can serve, then so many at once that it has to
 * refuse some. Every answer is 200, with the text that it must have, or 503 `overloaded`; what was admitted, and nothing else, went
 * on, and without its values. Returns samples by gateway, and the rows of the tables.
 */
export const runOverload = async (bench, contenders, { call }) => {
  const { seconds: length, warmSeconds, warmRounds } = bench.options
  const load = async ({ port, label }, connections, seconds) => {
    const sampled = await call('load', { port, connections, seconds, pauseMs: PAUSE_MS })
    const { admitted, seen } = sampled
    check(seen.leaks === 0, `${label}: the upstream saw a value in ${seen.leaks} of ${seen.requests} requests`)
    check(seen.requests === admitted.count, `${label}: ${seen.requests} requests went on, ${admitted.count} admitted`)
    check(admitted.count > 0, `${label}: none of ${sampled.refused.count} requests was served`)
    return { ...sampled, seconds, requests: admitted.count + sampled.refused.count }
  }
  const measure = async (contender) => {
    const capacity = await load(contender, CONNECTIONS.capacity, length)
    const overload = await load(contender, CONNECTIONS.overload, 2 * length)
    return { capacity, overload, requests: capacity.requests + overload.requests }
  }
  for (const contender of contenders) {
    bench.progress(`overload: warming ${contender.label}`)
    let served = 0
    for (let round = 0; round < (warmRounds ?? MOST_WARM_ROUNDS) && served < WARM_REQUESTS; round++)
      served += (await load(contender, CONNECTIONS.capacity, warmSeconds)).admitted.count
  }
  const samples = await interleave(contenders, measure, bench.pacing('overload'))
  const growthOf = ({ capacity, overload }) => overload.admitted.p99 / capacity.admitted.p99
  const targets = contenders.map(({ id, label }) => {
    const title = `${label}: p99 of admitted requests, ${CONNECTIONS.overload} clients to ${CONNECTIONS.capacity}`
    return target(title, median(samples[id].map(growthOf)), { ceiling: P99_CEILING, unit: ' times', decimals: 1 })
  })
  return { samples, rows: contenders.flatMap((contender) => rowsOf(samples, contender)), targets }
}
