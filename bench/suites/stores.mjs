import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '../contenders.mjs'
import { interleave, paired, warm } from '../interleave.mjs'
import { runWrk, writeBodies } from '../load/wrk.mjs'
import { stop } from '../processes.mjs'
import { target } from '../report.mjs'
import { round } from '../table.mjs'
import { COUNTER, createBodies } from '../traffic/bodies.mjs'
import { PATHS } from '../upstream/nginx.mjs'
import { startCountingProxy, startValkey, VALKEY } from '../upstream/valkey.mjs'
import { roundTrips } from './round-trips.mjs'
import { checkBytes, verifyAll, verifySome } from './verify-chat.mjs'

const BYTES = 1000
const CONNECTIONS = 32
const KEY = 'bench-key-of-one-caller'

/**
 * Every text is new to every gateway, so that none is spared by what it remembers. `going-on`: 200 conversations whose values are
 * known; `begun`: every request begins a conversation, and its values are stored.
 */
export const STORE_CASES = [
  { name: 'stores-going-on', title: '1 KB, conversations going on', thread: (index) => `thread-${index}` },
  { name: 'stores-begun', title: '1 KB, a new conversation each', thread: (index) => `thread-${index}-${COUNTER}` },
]

/** Most that may be added to the CPU time of a request, as a share of the one without a store. */
const CEILINGS = { L: ['LMDB', 0.1], A: ['audit file', 0.05] }
const MOST_ROUND_TRIPS = 1

/** Bodies that name a thread, and the same ones in which the name stands where nobody takes it for one. */
const bodiesOf = ({ thread }, isThreadless) =>
  createBodies('unique', BYTES).map(({ json, values }, index) => {
    const name = { [isThreadless ? 'project_id' : 'thread_id']: thread(index) }
    return { json: JSON.stringify({ ...name, ...JSON.parse(json) }), values, isThreadless }
  })

const auditFile = (folder) => {
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(folder, 'audit.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const file = join(folder, 'audit.yaml')
  const section = `{ sink: file, log_file: '${join(folder, 'audit.jsonl')}', key_file: '${join(folder, 'audit.pem')}' }`
  writeFileSync(file, `audit: ${section}\n`)
  return file
}

/** Where neither request nor answer names a thread nothing is stored: that is what the others are compared with. */
const startContenders = async (bench, upstreamUrl, folder) => {
  const environment = { COATCHECK_SEAL_KEY: randomBytes(32).toString('base64') }
  const begin = async (id, label, more, isThreadless = false) => {
    const gateway = { ...bench.gateways[0], id, label, environment: { ...environment, ...more } }
    return { ...(await startGateway(upstreamUrl, gateway)), isThreadless }
  }
  const valkey = VALKEY === null ? null : await startValkey()
  const proxy = valkey === null ? null : await startCountingProxy(valkey.port)
  const contenders = [
    await begin('N', 'no store', {}, true),
    await begin('M', 'memory', {}),
    await begin('L', 'LMDB', { COATCHECK_VAULT: `lmdb:${join(folder, 'vault')}` }),
    await begin('A', 'no store, audit file', { COATCHECK_CONFIG: auditFile(folder) }, true),
    ...(proxy === null
      ? []
      : [await begin('V', `Valkey (${VALKEY})`, { COATCHECK_VAULT: `valkey://127.0.0.1:${proxy.port}` })]),
  ]
  const end = async () => {
    await Promise.all(contenders.map(({ child }) => stop(child)))
    proxy?.close()
    if (valkey !== null) await valkey.stop()
  }
  return { contenders, proxy, end }
}

const runCase = async (bench, { name, thread }, contenders, recorder) => {
  const loads = new Map(
    [false, true].map((isThreadless) => {
      const bodies = bodiesOf({ thread }, isThreadless)
      const path = isThreadless ? PATHS.threadless : PATHS.values
      return [isThreadless, { bodies, path, key: KEY, bodiesFile: writeBodies(bodies) }]
    }),
  )
  try {
    const wireBytes = {}
    for (const contender of contenders) {
      bench.progress(`${name}: checking ${contender.label}`)
      wireBytes[contender.id] = await verifyAll(contender, { ...loads.get(contender.isThreadless), recorder })
    }
    const measure = async ({ id, port, isThreadless }, seconds = bench.options.seconds) => {
      const { bodiesFile, path } = loads.get(isThreadless)
      const load = { port, script: 'rotate', path, bodiesFile, key: KEY, connections: CONNECTIONS, seconds }
      const sampled = await runWrk(load)
      checkBytes(sampled, wireBytes[id], { connections: CONNECTIONS, id })
      return sampled
    }
    for (const contender of contenders) {
      bench.progress(`${name}: warming ${contender.label}`)
      await warm(contender, () => measure(contender, bench.options.warmSeconds), bench.options.warmRounds)
    }
    const samples = await interleave(contenders, measure, bench.pacing(name))
    for (const contender of contenders) await verifySome(contender, loads.get(contender.isThreadless))
    return samples
  } finally {
    for (const { bodiesFile } of loads.values()) rmSync(bodiesFile)
  }
}

const cpuOf = ({ cpuMicros, requests }) => cpuMicros / requests

/** What one adds to the CPU time of a request of another, as a share paired by repetition. */
const addedShare = (ours, theirs) => paired(ours, theirs, (one, other) => cpuOf(one) / cpuOf(other) - 1)

/** What is there of a conversation, whatever keeps it; and what LMDB adds to that. */
const partsNote = ({ title }, { N, M, L }) =>
  `${title}: memory adds ${round(addedShare(M, N) * 100, 1)} % to no store, LMDB ${round(addedShare(L, M) * 100, 1)} % to memory`

const addedRows = ({ title }, samples) =>
  Object.entries(CEILINGS).map(([id, [label, ceiling]]) => {
    return target(`${title}, CPU added by ${label}`, addedShare(samples[id], samples.N) * 100, {
      ceiling: ceiling * 100,
      unit: ' %',
      decimals: 1,
    })
  })

/** The store cases on contenders of their own. Returns samples by case, and the rows of the targets. */
export const runStores = async (bench, chosen, { upstreamUrl, recorder }) => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-bench-stores-'))
  const { contenders, proxy, end } = await startContenders(bench, upstreamUrl, folder)
  try {
    const [all, targets, notes] = [{}, [], []]
    for (const each of chosen) {
      const samples = await runCase(bench, each, contenders, recorder)
      all[each.name] = samples
      targets.push(...addedRows(each, samples))
      notes.push(partsNote(each, samples))
    }
    const valkey = contenders.find(({ id }) => id === 'V')
    if (valkey !== undefined)
      for (const { name, title, thread } of chosen) {
        bench.progress(`${name}: counting round trips`)
        const trips = await roundTrips(valkey, proxy, {
          bodies: bodiesOf({ thread }, false),
          path: PATHS.recordedValues,
          key: KEY,
          recorder,
        })
        const wanted = { ceiling: MOST_ROUND_TRIPS, decimals: 0 }
        targets.push(
          target(`${title}, round trips to Valkey before a request goes on`, trips.before, wanted),
          target(`${title}, round trips to Valkey a request`, trips.all, wanted),
        )
      }
    if (valkey === undefined) notes.push('Valkey: SKIPPED, no server is installed')
    return { samples: all, targets, contenders, notes }
  } finally {
    await end()
    rmSync(folder, { recursive: true, force: true })
  }
}
