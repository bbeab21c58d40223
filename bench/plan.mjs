import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startGateway, startHttpProxy, startUndici } from './contenders.mjs'
import { median, medianOf, paired } from './interleave.mjs'
import { stop } from './processes.mjs'
import {
  addedTarget,
  disturbedCount,
  floorTargets,
  LOAD_HEAD,
  loadRows,
  STREAM_HEAD,
  TARGET_HEAD,
  target,
} from './report.mjs'
import { CHAT_CASES, runChatCase } from './suites/chat.mjs'
import { DETECT_CASES, runDetect } from './suites/detect.mjs'
import { MEMORY_CEILING_KB, runMemory, STREAMS } from './suites/memory.mjs'
import { runMicro } from './suites/micro.mjs'
import { OVERLOAD_HEAD, runOverload } from './suites/overload.mjs'
import { RELAY_FLOOR, runRelay } from './suites/relay.mjs'
import { runStores, STORE_CASES } from './suites/stores.mjs'
import { runStreamCpu, STREAM_CPU_FLOOR } from './suites/stream-cpu.mjs'
import { runBursts, runPaced, STREAM_FLOOR } from './suites/streams.mjs'
import { round } from './table.mjs'
import { PATHS, startNginx } from './upstream/nginx.mjs'
import { startRecorder } from './upstream/recorder.mjs'
import { startCheckedUpstream, startStreamUpstream } from './upstream/stream-upstream.mjs'

const gatewaysOf = ({ root, against }) => [
  { id: 'G', label: 'gateway', root },
  ...(against === null ? [] : [{ id: 'B', label: 'other gateway', root: against }]),
]

/** What every case gets: who is measured, how often, and where to tell of it. */
const createBench = (options, gateways, progress) => ({
  options,
  gateways,
  progress,
  pacing: (name) => ({
    reps: options.reps,
    patienceSeconds: options.patienceSeconds,
    onSample: ({ label }, rep) => progress(`${name}: ${rep + 1} of ${options.reps}, ${label}`),
  }),
})

const profileArgs = ({ profileDir }, name) => {
  if (profileDir === null) return []
  mkdirSync(profileDir, { recursive: true })
  return ['--cpu-prof', `--cpu-prof-dir=${join(profileDir, name)}`]
}

const startAll = async (upstreamUrl, probePath, gateways, nodeArgs) => [
  await startHttpProxy(upstreamUrl, probePath),
  await startUndici(upstreamUrl, probePath),
  ...(await Promise.all(gateways.map((gateway) => startGateway(upstreamUrl, { ...gateway, nodeArgs })))),
]

/** One line for `--against`: requests a second of this build as a share of the other's. */
const againstNotes = (title, samples) =>
  samples.B === undefined
    ? []
    : [
        `${title}: ${round(
          paired(samples.G, samples.B, (a, b) => a.perSecond / b.perSecond),
          3,
        )} of the other build`,
      ]

const disturbedNotes = (title, samples) => {
  const count = disturbedCount(samples)
  return count === 0 ? [] : [`${title}: others took more than 6 % of the core in ${count} samples`]
}

const runLoaded = async (bench, chosen) => {
  const [rows, targets, notes, all] = [[], [], [], {}]
  const { recorder, port, close } = await startRecorder()
  const nginx = await startNginx(port)
  const begin = (name) => startAll(nginx.url, PATHS.relayed, bench.gateways, profileArgs(bench.options, name))
  const end = (contenders) => Promise.all(contenders.map(({ child }) => stop(child)))
  // A profile is of one case, so each case then has its own processes.
  const isShared = bench.options.profileDir === null
  let contenders = []
  for (const each of chosen) {
    if (contenders.length === 0) contenders = await begin(each.name)
    const own = { ...bench, recorder, contenders }
    const samples = each.isRelay ? await runRelay(own) : await runChatCase(own, each)
    rows.push(...loadRows(each.name, samples, contenders))
    targets.push(...floorTargets(each.title, samples, each.floor ?? {}))
    if (each.addedMicros !== undefined) targets.push(addedTarget(each.title, samples, each.addedMicros))
    notes.push(...againstNotes(each.name, samples), ...disturbedNotes(each.name, samples))
    all[each.name] = samples
    if (isShared) continue
    await end(contenders)
    contenders = []
  }
  await end(contenders)
  await stop(nginx.child)
  close()
  const tables = [
    { head: LOAD_HEAD, rows },
    { head: TARGET_HEAD, rows: targets, notes },
  ]
  return { tables, samples: all }
}

const PACED_HEAD = ['case', 'proxy', 'first event after its write, µs', 'after the request, µs', 'CPU µs/stream']

const pacedRows = (samples, contenders) =>
  contenders.map(({ id, label }) => {
    const cpu = median(samples[id].map(({ cpuMicros, requests }) => cpuMicros / requests))
    const delays = ['fromWrite', 'fromRequest'].map((name) => round(medianOf(samples[id], name)))
    return ['first-byte', label, ...delays, round(cpu)]
  })

/** Met when the gateway's median is not above the slowest repetition of the pass-through: later than its own noise it is not. */
const firstByteTarget = ({ G, U }) => {
  const added = paired(G, U, (ours, theirs) => ours.fromWrite - theirs.fromWrite)
  const slowest = Math.max(...U.map(({ fromWrite }) => fromWrite)) - medianOf(U, 'fromWrite')
  const isMet = medianOf(G, 'fromWrite') <= Math.max(...U.map(({ fromWrite }) => fromWrite))
  return target('streams, first byte later than U', added, { ceiling: round(slowest), unit: ' µs', decimals: 0, isMet })
}

const runStreams = async (bench, chosen) => {
  const [tables, all] = [[], {}]
  const upstream = await startStreamUpstream()
  for (const { name } of chosen) {
    const started = await startAll(upstream.url, '/ready', bench.gateways, profileArgs(bench.options, name))
    const contenders = started.filter(({ id }) => id !== 'H')
    const own = { ...bench, contenders }
    const isBurst = name !== 'first-byte'
    const samples = isBurst
      ? await runBursts(own, upstream, { isLong: name === 'long-streams' })
      : await runPaced(own, upstream)
    const notes = disturbedNotes(name, samples)
    if (isBurst) {
      const targets = floorTargets(`${name}, events a second`, samples, STREAM_FLOOR)
      tables.push({ head: STREAM_HEAD, rows: loadRows(name, samples, contenders) })
      tables.push({ head: TARGET_HEAD, rows: targets, notes: [...againstNotes(name, samples), ...notes] })
    } else {
      tables.push({ head: PACED_HEAD, rows: pacedRows(samples, contenders) })
      tables.push({ head: TARGET_HEAD, rows: [firstByteTarget(samples)], notes })
    }
    all[name] = samples
    await Promise.all(started.map(({ child }) => stop(child)))
  }
  await stop(upstream.child)
  return { tables, samples: all }
}

const MEMORY_HEAD = ['case', 'proxy', 'idle MB', 'peak MB', 'KB/stream']

const runMemoryGroup = async (bench) => {
  const upstream = await startStreamUpstream()
  const samples = await runMemory(bench, upstream)
  await stop(upstream.child)
  const rows = Object.entries(samples).map(([id, taken]) => {
    const label = id === 'U' ? 'undici dispatch (U)' : id === 'G' ? 'gateway' : 'other gateway'
    const megabytes = ['idleKb', 'peakKb'].map((name) => round(medianOf(taken, name) / 1024, 1))
    return ['memory', label, ...megabytes, round(medianOf(taken, 'perStreamKb'), 1)]
  })
  const perStream = medianOf(samples.G, 'perStreamKb')
  const row = target(`memory of a stream, ${STREAMS} open`, perStream, {
    ceiling: MEMORY_CEILING_KB,
    unit: ' KB',
    decimals: 1,
  })
  return {
    tables: [
      { head: MEMORY_HEAD, rows },
      { head: TARGET_HEAD, rows: [row] },
    ],
    samples: { memory: samples },
  }
}

const runMicroGroup = async (bench) => {
  const figures = await runMicro(bench)
  const head = ['function', 'µs', ...(figures.B === undefined ? [] : ['other build']), 'wanted', '']
  const rows = figures.G.map(({ name, micros, ceiling }, index) => {
    const other = figures.B === undefined ? [] : [round(figures.B[index].micros, 2)]
    const wanted = ceiling === undefined ? ['', ''] : [`<= ${ceiling}`, micros <= ceiling ? 'met' : 'MISSED']
    return [name, round(micros, 2), ...other, ...wanted]
  })
  return { tables: [{ head, rows }], samples: { micro: figures } }
}

const runStoreGroup = async (bench, chosen) => {
  const { recorder, port, close } = await startRecorder()
  const nginx = await startNginx(port)
  try {
    const { samples, targets, contenders, notes } = await runStores(bench, chosen, { upstreamUrl: nginx.url, recorder })
    const rows = Object.entries(samples).flatMap(([name, own]) => loadRows(name, own, contenders))
    const disturbed = Object.entries(samples).flatMap(([name, own]) => disturbedNotes(name, own))
    const tables = [
      { head: LOAD_HEAD, rows },
      { head: TARGET_HEAD, rows: targets, notes: [...notes, ...disturbed] },
    ]
    return { tables, samples }
  } finally {
    await stop(nginx.child)
    close()
  }
}

const runOverloadGroup = async (bench) => {
  const upstream = await startCheckedUpstream()
  const nodeArgs = profileArgs(bench.options, 'overload')
  const contenders = await Promise.all(
    bench.gateways.map((gateway) => startGateway(upstream.url, { ...gateway, nodeArgs })),
  )
  try {
    const { samples, rows, targets } = await runOverload(bench, contenders, upstream)
    const tables = [
      { head: OVERLOAD_HEAD, rows },
      { head: TARGET_HEAD, rows: targets, notes: disturbedNotes('overload', samples) },
    ]
    return { tables, samples: { overload: samples } }
  } finally {
    await Promise.all(contenders.map(({ child }) => stop(child)))
    await stop(upstream.child)
  }
}

const STREAM_CPU_HEAD = ['stream', 'gateway, µs an event', 'web TransformStream']

const runStreamCpuGroup = async (bench) => {
  const figures = await runStreamCpu(bench)
  const rows = figures.map(({ name, micros }) => [name, round(median(micros.G), 2), round(median(micros.W), 2)])
  const targets = figures.map(({ name, ratio }) =>
    target(`CPU of a web TransformStream, ${name}`, ratio, { floor: STREAM_CPU_FLOOR, unit: ' times ours' }),
  )
  const tables = [
    { head: STREAM_CPU_HEAD, rows },
    { head: TARGET_HEAD, rows: targets },
  ]
  return { tables, samples: { 'stream-cpu': figures } }
}

const RELAYED = { name: 'relayed', title: 'relayed GET', isRelay: true, floor: RELAY_FLOOR }

/** The groups of cases, what they need, and how they run. */
export const createPlan = (options) => {
  const group = (title, needs, cases, runGroup) => ({
    ...{ title, needs, cases },
    run: (chosen, progress) => runGroup(createBench(options, gatewaysOf(options), progress), chosen),
  })
  const groups = [
    group('Requests and answers', ['wrk', 'nginx'], [...CHAT_CASES, RELAYED], runLoaded),
    group('Streams', ['wrk'], [{ name: 'streams' }, { name: 'long-streams' }, { name: 'first-byte' }], runStreams),
    group('Memory of streams', ['wrk'], [{ name: 'memory' }], runMemoryGroup),
    group('Overload', [], [{ name: 'overload' }], runOverloadGroup),
    group('Stores and audit', ['wrk', 'nginx'], STORE_CASES, runStoreGroup),
    group('Events, function by function', [], [{ name: 'stream-cpu' }], runStreamCpuGroup),
    group('Single functions', [], [{ name: 'micro' }], runMicroGroup),
    group('Detection', [], DETECT_CASES, (bench, chosen) =>
      runDetect({ ...bench, profileArgs: (name) => profileArgs(options, name) }, chosen),
    ),
  ]
  return { groups, cases: groups.flatMap(({ cases }) => cases) }
}
