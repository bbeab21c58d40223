/**
 * `npm run test:mutations`: takes one guard at a time out of a copy of the tree and runs the test that must notice. Ends with 1 when
 * a mutant survives, when a snippet no longer fits, or when a test fails without any mutation. Arguments filter by id, file or test.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const LIST = join(import.meta.dirname, 'list')
const LEFT_OUT = new Set(['node_modules', 'dist', '.git'])
const TIMEOUT_MS = 180_000

const readList = () => readdirSync(LIST).flatMap((name) => JSON.parse(readFileSync(join(LIST, name), 'utf8')))

const copyTree = () => {
  const copy = mkdtempSync(join(tmpdir(), 'coatcheck-mutations-'))
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Runs test files; gives the names of failed tests, or null when nothing could be run. A hang counts as a failed test. */
const runTests = (copy, files) =>
  new Promise((done) => {
    const report = join(copy, 'report.json')
    rmSync(report, { force: true })
    const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [vitest, 'run', '--bail=1', '--reporter=json', `--outputFile=${report}`, ...files]
    const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', detached: true })
    const timer = setTimeout(() => {
      process.kill(-child.pid, 'SIGKILL')
      done(['(hangs)'])
    }, TIMEOUT_MS)
    child.on('exit', (code) => {
      clearTimeout(timer)
      try {
        const { testResults, numPassedTests, success } = JSON.parse(readFileSync(report, 'utf8'))
        const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
        const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
        // `--bail` may end a run before the failure has a name; a file that does not compile has no tests at all.
        if (code !== 0 && failed.length === 0 && tests.length > 0) failed.push('(the run failed)')
        done(failed.length > 0 || (success && numPassedTests > 0) ? failed : null)
      } catch {
        done(null)
      }
    })
  })

/** What became of one mutation: killed, survived, or why it could not be tried. */
const tryMutation = async (copy, { file, find, replace, test }) => {
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(find).length !== 2) return 'the snippet does not occur exactly once'
  writeFileSync(
    path,
    source.replace(find, () => replace),
  )
  const failed = await runTests(copy, [test])
  writeFileSync(path, source)
  if (failed === null) return 'the test could not be run'
  return failed.length > 0 ? 'killed' : 'SURVIVED'
}

const isTerminal = process.stdout.isTTY
const show = (text) => process.stdout.write(isTerminal ? `\r\x1b[K${text}` : '')
const tell = (text) => process.stdout.write(`${isTerminal ? '\r\x1b[K' : ''}${text}\n`)

const main = async () => {
  const wanted = process.argv.slice(2)
  const list = readList().filter(
    ({ id, file, test }) =>
      wanted.length === 0 || wanted.some((word) => [id, file, test].some((part) => part.includes(word))),
  )
  const copy = copyTree()
  process.once('SIGINT', () => process.exit(130))
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
  const startMs = performance.now()

  const tests = [...new Set(list.map(({ test }) => test))]
  show(`${tests.length} test files without any mutation …`)
  const failedBefore = await runTests(copy, tests)
  if (failedBefore === null || failedBefore.length > 0) {
    tell('Without any mutation the tests must pass. What does not:')
    tell(failedBefore?.join('\n') ?? 'a test file that could not be run')
    return 1
  }
  tell(`${tests.length} test files pass without any mutation`)
  let killed = 0
  for (const [index, mutation] of list.entries()) {
    show(`${index + 1}/${list.length}  ${mutation.id} ${mutation.guard} …`)
    const outcome = await tryMutation(copy, mutation)
    if (outcome === 'killed') killed++
    tell(`${outcome.padEnd(8)}  ${mutation.id.padEnd(4)}  ${mutation.guard}  (${mutation.file}, ${mutation.test})`)
  }
  const seconds = Math.round((performance.now() - startMs) / 1000)
  tell(`\n${killed} of ${list.length} mutants killed in ${seconds} s`)
  return killed === list.length && list.length > 0 ? 0 : 1
}

process.exit(await main())
