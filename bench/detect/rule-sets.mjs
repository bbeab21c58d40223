import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRandom } from '../traffic/random.mjs'
import { generateRules } from './generated-rules.mjs'

const SEED = 20
const OPTIONS = { engine: 'auto', defaultRegion: 'US', minLikelihood: 'likely' }

const load = (root, file) => import(pathToFileURL(join(root, 'dist', file)).href)

const compile = async (root, dir) => {
  const { loadRules } = await load(root, 'rules/load.js')
  const loaded = await loadRules({ dir, ...OPTIONS })
  if ('issues' in loaded)
    throw new Error(
      loaded.issues.map(({ file, line, path, message }) => `${file}:${line} ${path} ${message}`).join('\n'),
    )
  return loaded.ruleSet
}

/** Rules as written, compiled by a build. What is in a file of JSON is YAML too. */
export const compileRules = async (root, rules) => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-bench-rules-'))
  try {
    writeFileSync(join(dir, 'rules.yaml'), JSON.stringify({ schema: 1, rules }))
    return await compile(root, dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** The rules in an order drawn by a seed, those with a list (which stands in another section) left out, `first` before all. */
const shuffled = (rules, first) => {
  const random = createRandom(SEED)
  const keys = new Map(rules.map(({ id }) => [id, random()]))
  const rank = ({ id }) => (first.has(id) ? -1 : 0) + keys.get(id)
  return rules.filter(({ list }) => list === undefined).sort((a, b) => rank(a) - rank(b))
}

/**
 * The shipped rules of a checkout, and sets of other sizes: a seeded choice of them, or all and generated ones. A smaller
 * set is part of a larger one, and every set has the rules that find something in `texts`, so that each has the same to do.
 * Returns `{ shipped, generated, sets: Map(size, { rules, ruleSet }) }`; `generated` is how many were made.
 */
export const loadRuleSets = async (root, sizes, texts, progress) => {
  progress('compiling the shipped rules')
  const shipped = await compile(root, join(root, 'rules'))
  const found = new Set(texts.flatMap((text) => shipped.detect(text, '').map(({ rule }) => rule)))
  const own = shuffled([...shipped.sources.values()], found)
  const { createWeightedCheck } = await load(root, 'detect/checks/weighted-check.js')
  const generated = generateRules(
    createRandom(SEED),
    Math.max(0, ...sizes.map((size) => size - own.length)),
    createWeightedCheck,
  )
  const all = [...own, ...generated]
  const compiled = new Map()
  for (const size of sizes) {
    progress(`compiling ${size} rules`)
    const rules = all.slice(0, size)
    compiled.set(size, { rules, ruleSet: await compileRules(root, rules) })
  }
  return { shipped, generated: generated.length, sets: compiled }
}

/** Detection as a message has it: findings, those left out that the default policy of `shipped` lets pass, then disjoint spans. */
export const createScan = async (root, { detect }, shipped) => {
  const { resolve } = await load(root, 'detect/resolve.js')
  const { groups: rulings } = shipped.policies.find(({ id }) => id === 'default')
  const operators = new Map()
  for (const [entity, group] of shipped.groups) operators.set(entity, rulings.get(group) ?? 'pseudonymise')
  return (text) =>
    resolve(
      detect(text, '').map((finding) => ({ ...finding, operator: operators.get(finding.entity) ?? 'pseudonymise' })),
    )
}
