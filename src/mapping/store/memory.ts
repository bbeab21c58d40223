import type { ThreadMap } from '../../types.js'
import { createFairLru } from './fair-lru.js'
import { mergeEntries, reserveNumbers, toThreadMap } from './merge.js'
import {
  type Added,
  EMPTY_THREAD,
  type Erasure,
  type StoreLimits,
  type ThreadScope,
  type ThreadStore,
} from './store.js'

export type MemoryStoreOptions = StoreLimits & {
  /** Threads in all. Over it, the caller who holds most loses the thread that was not used for longest. */
  readonly maxThreads: number
  /** Bytes of references in all, roughly. */
  readonly maxReferenceBytes: number
  readonly now: () => number
}

type Thread = {
  readonly space: string
  readonly thread: string
  readonly map: ThreadMap
  readonly valuesUntilMs: number
  readonly numbersUntilMs: number
}
type Reference = {
  readonly space: string
  readonly thread: string | null
  readonly value: string
  readonly untilMs: number
  readonly pieces: number
}

/** References are kept in pieces of two bytes a character and this many bytes, so that a bound on pieces bounds the memory. */
const PIECE_BYTES = 16_384
const PIECE_LENGTH = PIECE_BYTES / 2

/** A `ThreadStore` that answers at once. */
export type MemoryStore = {
  readonly [K in keyof ThreadStore]: ThreadStore[K] extends (...args: infer A) => infer R
    ? (...args: A) => K extends 'close' ? R : Exclude<R, Promise<unknown>>
    : never
}

/** Unambiguous whatever the parts hold. */
const keyOf = ({ space, thread }: ThreadScope): string => JSON.stringify([space, thread])

/** Thread maps of one process. Each change makes a new snapshot, so that a reader keeps the one it has. */
export const createMemoryStore = (options: MemoryStoreOptions): MemoryStore => {
  const { ttlMs, numbersTtlMs, maxThreads, maxEntriesPerThread, maxReferenceBytes, now } = options
  const threads = createFairLru<Thread>(maxThreads)
  const references = createFairLru<Reference>(Math.max(1, Math.floor(maxReferenceBytes / PIECE_BYTES)))

  const live = ({ caller }: ThreadScope, key: string): ThreadMap | undefined => {
    const thread = threads.get(caller, key)
    if (thread === undefined) return undefined
    const nowMs = now()
    if (thread.valuesUntilMs > nowMs) return thread.map
    return thread.numbersUntilMs > nowMs ? { ...EMPTY_THREAD, highWater: thread.map.highWater } : undefined
  }
  const use = ({ caller, space, thread }: ThreadScope, key: string, map: ThreadMap) => {
    const nowMs = now()
    const untils = { valuesUntilMs: nowMs + ttlMs, numbersUntilMs: nowMs + numbersTtlMs }
    threads.set(caller, key, { space, thread, map, ...untils })
  }
  const read = (scope: ThreadScope): ThreadMap | undefined => {
    const key = keyOf(scope)
    const map = live(scope, key)
    if (map !== undefined) use(scope, key, map)
    return map
  }
  return {
    read,
    touch: (scope) => void read(scope),
    add: (scope, { wishes, entries }): Added => {
      const key = keyOf(scope)
      const before = live(scope, key) ?? EMPTY_THREAD
      const { firsts, highWater, isAsked } = reserveNumbers(before.highWater, wishes)
      const numbered = highWater === before.highWater ? before : { ...before, highWater }
      const { map, conflicts, dropped } =
        isAsked && entries.length > 0
          ? mergeEntries(numbered, entries, maxEntriesPerThread)
          : { map: numbered, conflicts: [], dropped: 0 }
      if (map !== EMPTY_THREAD) use(scope, key, map)
      return { firsts, isStored: isAsked, conflicts, dropped }
    },
    erase: (what) => {
      for (const [caller, id, reference] of [...references.items(what.caller)])
        if (what.holds !== undefined || isWithin(what, reference)) references.delete(caller, id)
      let erasedThreads = 0
      let erasedEntries = 0
      for (const [caller, key, thread] of [...threads.items(what.caller)]) {
        if (!isWithin(what, thread)) continue
        const { entries, highWater } = thread.map
        const kept = what.holds === undefined ? [] : [...entries.values()].filter((entry) => !what.holds?.(entry))
        if (kept.length === entries.size) continue
        erasedEntries += entries.size - kept.length
        erasedThreads += 1
        threads.set(caller, key, { ...thread, map: toThreadMap(kept, highWater) })
      }
      return { threads: erasedThreads, entries: erasedEntries }
    },
    keep: ({ caller, space, thread }, id, value) => {
      const pieces = Math.max(1, Math.ceil(value.length / PIECE_LENGTH))
      for (let piece = 0; piece < pieces; piece++) {
        const part = value.slice(piece * PIECE_LENGTH, (piece + 1) * PIECE_LENGTH)
        references.set(caller, pieceOf(id, piece), { space, thread, value: part, pieces, untilMs: now() + ttlMs })
      }
    },
    kept: (caller, id) => {
      let value = ''
      let pieces = 1
      for (let piece = 0; piece < pieces; piece++) {
        const found = references.get(caller, pieceOf(id, piece))
        if (found === undefined || found.untilMs <= now()) return undefined
        value += found.value
        pieces = found.pieces
      }
      return value
    },
    size: () => threads.size(),
    sweep: () => {
      const nowMs = now()
      let swept = 0
      for (const [caller, id, { untilMs }] of [...references.items()])
        if (untilMs <= nowMs) references.delete(caller, id)
      for (const [caller, key, thread] of [...threads.items()]) {
        const { map, valuesUntilMs, numbersUntilMs } = thread
        if (valuesUntilMs > nowMs) continue
        if (map.entries.size > 0) swept += 1
        if (numbersUntilMs <= nowMs || map.highWater.size === 0) threads.delete(caller, key)
        else threads.set(caller, key, { ...thread, map: { ...EMPTY_THREAD, highWater: map.highWater } })
      }
      return swept
    },
    close: () => Promise.resolve(),
  }
}

const pieceOf = (id: string, piece: number): string => `${piece} ${id}`

const isWithin = (
  { space, thread }: Erasure,
  held: { readonly space: string; readonly thread: string | null },
): boolean => (space === undefined || space === held.space) && (thread === undefined || thread === held.thread)
