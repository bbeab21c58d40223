import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/mapping/store/open.js'
import { startValkey, VALKEY_KIND, VALKEY_SERVER } from '../support/valkey.js'
import { buildProduct, type Running, run } from './cli-process.js'

/** `npm run soak:stores` asks for the full count: 20 crashes in 10,000 allocations each, 100,000 allocations of two processes. */
const IS_SOAK = process.env.SOAK === '1'
const CRASHES = IS_SOAK ? 20 : 3
const ALLOCATIONS = IS_SOAK ? 10_000 : 600
const CONCURRENT = IS_SOAK ? 100_000 : 4000
// Real threads hold at most 1000 entries.
const THREADS = IS_SOAK ? 400 : 5

const SEAL_KEY = randomBytes(32).toString('base64')
const WORKER = join(import.meta.dirname, '../support/allocate.mjs')

const startLmdb = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-crash-'))
  return { url: `lmdb:${dir}`, close: async () => rmSync(dir, { recursive: true, force: true }) }
}

const VAULTS = [
  { kind: 'lmdb', isHere: true, start: startLmdb },
  { kind: VALKEY_KIND, isHere: VALKEY_SERVER !== null, start: startValkey },
]

const open = async (vault: string) => {
  const threads = { ttl_seconds: 3600, numbers_ttl_seconds: 36_000, max_threads: 1000, max_entries: 1_000_000 }
  const source = { vault, seal_key: SEAL_KEY, seal_key_retired: [], threads: { ...threads, timeout_ms: 60_000 } }
  const opened = await openStore(source)
  if ('problem' in opened) throw new Error(opened.problem)
  return opened.store
}

let product: ReturnType<typeof buildProduct>
beforeAll(() => {
  product = buildProduct()
}, 60_000)
afterAll(() => product.remove())

const allocate = (vault: string, name: string, count: number, what: 'all' | 'numbers', atOnce = 32): Running =>
  run(WORKER, [dirname(product.main), vault, SEAL_KEY, name, String(count), String(THREADS), String(atOnce), what])

/** Whole lines that a worker wrote, by their first letter; a killed one may leave half a line. */
const linesOf = ({ output }: Running, kind: string): string[][] =>
  output.out
    .slice(0, output.out.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.split(' ').slice(1))

const killAfter = async (worker: Running, allocations: number): Promise<void> => {
  await worker.until(/ready/)
  while (linesOf(worker, 'r').length < allocations && worker.child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 1))
  worker.child.kill('SIGKILL')
  await worker.exit
}

describe.each(VAULTS)('a $kind store whose processes are killed', ({ isHere, start }) => {
  it.skipIf(!isHere)(
    `keeps every acknowledged value, and no token has two, after ${CRASHES} crashes in ${ALLOCATIONS} allocations`,
    async () => {
      const vault = await start()
      const reserved = new Set<string>()
      const stored = new Map<string, string>()
      let killed = 0
      for (let crash = 0; crash < CRASHES; crash++) {
        const worker = allocate(vault.url, `run${crash}`, ALLOCATIONS, 'all')
        const part = 0.1 + (0.8 * crash) / CRASHES
        await killAfter(worker, Math.floor(ALLOCATIONS * part))
        if (!worker.output.out.includes('done')) killed += 1
        for (const [thread, number] of linesOf(worker, 'r')) {
          expect(reserved.has(`${thread} ${number}`)).toBe(false)
          reserved.add(`${thread} ${number}`)
        }
        for (const [thread, number, value = ''] of linesOf(worker, 'c')) stored.set(`${thread} EMAIL_${number}`, value)
        expect(linesOf(worker, 'x')).toEqual([])
        if (crash % 2 === 1 && 'restart' in vault && typeof vault.restart === 'function') await vault.restart()
        const store = await open(vault.url)
        const found = new Map<string, string>()
        for (let thread = 0; thread < THREADS; thread++) {
          const map = await store.read({ caller: 'caller', space: 'space', thread: `thread-${thread}` })
          for (const [token, { value }] of map?.entries ?? []) found.set(`thread-${thread} ${token}`, value)
        }
        await store.close()
        expect([...stored].filter(([token, value]) => found.get(token) !== value)).toEqual([])
        expect(new Set(found.values()).size).toBe(found.size)
      }
      expect(killed).toBe(CRASHES)
      expect(stored.size).toBeGreaterThan(ALLOCATIONS / 10)
      await vault.close()
    },
    IS_SOAK ? 600_000 : 60_000,
  )

  it.skipIf(!isHere)(
    `gives no number twice when two processes make ${CONCURRENT} allocations at once`,
    async () => {
      const vault = await start()
      const workers = ['a', 'b'].map((name) => allocate(vault.url, name, CONCURRENT / 2, 'numbers', 128))
      expect(await Promise.all(workers.map(({ exit }) => exit))).toEqual([0, 0])
      const numbers = workers.flatMap((worker) => linesOf(worker, 'r').map((parts) => parts.join(' ')))
      expect(numbers).toHaveLength(CONCURRENT)
      expect(new Set(numbers).size).toBe(CONCURRENT)
      await vault.close()
    },
    IS_SOAK ? 600_000 : 60_000,
  )
})
