import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** A file that replaces modules, or that weighs the process it runs in. */
const NEEDS_OWN_PROCESS = /\bvi\.mock\(|\bmemoryUsage\b|\/proc\/self\b/

const tests = readdirSync(join(import.meta.dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name).replaceAll('\\', '/'))
const alone = tests.filter((name) => NEEDS_OWN_PROCESS.test(readFileSync(join(import.meta.dirname, name), 'utf8')))

/**
 * Most of the time of a short test file goes into loading the source and compiling the rules. So the files of a worker
 * share one process and its loaded modules; those that cannot share it have one of their own.
 */
export default defineConfig({
  test: {
    // Vitest leaves one core to itself, which on two cores is half of them; much of the tests' time is waiting.
    maxWorkers: Math.max(2, availableParallelism()),
    // Where re2js serves, building the rules takes seconds, and a test may build them several times.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: alone, isolate: false } },
    ],
  },
})
