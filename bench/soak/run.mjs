import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { growthOf, JUDGED_FROM, MAX_GROWTH } from './checks.mjs'
import { sendAll } from './load.mjs'
import { readOptions, USAGE } from './options.mjs'
import { startGateway, startUpstream } from './processes.mjs'
import { createTraffic } from './tenants.mjs'

const LOOKS = 9
const SAVE_MS = 5000
const DRAW_MS = 200
const WIDTH = 24
const MB = 1024 * 1024
const SEED = 20_418

const readState = ({ stateFile, resumes }) =>
  resumes && existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : null

const NOTHING = { requests: 0, streams: 0, failed: 0, mismatch: 0, foreign: 0, leaks: 0, seconds: 0 }

/** A tenant for each key, and the file that lets them in. */
const writeConfiguration = async (folder, { root, rules, engine, tenants, vault }, hashKey, upstreamPort) => {
  const { createKey } = await import(pathToFileURL(join(root, 'dist/policy/auth.js')).href)
  const made = Array.from({ length: tenants }, (_, at) => ({ id: `t${at}`, ...createKey(`t${at}`, hashKey) }))
  const lines = [
    `upstream: { url: 'http://127.0.0.1:${upstreamPort}' }`,
    `vault: '${vault === 'lmdb' ? `lmdb:${join(folder, 'vault')}` : vault}'`,
    `engine: '${engine}'`,
    ...(rules === null ? [] : [`rules: '${rules}'`]),
    'tenants:',
    ...made.map(({ id }) => `  ${id}: {}`),
    'auth:',
    '  mode: required',
    '  keys:',
    ...made.map(({ id, hash }) => `    - { id: ${id}, hash: '${hash}', tenant: ${id} }`),
  ]
  const file = join(folder, 'soak.yaml')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return { file, keys: new Map(made.map(({ id, key }) => [id, key])) }
}

const createBar = (total) => {
  const isTerminal = process.stderr.isTTY === true
  let drawnAt = 0
  return {
    draw: (done, note) => {
      if (!isTerminal || Date.now() - drawnAt < DRAW_MS) return
      drawnAt = Date.now()
      const full = Math.round((done / total) * WIDTH)
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full)
      process.stderr.write(`\r\x1b[2K[${bar}] ${((done / total) * 100).toFixed(1)} %  ${note}`)
    },
    end: () => {
      if (isTerminal) process.stderr.write('\r\x1b[2K')
    },
  }
}

const soak = async (options, { gateway, upstream, keys, traffic, before }) => {
  const total = options.requests + options.streams
  const left = Math.max(0, total - before.requests - before.streams)
  const counts = { ...before }
  const heaps = []
  const startMs = performance.now()
  const bar = createBar(total)
  const seconds = () => before.seconds + (performance.now() - startMs) / 1000
  const isOver = () => performance.now() - startMs > options.minutes * 60_000
  let savedAt = Date.now()
  const state = async () => ({ ...counts, leaks: before.leaks + (await upstream.counts()).leaks, seconds: seconds() })
  const onStep = async () => {
    const done = counts.requests + counts.streams
    bar.draw(done, `${done} requests, ${Math.round(done / seconds())}/s`)
    if (Date.now() - savedAt < SAVE_MS) return
    savedAt = Date.now()
    writeFileSync(options.stateFile, JSON.stringify(await state()))
  }
  /** Sends what lies between two shares of the whole. */
  const send = (from, to) => {
    const between = (amount) => Math.round(amount * to) - Math.round(amount * from)
    const streams = between(left * (options.streams / total))
    const rest = { atOnce: options.atOnce, counts, onStep, isOver }
    return sendAll({ port: gateway.port, keys, traffic, count: between(left), streams, ...rest })
  }
  const warmPart = Math.min(1, options.warm / Math.max(1, left))
  await send(0, warmPart)
  heaps.push(await gateway.heap())
  const filesBefore = gateway.openFiles()
  for (let look = 0; look < LOOKS && !isOver(); look++) {
    const at = (index) => warmPart + ((1 - warmPart) * index) / LOOKS
    await send(at(look), at(look + 1))
    heaps.push(await gateway.heap())
  }
  bar.end()
  const figures = await state()
  writeFileSync(options.stateFile, JSON.stringify(figures))
  const growth = growthOf(
    heaps.map(({ heapUsed }) => heapUsed),
    figures.requests - before.requests,
  )
  return {
    ...figures,
    arrived: (await upstream.counts()).requests,
    isWhole: !isOver(),
    heapMb: heaps.map(({ heapUsed }) => heapUsed / MB),
    rssMb: heaps.map(({ rss }) => rss / MB),
    growth,
    openFiles: [filesBefore, gateway.openFiles()],
  }
}

const isHeld = ({ failed, mismatch, foreign, leaks, growth }) =>
  failed + mismatch + foreign + leaks === 0 && (growth === null || growth < MAX_GROWTH)

const verdict = (count) => (count === 0 ? 'none' : String(count))

const reportText = (figures, options) => {
  const { requests, streams, seconds, growth, heapMb, rssMb, openFiles } = figures
  const list = (numbers) => numbers.map((one) => one.toFixed(1)).join(' ')
  const grown =
    growth === null
      ? `not judged below ${JUDGED_FROM} requests`
      : `${(growth * 100).toFixed(2)} % (< ${MAX_GROWTH * 100} %)`
  return [
    `${requests} requests and ${streams} streams, ${options.tenants} tenants with ${options.threads} threads each, ${options.vault}, ${seconds.toFixed(0)} s, ${Math.round((requests + streams) / seconds)}/s`,
    `values at the upstream       ${verdict(figures.leaks)}`,
    `wrong restores               ${verdict(figures.mismatch)}`,
    `values of another tenant     ${verdict(figures.foreign)}`,
    `failed requests              ${verdict(figures.failed)}`,
    `heap after collection, MB    ${list(heapMb)}`,
    `growth since the warm-up     ${grown}`,
    `resident memory, MB          ${list(rssMb)}`,
    `open files                   ${openFiles.join(' → ')}`,
    ...(figures.isWhole ? [] : ['stopped by --minutes; --resume goes on']),
    isHeld(figures) ? 'held' : 'NOT HELD',
    '',
  ].join('\n')
}

const main = async () => {
  const options = readOptions(process.argv.slice(2))
  if (options.isHelp) return void process.stdout.write(USAGE)
  if (options.builds && spawnSync('npm', ['run', 'build'], { cwd: options.root, stdio: 'ignore' }).status !== 0)
    throw new Error('npm run build failed')
  const before = readState(options) ?? NOTHING
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-soak-'))
  // Where a run goes on, other texts: the order begins anew with the gateway.
  const traffic = createTraffic(options, SEED + before.requests)
  const upstream = await startUpstream(traffic.values)
  const hashKey = randomBytes(32).toString('base64')
  const env = { COATCHECK_HASH_KEY: hashKey, COATCHECK_SEAL_KEY: randomBytes(32).toString('base64') }
  let gateway
  try {
    const { file, keys } = await writeConfiguration(folder, options, hashKey, upstream.port)
    gateway = await startGateway({ root: options.root, config: file, env })
    const figures = await soak(options, { gateway, upstream, keys, traffic, before })
    const held = isHeld(figures)
    process.stdout.write(options.isJson ? `${JSON.stringify({ held, ...figures })}\n` : reportText(figures, options))
    process.exitCode = held ? 0 : 1
  } finally {
    await gateway?.stop()
    upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
