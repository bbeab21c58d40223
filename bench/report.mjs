import { median, medianOf, paired } from './interleave.mjs'
import { round } from './table.mjs'

const headOf = (rate, cost) => [
  'case',
  'proxy',
  rate,
  'p50 ms',
  'p99 ms',
  cost,
  'core',
  '/ H',
  '/ U',
  '/ U by CPU',
  'spread',
]
export const LOAD_HEAD = headOf('req/s', 'CPU µs/req')
export const STREAM_HEAD = headOf('events/s', 'CPU µs/stream')

const perSecond = (ours, theirs) => ours.perSecond / theirs.perSecond
const cpuEach = ({ cpuMicros, requests }) => cpuMicros / requests
/** What the ratio would be if CPU time were all: it suffers less from whatever else the machine does. */
const byCpu = (ours, theirs) => cpuEach(theirs) / cpuEach(ours)
const percent = (share) => `${round(share * 100)} %`

/** Lowest to highest requests a second of the repetitions, as a share of the median. */
const spreadOf = (samples) => {
  const rates = samples.map((each) => each.perSecond)
  const middle = median(rates)
  return `${round((Math.min(...rates) / middle) * 100)}-${round((Math.max(...rates) / middle) * 100)} %`
}

const ratioTo = (samples, id, other, figure = perSecond) =>
  id === other || samples[other] === undefined ? '' : round(paired(samples[id], samples[other], figure), 2)

/** A row for each contender. */
export const loadRows = (name, samples, contenders) =>
  contenders.map(({ id, label }) => {
    const own = samples[id]
    const cpu = median(own.map(cpuEach))
    const times = [medianOf(own, 'p50') / 1000, medianOf(own, 'p99') / 1000]
    const ratios = [ratioTo(samples, id, 'H'), ratioTo(samples, id, 'U'), ratioTo(samples, id, 'U', byCpu)]
    const rate = round(medianOf(own, 'perSecond'))
    const busy = percent(medianOf(own, 'busy'))
    return [name, label, rate, ...times.map((ms) => round(ms, 2)), round(cpu, 1), busy, ...ratios, spreadOf(own)]
  })

export const TARGET_HEAD = ['target', 'measured', 'wanted', '']

const verdict = (isMet) => (isMet ? 'met' : 'MISSED')

/** A figure that must be at least, or at most, `wanted`. `isMet` overrides the comparison of the medians. */
export const target = (title, measured, { floor, ceiling, unit = '', decimals = 2, isMet }) => {
  const wanted = floor === undefined ? `<= ${ceiling}` : `>= ${floor}`
  const holds = isMet ?? (floor === undefined ? measured <= ceiling : measured >= floor)
  return [title, `${round(measured, decimals)}${unit}`, `${wanted}${unit}`, verdict(holds)]
}

/** Targets of requests a second against the baselines. */
export const floorTargets = (title, samples, floor, id = 'G') =>
  Object.entries(floor).map(([other, least]) =>
    target(`${title}, of ${other}`, paired(samples[id], samples[other], perSecond), { floor: least }),
  )

/** Target of the median added at one connection. */
export const addedTarget = (title, samples, addedMicros, id = 'G') => {
  const added = paired(samples[id], samples.U, (ours, theirs) => ours.p50 - theirs.p50)
  return target(`${title}, added p50 over U`, added, { ceiling: addedMicros, unit: ' µs', decimals: 0 })
}

/** How often others took more than 6 % of the gateway's core in every try: such samples are shown and counted. */
export const disturbedCount = (samples) =>
  Object.values(samples)
    .flat()
    .filter(({ foreign }) => foreign > 0.06).length
