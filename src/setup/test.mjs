/** `npm test`: installs, then checks types and style and runs every test. Further arguments go to vitest. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
    if (existsSync(report)) summarise(report)
    return code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (!(await install())) process.exit(1)
const failed = []
for (const { name, args } of STEPS) {
  console.log(`\n${name}`)
  if ((await runNode(args, ROOT)) !== 0) failed.push(name)
}
console.log('\ntests')
if ((await runTests()) !== 0) failed.push('tests')
// All steps run, so that one look shows all there is to mend.
for (const name of failed) console.error(`failed: ${name}`)
process.exit(failed.length === 0 ? 0 : 1)
