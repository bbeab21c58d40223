import { createKeyRing } from './key-ring.js'
import { openLmdbStore } from './lmdb.js'
import { createMemoryStore } from './memory.js'
import { StoreError, type ThreadStore } from './store.js'
import { createValkeyStore } from './valkey.js'

/** What the configuration says about the store; keys are base64 of 32 bytes. */
export type StoreSource = {
  readonly vault: string
  readonly seal_key?: string | undefined
  readonly seal_key_retired: readonly string[]
  readonly threads: {
    readonly ttl_seconds: number
    readonly numbers_ttl_seconds: number
    readonly max_threads: number
    readonly max_entries: number
    readonly timeout_ms: number
  }
}

const REFERENCE_BYTES = 64 * 1024 * 1024

const PROBLEMS: Readonly<Record<StoreError['code'], string>> = {
  store_unreadable: 'was sealed with another key: put the earlier COATCHECK_SEAL_KEY into seal_key_retired',
  store_unreachable: 'cannot be reached',
  store_timeout: 'does not answer',
  store_refused: 'refuses to be used: see its own log, credentials and rights',
}

/**
 * The store that the configuration names, or why it cannot be had. A server that is down is no reason not to start: until
 * it is there, requests that need it are refused.
 */
export const openStore = async (
  source: StoreSource,
): Promise<{ readonly store: ThreadStore } | { readonly problem: string }> => {
  const { vault, threads, seal_key, seal_key_retired } = source
  const limits = {
    ttlMs: threads.ttl_seconds * 1000,
    numbersTtlMs: Math.max(threads.numbers_ttl_seconds, threads.ttl_seconds) * 1000,
    maxEntriesPerThread: threads.max_entries,
  }
  if (vault === 'memory:') {
    const { max_threads: maxThreads } = threads
    return { store: createMemoryStore({ ...limits, maxThreads, maxReferenceBytes: REFERENCE_BYTES, now: Date.now }) }
  }
  if (seal_key === undefined) return { problem: 'needs COATCHECK_SEAL_KEY: its values are sealed' }
  const toBytes = (key: string): Buffer => Buffer.from(key, 'base64')
  const shared = {
    ...limits,
    ring: createKeyRing(toBytes(seal_key), seal_key_retired.map(toBytes)),
    timeoutMs: threads.timeout_ms,
  }
  if (vault.startsWith('lmdb:')) {
    try {
      return { store: await openLmdbStore({ ...shared, dir: vault.slice('lmdb:'.length), now: Date.now }) }
    } catch (error) {
      return {
        problem: error instanceof StoreError ? PROBLEMS[error.code] : 'is no directory that this process may write',
      }
    }
  }
  const store = createValkeyStore({ ...shared, url: vault })
  try {
    await store.open()
  } catch (error) {
    const code = error instanceof StoreError ? error.code : 'store_refused'
    if (code !== 'store_unreachable' && code !== 'store_timeout') {
      await store.close()
      return { problem: PROBLEMS[code] }
    }
  }
  return { store }
}
