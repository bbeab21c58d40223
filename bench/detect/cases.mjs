import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { check } from '../check.mjs'
import { createRandom } from '../traffic/random.mjs'
import { adversarialKinds, PLANTED } from './adversarial.mjs'
import { checkScan, checkSpans } from './checks.mjs'
import { contender, cpuMicros, inTurn } from './measure.mjs'
import { fill, nearMisses } from './near-misses.mjs'
import { createOneByOne, translatable } from './rivals/one-by-one.mjs'
import { loadPackage } from './rivals/packages.mjs'
import { startPresidio } from './rivals/presidio.mjs'
import { compileRules, createScan } from './rule-sets.mjs'
import { bytesOf } from './texts.mjs'

const MESSAGES = ['values', 'clean']
const load = (root, file) => import(pathToFileURL(join(root, 'dist', file)).href)

const only = (corpora, kinds) => Object.fromEntries(kinds.map((kind) => [kind, corpora[kind]]))

/** The product with the rules of one set, its answers checked. */
const ours = async ({ root, corpora, shipped, sampleMs }, id, label, ruleSet, kinds) => {
  const scan = await createScan(root, ruleSet, shipped)
  checkScan(scan, only(corpora, kinds), label)
  return contender({ id, label, run: scan }, corpora, sampleMs)
}

/** A package must take the planted e-mail addresses out, else it does less than it says. */
const packageContender = async (rival, { corpora, sampleMs }) => {
  const run = await loadPackage(rival)
  for (const { text, values } of corpora.values.slice(0, 20)) {
    const email = values.find((value) => value.includes('@'))
    check(!(await run(text)).includes(email), `${rival.id} left an e-mail address`)
  }
  return contender({ id: rival.id, label: `${rival.id} ${rival.version}`, run, isAsync: true }, corpora, sampleMs)
}

const presidioContender = async (rival, { corpora }) => {
  const messages = only(corpora, MESSAGES)
  const { measure, close } = await startPresidio(rival, messages)
  const label = `presidio-analyzer ${rival.version}`
  return { id: rival.id, label, close, measure: async (kind) => (await measure(kind)) / messages[kind].length }
}

const OF_REGEX_CHECK = { native: 200, script: 4 }

const runRivals = async (bench) => {
  const { root, corpora, sampleMs, sets, rounds, rivals, progress } = bench
  const { engine } = await (await load(root, 'rules/engine.js')).loadEngine('auto')
  const contenders = []
  const leftOut = new Set()
  for (const size of [200, 500]) {
    const all = sets.get(size)
    const { rules, leftOut: without } = translatable(all.rules)
    for (const id of without) leftOut.add(id)
    progress(`${size} rules as expressions of JavaScript`)
    const ruleSet = without.length === 0 ? all.ruleSet : await compileRules(root, rules)
    contenders.push(await ours(bench, `G${size}`, `this build, ${size} rules`, ruleSet, MESSAGES))
    const checked = corpora.values.slice(0, engine.name === 're2' ? OF_REGEX_CHECK.native : OF_REGEX_CHECK.script)
    const run = createOneByOne(
      rules,
      engine,
      checked.map(({ text }) => text),
    )
    contenders.push(
      contender({ id: `R${size}`, label: `JavaScript, one by one, ${size} rules`, run }, corpora, sampleMs),
    )
  }
  for (const rival of rivals) {
    progress(`${rival.id}: starting`)
    contenders.push(await (rival.id === 'presidio' ? presidioContender : packageContender)(rival, bench))
  }
  try {
    const samples = await inTurn(contenders, MESSAGES, rounds, progress)
    return { samples, labels: contenders.map(({ id, label }) => [id, label]), leftOut: [...leftOut] }
  } finally {
    for (const { close } of contenders) close?.()
  }
}

const runOrientation = async (bench) => {
  const { shipped, sets, rounds, progress, corpora } = bench
  const kinds = Object.keys(corpora)
  const contenders = [
    await ours(bench, 'G200', '200 rules', sets.get(200).ruleSet, kinds),
    await ours(bench, 'shipped', `all shipped rules (${shipped.rules.length})`, shipped, kinds),
  ]
  const samples = await inTurn(contenders, kinds, rounds, progress)
  const bytes = Object.fromEntries(kinds.map((kind) => [kind, bytesOf(corpora[kind]) / corpora[kind].length]))
  return { samples, bytes, labels: contenders.map(({ id, label }) => [id, label]) }
}

const runGrowth = async (bench) => {
  const { sets, rounds, progress } = bench
  const kinds = [...MESSAGES, 'documents']
  const contenders = []
  for (const size of [100, 500])
    contenders.push(await ours(bench, `G${size}`, `${size} rules`, sets.get(size).ruleSet, kinds))
  return { samples: await inTurn(contenders, kinds, rounds, progress) }
}

const TURNS = 100

/** A conversation as a client sends it: turns with values and without, all of them again with each new one. */
const runResend = async ({ root, corpora, shipped, rounds, progress }) => {
  const { cachedDetect } = await load(root, 'detect/cache.js')
  const turns = Array.from({ length: TURNS }, (_, at) => corpora[MESSAGES[at % 2]][at].text)
  const detect = cachedDetect(shipped.observe, { digest: shipped.digest })
  const cold = () => turns.map((text) => shipped.observe(text, 'content'))
  const again = () => turns.map((text) => detect('one-caller', text, 'content'))
  const expected = JSON.stringify(cold())
  for (const found of [again(), again()]) check(JSON.stringify(found) === expected, 'the cache found something else')
  const samples = { cold: [], again: [] }
  const AGAIN = 50
  for (let round = 0; round < rounds * 2; round++) {
    progress(`round ${round + 1}`)
    samples.cold.push(cpuMicros(cold))
    samples.again.push(cpuMicros(() => Array.from({ length: AGAIN }, again)) / AGAIN)
  }
  return { samples }
}

const HOSTILE_UNITS = 1 << 20
const BY_RULE_UNITS = 8192

const textOf = (list, units) => {
  const text = fill(list, units)
  return { text, bytes: Buffer.byteLength(text) }
}

const runHostile = async ({ root, corpora, shipped, rounds, progress, isQuick }) => {
  const scan = await createScan(root, shipped, shipped)
  const misses = nearMisses(shipped)
  const units = isQuick ? BY_RULE_UNITS : HOSTILE_UNITS
  const texts = {
    hostile: textOf(
      misses.flatMap((each) => each.texts),
      units,
    ),
    clean: textOf(
      corpora.clean.map(({ text }) => text),
      units,
    ),
    values: textOf(
      corpora.values.map(({ text }) => text),
      units,
    ),
  }
  for (const { text } of Object.values(texts)) checkSpans(scan(text), { text, values: null }, 'a text of 1 MiB')
  const samples = { hostile: [], clean: [], values: [] }
  for (let round = 0; round < rounds; round++)
    for (const [kind, { text, bytes }] of Object.entries(texts)) {
      progress(`round ${round + 1}, ${kind}`)
      samples[kind].push(cpuMicros(() => scan(text)) / bytes)
    }
  const byRule = misses.map(({ rule, texts: own }) => {
    progress(`near-misses of ${rule}`)
    const { text, bytes } = textOf(own, BY_RULE_UNITS)
    const taken = Array.from({ length: isQuick ? 1 : 3 }, () => cpuMicros(() => scan(text)) / bytes)
    return { rule, micros: Math.min(...taken) }
  })
  return { samples, byRule }
}

const ADVERSARIAL_UNITS = 32 * 1024

/** Every text is another one of its kind, scanned once: an attacker sends no text twice either. */
const runAdversarial = async ({ root, shipped, rounds, progress }) => {
  const scan = await createScan(root, shipped, shipped)
  const kinds = adversarialKinds(ADVERSARIAL_UNITS).map(({ kind, create }) => {
    progress(kind)
    const samples = Array.from({ length: rounds + 1 }, (_, seed) => {
      const text = create(createRandom(seed + 1))
      let spans = []
      const micros = cpuMicros(() => {
        spans = scan(text)
      })
      checkSpans(spans, { text, values: null }, kind)
      const isFound = spans.some(({ start, end }) => text.slice(start, end).includes(PLANTED))
      check(isFound, `${kind}: missed the address at the end`)
      return micros
    })
    // The first one of a kind compiles.
    return { kind, first: samples[0], samples: samples.slice(1) }
  })
  return { kinds, units: ADVERSARIAL_UNITS }
}

export const CASES = {
  'detect-rivals': runRivals,
  'detect-orientation': runOrientation,
  'detect-growth': runGrowth,
  'detect-resend': runResend,
  'detect-hostile': runHostile,
  'detect-adversarial': runAdversarial,
}
