import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyRing } from '../../src/mapping/store/key-ring.js'
import { openLmdbStore } from '../../src/mapping/store/lmdb.js'
import { createMemoryStore } from '../../src/mapping/store/memory.js'
import type { ThreadStore } from '../../src/mapping/store/store.js'
import { createValkeyStore } from '../../src/mapping/store/valkey.js'
import { startValkey, VALKEY_KIND, VALKEY_SERVER } from './valkey.js'

/** Two seal keys, so that rotation can be tested. */
export const SEAL_KEYS = [randomBytes(32), randomBytes(32)] as const

export type Limits = { readonly ttlMs?: number; readonly numbersTtlMs?: number; readonly maxEntriesPerThread?: number }

/** One kind of store, as tests use it. */
export type StoreSetting = {
  /** Opens the same data again and again: `ring` says which keys. */
  readonly open: (limits?: Limits, ring?: ReturnType<typeof createKeyRing>) => Promise<ThreadStore>
  /** Lets time pass, or the test wait. */
  readonly pass: (ms: number) => Promise<void>
  /** All bytes of the files of the store. */
  readonly bytes: () => Buffer
  readonly close: () => Promise<void>
}

export const currentRing = () => createKeyRing(SEAL_KEYS[0])

const filesOf = (dir: string): Buffer =>
  Buffer.concat(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  )

const withDefaults = ({ ttlMs = 60_000, numbersTtlMs = 600_000, maxEntriesPerThread = 1000 }: Limits) => ({
  ttlMs,
  numbersTtlMs,
  maxEntriesPerThread,
})

const memory = async (): Promise<StoreSetting> => {
  let nowMs = 1_000_000
  return {
    open: async (limits = {}) =>
      createMemoryStore({
        ...withDefaults(limits),
        maxThreads: 10_000,
        maxReferenceBytes: 1_000_000,
        now: () => nowMs,
      }),
    pass: async (ms) => {
      nowMs += ms
    },
    bytes: () => Buffer.alloc(0),
    close: async () => {},
  }
}

const lmdb = async (): Promise<StoreSetting> => {
  let nowMs = Date.now()
  const dir = mkdtempSync(join(tmpdir(), 'coatcheck-lmdb-'))
  const opened: ThreadStore[] = []
  return {
    open: async (limits = {}, ring = currentRing()) => {
      const store = await openLmdbStore({ ...withDefaults(limits), dir, ring, timeoutMs: 5000, now: () => nowMs })
      opened.push(store)
      return store
    },
    pass: async (ms) => {
      // What is written behind a read belongs to the time of the read.
      await new Promise((resolve) => setTimeout(resolve, 20))
      nowMs += ms
    },
    bytes: () => filesOf(dir),
    close: async () => {
      for (const store of opened) await store.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const valkey = async (): Promise<StoreSetting> => {
  const server = await startValkey()
  const opened: ThreadStore[] = []
  return {
    open: async (limits = {}, ring = currentRing()) => {
      const store = createValkeyStore({ ...withDefaults(limits), url: server.url, ring, timeoutMs: 5000 })
      opened.push(store)
      await store.open()
      return store
    },
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    bytes: () => filesOf(server.dir),
    close: async () => {
      for (const store of opened) await store.close()
      await server.close()
    },
  }
}

/** Every kind of store; `isHere` is false for a server that is not installed. */
export const STORES = [
  { kind: 'memory', isHere: true, isPersistent: false, start: memory },
  { kind: 'lmdb', isHere: true, isPersistent: true, start: lmdb },
  { kind: VALKEY_KIND, isHere: VALKEY_SERVER !== null, isPersistent: true, start: valkey },
] as const
