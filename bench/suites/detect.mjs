import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CheckFailed } from '../check.mjs'
import { installRivals } from '../detect/rivals/install.mjs'
import { median } from '../interleave.mjs'
import { GATEWAY_CORE, start, stop } from '../processes.mjs'
import { target } from '../report.mjs'
import { round } from '../table.mjs'

const SCRIPT = fileURLToPath(new URL('../detect/run.mjs', import.meta.url))
const ADVERSARIAL = fileURLToPath(new URL('../detect/rivals/adversarial.mjs', import.meta.url))

export const DETECT_CASES = ['rivals', 'orientation', 'growth', 'resend', 'hostile', 'adversarial'].map((name) => ({
  name: `detect-${name}`,
}))

/** How many times the CPU time of ours, for messages with values. */
const RIVAL_FLOOR = {
  R200: { least: 3, of: 'G200' },
  R500: { least: 7, of: 'G500' },
  'redact-pii': { least: 4, of: 'G200' },
  '@openredaction/openredaction': { least: 50, of: 'G200' },
  presidio: { least: 100, of: 'G200' },
}
const GROWTH_CEILING = 1.5
const RESEND_CEILING_PERCENT = 5
const HOSTILE_CEILING = 3
const ADVERSARIAL_CEILING_MS = 5
const ADVERSARIAL_FLOOR = 100
const SLOWEST_SHOWN = 12

const OPENREDACTION = '@openredaction/openredaction'
/** What has not answered all adversarial texts by then has a worst time of more than it took so far. */
const ADVERSARIAL_PATIENCE_MS = 300_000

const ratio = (theirs, own) => median(theirs.map((each, at) => each / own[at]))

/** Runs a child to its end; what it writes is `onLine`'s, its messages are progress. */
const follow = async (args, { progress, onLine, patienceMs, nodeArgs = [] }) => {
  const child = start(process.execPath, [...nodeArgs, ...args], { core: GATEWAY_CORE, ipc: true, env: process.env })
  child.on('message', (message) => progress(message.progress))
  createInterface({ input: child.stdout }).on('line', onLine)
  const timer = patienceMs === undefined ? undefined : setTimeout(() => stop(child), patienceMs)
  const code = await child.ended
  clearTimeout(timer)
  return { code, errors: child.errors }
}

const slowestOf = async (rival, units, progress) => {
  const figures = []
  progress(`detect-adversarial: ${rival.id}`)
  const began = Date.now()
  let last = began
  const onLine = (line) => {
    figures.push(JSON.parse(line))
    last = Date.now()
    progress(`detect-adversarial: ${rival.id}, ${figures.length} kinds`)
  }
  const { code } = await follow([ADVERSARIAL, rival.id, rival.dir, String(units)], {
    ...{ progress, onLine, patienceMs: ADVERSARIAL_PATIENCE_MS },
  })
  const pending = code === 0 ? [] : [{ kind: 'one that was cut off', micros: (Date.now() - last) * 1000 }]
  return [...figures, ...pending].reduce((worst, each) => (each.micros > worst.micros ? each : worst))
}

const TARGET_HEAD = ['target', 'measured', 'wanted', '']

const rivalTables = ({ samples, labels, leftOut }, { skipped }) => {
  const rows = labels.map(([id, label]) => {
    const own = samples[RIVAL_FLOOR[id]?.of ?? 'G200']
    const times = ['values', 'clean'].map((kind) => round(median(samples[id][kind]), 1))
    const ratios = ['values', 'clean'].map((kind) =>
      id.startsWith('G') ? '' : round(ratio(samples[id][kind], own[kind]), 1),
    )
    return [label, ...times, ...ratios]
  })
  const targets = labels.flatMap(([id, label]) => {
    const wanted = RIVAL_FLOOR[id]
    if (wanted === undefined) return []
    const times = ratio(samples[id].values, samples[wanted.of].values)
    return [target(`${label}, messages with values`, times, { floor: wanted.least, unit: ' times ours' })]
  })
  const notes = [
    ...skipped.map(({ id, reason }) => `${id}: SKIPPED, ${reason}`),
    ...(leftOut.length === 0 ? [] : [`no expression of JavaScript, left out on both sides: ${leftOut.join(', ')}`]),
  ]
  const head = ['500-byte messages', 'µs with values', 'µs clean', 'times ours: values', 'clean']
  return [
    { head, rows },
    { head: TARGET_HEAD, rows: targets, notes },
  ]
}

const orientationTables = ({ samples, bytes, labels }) => {
  const micros = (id, kind) => median(samples[id][kind])
  const speed = (id, kind) => bytes[kind] / micros(id, kind)
  const rows = labels.map(([id, label]) => [
    label,
    ...['values', 'clean'].map((kind) => round(micros(id, kind), 1)),
    ...['documents', 'code'].map((kind) => round(speed(id, kind), 1)),
  ])
  const targets = [
    target('message with values, 200 rules', micros('G200', 'values'), { ceiling: 30, unit: ' µs', decimals: 1 }),
    target('clean message, 200 rules', micros('G200', 'clean'), { ceiling: 10, unit: ' µs', decimals: 1 }),
    target('documents with values, 200 rules', speed('G200', 'documents'), { floor: 30, unit: ' MB/s', decimals: 1 }),
    target('source code, 200 rules', speed('G200', 'code'), { floor: 150, unit: ' MB/s', decimals: 1 }),
  ]
  return [
    { head: ['this build', 'µs with values', 'µs clean', 'MB/s documents', 'MB/s code'], rows },
    { head: TARGET_HEAD, rows: targets },
  ]
}

const growthTables = ({ samples }, { generated, shipped }) => {
  const rows = Object.keys(samples.G100).map((kind) =>
    target(`500 rules over 100, ${kind}`, ratio(samples.G500[kind], samples.G100[kind]), { ceiling: GROWTH_CEILING }),
  )
  return [
    { head: TARGET_HEAD, rows, notes: [`500 rules: the ${shipped} shipped ones and ${generated} generated ones`] },
  ]
}

const resendTables = ({ samples }) => {
  const percent = 100 * ratio(samples.again, samples.cold)
  const rows = [
    target('100 turns sent again, of a cold scan', percent, { ceiling: RESEND_CEILING_PERCENT, unit: ' %' }),
  ]
  const each = Object.entries(samples).map(([name, taken]) => `${name} ${round(median(taken))} µs`)
  return [{ head: TARGET_HEAD, rows, notes: [each.join(', ')] }]
}

const hostileTables = ({ samples, byRule }) => {
  const nanos = Object.entries(samples).map(([kind, taken]) => `${kind} ${round(1000 * median(taken), 1)}`)
  const rows = ['clean', 'values'].map((kind) =>
    target(`near-misses over text of messages, ${kind}`, ratio(samples.hostile, samples[kind]), {
      ...{ ceiling: HOSTILE_CEILING, unit: ' times' },
    }),
  )
  const ordinary = median(samples.clean)
  const slowest = [...byRule].sort((a, b) => b.micros - a.micros).slice(0, SLOWEST_SHOWN)
  const above = byRule.filter(({ micros }) => micros > HOSTILE_CEILING * ordinary).length
  const byRuleRows = slowest.map(({ rule, micros }) => [rule, round(1000 * micros, 1), round(micros / ordinary, 1)])
  return [
    { head: TARGET_HEAD, rows, notes: [`ns a byte: ${nanos.join(', ')}`] },
    {
      head: ['near-misses of one rule', 'ns a byte', 'times clean text'],
      rows: byRuleRows,
      notes: [
        `${above} of ${byRule.length} rules have near-misses that take more than ${HOSTILE_CEILING} times as long`,
      ],
    },
  ]
}

const adversarialTables = ({ kinds, theirs }) => {
  const ms = kinds.map(({ kind, first, samples }) => ({ kind, first: first / 1000, ms: median(samples) / 1000 }))
  const slowest = ms.sort((a, b) => b.ms - a.ms)
  const rows = slowest.slice(0, SLOWEST_SHOWN).map(({ kind, first, ms: own }) => [kind, round(own, 1), round(first, 1)])
  const [worst] = slowest
  const targets = [
    target(`worst of ${kinds.length} kinds (${worst.kind})`, worst.ms, {
      ceiling: ADVERSARIAL_CEILING_MS,
      unit: ' ms',
    }),
  ]
  if (theirs !== null)
    targets.push(
      target(`worst of openredaction (${theirs.kind})`, theirs.micros / 1000 / worst.ms, {
        ...{ floor: ADVERSARIAL_FLOOR, unit: ' times ours', decimals: 1 },
      }),
    )
  const above = slowest.filter((each) => each.ms > ADVERSARIAL_CEILING_MS).length
  const notes = [`${above} of ${kinds.length} kinds take more than ${ADVERSARIAL_CEILING_MS} ms`]
  if (theirs === null) notes.push(`${OPENREDACTION}: SKIPPED`)
  return [
    { head: ['32 KB of', 'ms', 'ms, first text'], rows },
    { head: TARGET_HEAD, rows: targets, notes },
  ]
}

const TABLES = {
  'detect-rivals': rivalTables,
  'detect-orientation': orientationTables,
  'detect-growth': growthTables,
  'detect-resend': resendTables,
  'detect-hostile': hostileTables,
  'detect-adversarial': adversarialTables,
}

const NEED_RIVALS = new Set(['detect-rivals', 'detect-adversarial'])
const NONE = { installed: [], skipped: [] }

/** What detection costs, alone and beside what else there is. Returns tables and samples. */
export const runDetect = async ({ options, progress, gateways: [{ root }], profileArgs }, chosen) => {
  const cases = chosen.map(({ name }) => name)
  const needsRivals = cases.some((name) => NEED_RIVALS.has(name))
  const found = needsRivals ? await installRivals(options.rivalsDir, progress) : NONE
  const [rounds, sampleMs] = options.isQuick ? [1, 2] : [options.reps, 150]
  const plan = { root, cases, rivals: found.installed, rounds, sampleMs, isQuick: options.isQuick }
  let out = ''
  const { code, errors } = await follow([SCRIPT, JSON.stringify(plan)], {
    progress,
    nodeArgs: profileArgs('detect'),
    onLine: (line) => {
      out += line
    },
  })
  if (code !== 0) throw new CheckFailed(`detection could not be measured: ${errors.slice(-1500)}`)
  const figures = JSON.parse(out)
  const adversarial = figures['detect-adversarial']
  if (adversarial !== undefined) {
    const rival = found.installed.find(({ id }) => id === OPENREDACTION)
    adversarial.theirs = rival === undefined ? null : await slowestOf(rival, adversarial.units, progress)
  }
  const tables = cases.flatMap((name) => TABLES[name](figures[name], { ...figures, ...found }))
  return { tables, samples: Object.fromEntries(cases.map((name) => [name, figures[name]])) }
}
