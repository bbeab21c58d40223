/** `npm test`: installs, then checks types and style and runs every test. Further arguments go to vitest. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { install, ROOT } from './install.mjs'
import { runNode } from './run.mjs'

const bin = (...path) => join(ROOT, 'node_modules', ...path)

const STEPS = [
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '--noEmit'] },
  { name: 'style', args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--diagnostic-level=warn', '.'] },
]

/** Names what was skipped, and closes with the counts on a line of their own. */
const summarise = (file) => {
  const { testResults, numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
  const tests = testResults.flatMap((result) => result.assertionResults)
  const skipped = tests.filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
  for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  console.log(`\n${numPassedTests} passed, ${numFailedTests + broken.length} failed, ${skipped.length} skipped`)
}

const runTests = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const code = await runNode([bin('vitest', 'vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)], ROOT)
    summarise(report)
    return code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (!(await install())) process.exit(1)
for (const { name, args } of STEPS) {
  console.log(`\n${name}`)
  const code = await runNode(args, ROOT)
  if (code !== 0) process.exit(code)
}
process.exit(await runTests())
