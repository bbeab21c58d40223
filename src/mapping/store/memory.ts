import { identityOf, numberOf } from '../../token.js'
import type { MapEntry, ThreadMap } from '../../types.js'
import type { Committed, NumberWish, ThreadScope } from './store.js'

export type MemoryStoreOptions = {
  /** A thread expires this long after its last use. */
  readonly ttlMs: number
  /** The thread that was not used for longest goes first. */
  readonly maxThreads: number
  readonly maxEntriesPerThread: number
  readonly now: () => number
}

/** A `ThreadStore` that answers at once. */
export type MemoryStore = {
  readonly read: (scope: ThreadScope) => ThreadMap | undefined
  readonly reserve: (scope: ThreadScope, wishes: readonly NumberWish[]) => readonly number[]
  readonly commit: (scope: ThreadScope, entries: Iterable<MapEntry>) => Committed
  /** Threads held, expired ones included until they are swept. */
  readonly size: () => number
  /** Removes what has expired and returns how many threads went. Call it on a timer: expired values must not linger in memory. */
  readonly sweep: () => number
}

type Thread = { readonly map: ThreadMap; readonly expiresMs: number }

const EMPTY: ThreadMap = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }

/** Unambiguous whatever the parts hold. */
const keyOf = ({ caller, space, thread }: ThreadScope): string => JSON.stringify([caller, space, thread])

/** Thread maps of one process. Each change makes a new snapshot, so that a reader keeps the one it has. */
export const createMemoryStore = (options: MemoryStoreOptions): MemoryStore => {
  const { ttlMs, maxThreads, maxEntriesPerThread, now } = options
  // Insertion order is order of use, and with one TTL also order of expiry.
  const threads = new Map<string, Thread>()

  const live = (key: string): ThreadMap | undefined => {
    const thread = threads.get(key)
    if (thread === undefined) return undefined
    if (thread.expiresMs > now()) return thread.map
    threads.delete(key)
    return undefined
  }
  const use = (key: string, map: ThreadMap) => {
    threads.delete(key)
    threads.set(key, { map, expiresMs: now() + ttlMs })
    for (const oldest of threads.keys()) {
      if (threads.size <= maxThreads) return
      threads.delete(oldest)
    }
  }

  return {
    read: (scope) => {
      const key = keyOf(scope)
      const map = live(key)
      if (map !== undefined) use(key, map)
      return map
    },
    reserve: (scope, wishes) => {
      const key = keyOf(scope)
      const map = live(key) ?? EMPTY
      const highWater = new Map(map.highWater)
      const firsts = wishes.map(({ entity, count, above }) => {
        const taken = Math.max(highWater.get(entity) ?? 0, above)
        if (count > 0) highWater.set(entity, taken + count)
        return taken + 1
      })
      use(key, { ...map, highWater })
      return firsts
    },
    commit: (scope, entries) => {
      const key = keyOf(scope)
      const { map, ...committed } = merged(live(key) ?? EMPTY, entries, maxEntriesPerThread)
      if (map !== EMPTY) use(key, map)
      return committed
    },
    size: () => threads.size,
    sweep: () => {
      const before = threads.size
      for (const [key, { expiresMs }] of threads) {
        if (expiresMs > now()) break
        threads.delete(key)
      }
      return before - threads.size
    },
  }
}

const merged = (map: ThreadMap, added: Iterable<MapEntry>, maxEntries: number): Committed & { map: ThreadMap } => {
  const fresh: MapEntry[] = []
  const conflicts: string[] = []
  for (const entry of added) {
    const known = map.entries.get(entry.token)
    if (known === undefined) fresh.push(entry)
    else if (known.key !== entry.key || known.entity !== entry.entity) conflicts.push(entry.token)
  }
  if (fresh.length === 0) return { map, conflicts, dropped: 0 }

  const entries = new Map(map.entries)
  const tokenOf = new Map(map.tokenOf)
  const highWater = new Map(map.highWater)
  let dropped = 0
  for (const entry of fresh) {
    const { token, entity, key } = entry
    // A literal stands for itself: its number is the caller's choice, and a huge one would leave the thread without numbers.
    if (key !== token) highWater.set(entity, Math.max(highWater.get(entity) ?? 0, numberOf(token)))
    const known = entries.get(token)
    if (known !== undefined) {
      if (known.key !== key || known.entity !== entity) conflicts.push(token)
    } else if (entries.size >= maxEntries) {
      dropped += 1
    } else {
      entries.set(token, entry)
      const identity = identityOf(entity, key)
      if (!tokenOf.has(identity)) tokenOf.set(identity, token)
    }
  }
  return { map: { entries, tokenOf, highWater }, conflicts, dropped }
}
