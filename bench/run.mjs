import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { CheckFailed } from './check.mjs'
import { readOptions, USAGE } from './options.mjs'
import { createPlan } from './plan.mjs'
import { canPin, isInstalled } from './processes.mjs'
import { createProgress, toTable } from './table.mjs'

const print = (text) => process.stdout.write(`${text}\n`)
const progress = createProgress(process.stderr)

const build = (root) => {
  progress(`building ${root}`)
  const { status, stdout, stderr } = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the build of ${root} failed:\n${stdout}${stderr}`)
}

const machine = () => ({
  node: process.version,
  cpu: cpus()[0].model,
  cores: availableParallelism(),
  loadAverage: loadavg()[0],
  isPinned: canPin,
})

const run = async (options) => {
  const { groups, cases } = createPlan(options)
  if (options.isHelp) return print(USAGE)
  if (options.isList) return print(cases.map(({ name }) => name).join('\n'))
  const wanted = ({ name }) => options.only.length === 0 || options.only.some((text) => name.includes(text))
  const missing = ['wrk', 'nginx'].filter((program) => !isInstalled(program))
  if (options.builds) for (const root of [options.root, options.against]) if (root !== null) build(root)
  const about = machine()
  print(
    `${about.cpu}, ${about.cores} cores, Node ${about.node}, load average ${about.loadAverage.toFixed(2)} at the start`,
  )
  if (!about.isPinned) print('NOT PINNED: this needs two cores and taskset; the ratios mean little')
  if (options.isQuick) print('quick: one short repetition, the figures mean nothing')

  const results = { machine: about, options, cases: {} }
  let failures = 0
  for (const group of groups) {
    const chosen = group.cases.filter(wanted)
    if (chosen.length === 0) continue
    const lacking = group.needs.filter((program) => missing.includes(program))
    if (lacking.length > 0) {
      print(
        `\n${group.title}: SKIPPED (${chosen.length} cases): ${lacking.join(' and ')} is not installed (a Debian package)`,
      )
      continue
    }
    try {
      const { tables, samples } = await group.run(chosen, progress)
      progress('')
      print(`\n${group.title}`)
      for (const { head, rows, notes = [] } of tables) {
        if (rows.length > 0) print(`\n${toTable(head, rows)}`)
        for (const note of notes) print(note)
      }
      Object.assign(results.cases, samples)
    } catch (error) {
      progress('')
      failures += 1
      print(`\n${group.title}: FAILED\n${error instanceof CheckFailed ? error.message : error.stack}`)
    }
  }
  writeFileSync(options.out, JSON.stringify(results, null, 1))
  print(`\nresults: ${options.out}`)
  if (failures > 0) process.exitCode = 1
}

await run(readOptions(process.argv.slice(2)))
process.exit()
