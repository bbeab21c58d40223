// Child process on the gateway's core: what detection costs, in CPU time. Argument: JSON of what to run. Tells of its
// progress by messages to its parent.
import { CASES } from './cases.mjs'
import { loadRuleSets } from './rule-sets.mjs'
import { createCorpora } from './texts.mjs'

const { root, cases, rivals, rounds, sampleMs, isQuick } = JSON.parse(process.argv[2])
const progress = (text) => process.send?.({ progress: text })

const SIZES = { 'detect-rivals': [200, 500], 'detect-orientation': [200], 'detect-growth': [100, 500] }
const sizes = [...new Set(cases.flatMap((name) => SIZES[name] ?? []))].sort((a, b) => a - b)

const corpora = createCorpora(root)
const planted = [...corpora.values, ...corpora.documents].map(({ text }) => text)
const { shipped, sets, generated } = await loadRuleSets(root, sizes, planted, progress)
const bench = { root, corpora, shipped, sets, rivals, rounds, sampleMs, isQuick }
const figures = { generated, shipped: shipped.rules.length, engine: shipped.engine }
for (const name of cases)
  figures[name] = await CASES[name]({ ...bench, progress: (text) => progress(`${name}: ${text}`) })
process.stdout.write(JSON.stringify(figures), () => process.exit(0))
