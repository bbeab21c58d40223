/**
 * Measures the local build with two benchmarks from outside: `node bench/suites/conformance/run.mjs [first seed] [last seed]`. They are
 * installed into a temporary folder. Ends with 1 when one of them is not met. docs/conformance.md holds the results.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCanarywire } from './canarywire.mjs'
import { runPiiLeakBenchmark } from './pii-leak-benchmark.mjs'
import { installBenchmarks } from './venv.mjs'

const CONFIG = 'response: { detect: redact }\n'

const print = (text) => process.stdout.write(`${text}\n`)
const [first = 1, last = 10] = process.argv.slice(2).map(Number)
const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i)
const folder = mkdtempSync(join(tmpdir(), 'coatcheck-conformance-'))
const bin = installBenchmarks(join(folder, 'venv'))
let isMet = true

const { v1, v2 } = await runPiiLeakBenchmark({ bin, folder: join(folder, 'leak'), configText: CONFIG })
print(`pii-leak-benchmark v1: ${v1.filter(({ passed }) => passed).length}/${v1.length}`)
for (const { name, passed } of v1) if (!passed) print(`  not met: ${name}`)
isMet &&= v1.every(({ passed }) => passed)
for (const row of v2) {
  const { oracle, fidelity_rate, leak_single_chunk, leak_adversarial, cases_applicable, cases_attempted, outcome } = row
  const cases = `${cases_applicable} of ${cases_attempted} cases`
  print(
    `pii-leak-benchmark v2, ${oracle}: fidelity ${fidelity_rate}, leaks ${leak_single_chunk} whole and ${leak_adversarial} cut, ${cases}, ${outcome}`,
  )
  isMet &&= fidelity_rate === 1 && leak_single_chunk === 0 && leak_adversarial === 0
  isMet &&= cases_applicable === cases_attempted
}

for (const { seed, code, attacks, output } of await runCanarywire({
  bin,
  folder: join(folder, 'canarywire'),
  seeds,
  configText: CONFIG,
})) {
  print(`canarywire seed ${seed}: exit ${code}, ${JSON.stringify(attacks)}`)
  if (code !== 0) print(output)
  isMet &&= code === 0
}
print(`reports: ${folder}`)
process.exit(isMet ? 0 : 1)
