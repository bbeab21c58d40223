import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { round, toTable } from '../table.mjs'
import { listedTexts, machineTexts, ownTexts, packageTexts } from './corpus.mjs'
import { loadDetection, measure } from './measure.mjs'
import { judge, keyOf, readVerdicts } from './verdicts.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '..', '..')
const MACHINE_DIRS = ['/usr/share/man', '/usr/share/doc']
/** Of the pages of a machine; what the lock file pins is read whole. */
const ONE_PAGE_IN = 8
const BUDGET = { prose: { per: 10_000, unit: 'words', wrong: 0.2 }, code: { per: 1_000, unit: 'lines', wrong: 0.1 } }

const USAGE = `eval:negatives [--machine] [--jsonl FILE] [--only RULE] [--open] [--wrong] [--right]

Counts what the rules find in text without personal data: this repository and the packages of package-lock.json.
  --machine     also a sample of the manual pages and documents of this machine
  --jsonl FILE  also the texts of a file of {"id","text"} lines
  --open        prints each finding that verdicts.tsv does not judge: key, rule, and where it stands. It holds the text.
  --wrong       the same for those judged wrong
  --right       the same for those judged right, for a second reading
  --only RULE   with one of these: those of one rule
`

const { values: options } = parseArgs({
  options: {
    machine: { type: 'boolean', default: false },
    jsonl: { type: 'string', multiple: true, default: [] },
    open: { type: 'boolean', default: false },
    wrong: { type: 'boolean', default: false },
    right: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const print = (text) => process.stdout.write(`${text}\n`)

const build = () => {
  const { status, stdout } = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed:\n${stdout}`)
}

const corpora = () => [
  { name: 'this repository', isPinned: true, texts: ownTexts(ROOT) },
  { name: 'packages', isPinned: true, texts: packageTexts(ROOT) },
  ...(options.machine
    ? [{ name: 'this machine', isPinned: false, texts: machineTexts(MACHINE_DIRS, ONE_PAGE_IN) }]
    : []),
  ...options.jsonl.map((path) => ({ name: path, isPinned: false, texts: listedTexts(path) })),
]

const groupBy = (items, keyOfItem) => {
  const groups = new Map()
  for (const item of items) {
    const key = keyOfItem(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

const count = (findings, verdict) => findings.filter((one) => one.verdict === verdict).length

/** What nobody has judged counts as wrong where it can be judged: another machine has other pages. */
const wrongIn = (findings) =>
  count(findings, 'wrong') + findings.filter(({ verdict, isPinned }) => verdict === 'open' && isPinned).length

const printRules = (findings, kind, size) => {
  const { per, unit } = BUDGET[kind]
  const byRule = groupBy(findings, ({ rule }) => rule)
  const rows = [...byRule]
    .map(([rule, own]) => ({ rule, own, wrong: wrongIn(own) }))
    .sort((a, b) => b.wrong - a.wrong || b.own.length - a.own.length || (a.rule < b.rule ? -1 : 1))
    .map(({ rule, own, wrong }) => [
      rule,
      own.length,
      count(own, 'right'),
      count(own, 'wrong'),
      count(own, 'open'),
      round((wrong * per) / size[unit], 4),
    ])
  print(toTable([`rule (${kind})`, 'findings', 'right', 'wrong', 'open', `wrong per ${per} ${unit}`], rows))
}

const printFindings = (findings, verdict) => {
  const shown = findings.filter((one) => one.verdict === verdict && (options.only ?? one.rule) === one.rule)
  const byKey = groupBy(shown, ({ rule, value }) => keyOf(rule, value))
  for (const [key, [{ name, rule, before, value, after }, ...more]] of byKey)
    print([key, rule, more.length + 1, name, JSON.stringify(`${before}[[${value}]]${after}`)].join('\t'))
}

const run = async () => {
  build()
  const verdicts = readVerdicts(HERE)
  const find = await loadDetection(ROOT)
  const total = { size: { prose: { words: 0 }, code: { lines: 0 } }, findings: [], allowed: new Map() }
  let unjudged = 0
  const sizes = []
  for (const { name, isPinned, texts } of corpora()) {
    const { size, findings, allowed } = measure(texts, find)
    const judged = findings.map((finding) => ({ ...finding, isPinned, verdict: judge(verdicts, finding) }))
    if (isPinned) unjudged += count(judged, 'open')
    total.size.prose.words += size.prose.words
    total.size.code.lines += size.code.lines
    total.findings.push(...judged)
    for (const [rule, n] of allowed) total.allowed.set(rule, (total.allowed.get(rule) ?? 0) + n)
    for (const kind of ['prose', 'code'])
      if (size[kind].files > 0)
        sizes.push([
          name,
          kind,
          size[kind].files,
          size[kind].words,
          size[kind].lines,
          wrongIn(judged.filter((one) => one.kind === kind)),
        ])
  }
  for (const verdict of ['open', 'wrong', 'right']) if (options[verdict]) return printFindings(total.findings, verdict)

  print(toTable(['corpus', 'kind', 'files', 'words', 'lines', 'wrong'], sizes))
  let holds = unjudged === 0
  for (const kind of ['prose', 'code']) {
    const own = total.findings.filter((one) => one.kind === kind)
    print('')
    printRules(own, kind, total.size[kind])
    const { per, unit, wrong: budget } = BUDGET[kind]
    const rate = (wrongIn(own) * per) / total.size[kind][unit]
    holds &&= rate <= budget
    print(`${kind}: ${round(rate, 4)} wrong per ${per} ${unit} in ${total.size[kind][unit]} (at most ${budget})`)
  }
  const passed = [...total.allowed].sort(([, a], [, b]) => b - a).map(([rule, n]) => `${rule} ${n}`)
  print(`\nfound, and let pass by the default policy: ${passed.join(', ')}`)
  if (unjudged > 0)
    print(
      `${unjudged} findings of the pinned corpus have no verdict: look at them with --open and judge them in bench/negatives/verdicts.tsv`,
    )
  process.exitCode = holds ? 0 : 1
}

if (options.help) print(USAGE)
else await run()
