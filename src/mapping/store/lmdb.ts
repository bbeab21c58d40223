import { mkdirSync } from 'node:fs'
import { type Database, open } from 'lmdb'
import type { ThreadMap } from '../../types.js'
import type { Eventually } from './eventually.js'
import type { KeyRing } from './key-ring.js'
import { slices, withTimeout } from './lmdb-work.js'
import { newLookupKey, openLookupKey } from './lookup-key.js'
import { decodeMarks, encodeMarks, type Marks, toHighWater } from './marks.js'
import { mergeEntries, reserveNumbers, toThreadMap } from './merge.js'
import { decodeEntries, encodeEntries } from './record.js'
import { type Added, EMPTY_THREAD, NO_ADDITION, type StoreLimits, type ThreadScope, type ThreadStore } from './store.js'
import { CALLER_TAG_BYTES, createTags, THREAD_TAG_BYTES } from './tags.js'

export type LmdbStoreOptions = StoreLimits & {
  readonly dir: string
  readonly ring: KeyRing
  readonly timeoutMs: number
  readonly now: () => number
}

type Bytes = Database<Buffer, Buffer>
type Opened = { readonly bytes: Buffer; readonly map: ThreadMap }

const MAX_OPENED = 4096
/** A use is written down when this part of the TTL has passed since the last one: a thread lives 15/16 to 16/16 of it. */
const TOUCH_PART = 16

/**
 * Thread maps in an embedded database of one machine: several processes may share the directory. A thread is one sealed
 * record and one of marks; every change is one transaction, and a promise resolves when it is on disk.
 */
export const openLmdbStore = async (options: LmdbStoreOptions): Promise<ThreadStore> => {
  const { dir, ring, ttlMs, numbersTtlMs, maxEntriesPerThread, timeoutMs, now } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const root = open<Buffer, Buffer>({
    path: dir,
    encoding: 'binary',
    keyEncoding: 'binary',
    maxDbs: 4,
    // A commit is on disk when it is said to be: numbers must survive the machine, not only the process.
    overlappingSync: false,
  })
  const database = (name: string): Bytes =>
    root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' }) as Bytes
  const [threads, marks, references, keys] = [
    database('threads'),
    database('marks'),
    database('refs'),
    database('keys'),
  ]
  const tags = createTags(await lookupKeyOf(keys, ring))
  const opened = new Map<string, Opened>()

  const bounded = <T>(work: Promise<T>): Promise<T> => withTimeout(work, timeoutMs)
  const transact = <T>(change: () => T): Promise<T> => bounded(root.transaction(change))

  const marksOf = (tag: Buffer): Marks | undefined => {
    const bytes = marks.get(tag)
    const found = bytes === undefined ? undefined : decodeMarks(bytes)
    return found !== undefined && found.numbersUntilMs > now() ? found : undefined
  }
  /** The thread's entries. What was opened once is not opened again as long as the record is the same. */
  const entriesOf = (tag: Buffer): Opened | undefined => {
    const bytes = threads.get(tag)
    if (bytes === undefined) return undefined
    const key = nameOf(tag)
    const known = opened.get(key)
    if (known?.bytes.equals(bytes) === true) return known
    const entries = decodeEntries(ring.open(bytes, tag))
    for (const { entity } of entries) tags.entity(entity)
    return remember(key, { bytes, map: toThreadMap(entries, EMPTY_THREAD.highWater) })
  }
  const remember = (key: string, fresh: Opened): Opened => {
    opened.delete(key)
    opened.set(key, fresh)
    if (opened.size > MAX_OPENED) opened.delete(opened.keys().next().value!)
    return fresh
  }
  const current = (tag: Buffer, found: Marks | undefined): ThreadMap => {
    if (found === undefined) return EMPTY_THREAD
    const stored = found.valuesUntilMs > now() ? entriesOf(tag)?.map : undefined
    return { ...(stored ?? EMPTY_THREAD), highWater: toHighWater(found.numbers, tags) }
  }
  const store = (tag: Buffer, map: ThreadMap): void => {
    const bytes = ring.seal(encodeEntries(map.entries.values()), tag)
    void threads.put(tag, bytes)
    remember(nameOf(tag), { bytes, map })
  }
  const mark = (tag: Buffer, numbers: ReadonlyMap<string, number>): void => {
    const nowMs = now()
    void marks.put(tag, encodeMarks({ valuesUntilMs: nowMs + ttlMs, numbersUntilMs: nowMs + numbersTtlMs, numbers }))
  }
  /** Marks by tag: those of entities that this process does not know stay. */
  const raised = (found: Marks | undefined, highWater: ReadonlyMap<string, number>): Map<string, number> => {
    const numbers = new Map(found?.numbers)
    for (const [entity, number] of highWater) numbers.set(tags.entity(entity), number)
    return numbers
  }

  const touch = (scope: ThreadScope): Eventually<void> => {
    const tag = tags.thread(scope)
    const found = marksOf(tag)
    return found === undefined ? undefined : use(tag, found)
  }
  const use = (tag: Buffer, found: Marks): Eventually<void> => {
    const isFresh = found.valuesUntilMs - now() > ttlMs - ttlMs / TOUCH_PART
    const sealed = threads.get(tag)
    const isRetired = sealed !== undefined && !ring.isCurrent(sealed)
    if (isFresh && !isRetired) return undefined
    return transact(() => {
      const latest = marksOf(tag)
      if (latest === undefined) return
      const map = current(tag, latest)
      if (map.entries.size > 0 && isRetired) store(tag, map)
      else if (map.entries.size === 0) void threads.remove(tag)
      mark(tag, latest.numbers)
    })
  }

  return {
    read: (scope) => {
      const tag = tags.thread(scope)
      const found = marksOf(tag)
      if (found === undefined) return undefined
      const map = current(tag, found)
      // Not waited for: a use that is lost costs a part of the TTL.
      Promise.resolve(use(tag, found)).catch(() => {})
      return map
    },
    touch,
    add: (scope, { wishes, entries }) => {
      if (wishes.length === 0 && entries.length === 0) return NO_ADDITION
      const tag = tags.thread(scope)
      // The marks of these entities must be known by name before they are read.
      for (const { entity } of wishes) tags.entity(entity)
      for (const { entity } of entries) tags.entity(entity)
      return transact((): Added => {
        const found = marksOf(tag)
        const before = current(tag, found)
        const { firsts, highWater, isAsked } = reserveNumbers(before.highWater, wishes)
        // The new marks give the thread a new life, which what has expired must not share.
        if (before.entries.size === 0 && threads.get(tag) !== undefined) void threads.remove(tag)
        if (!isAsked || entries.length === 0) {
          mark(tag, raised(found, highWater))
          return { ...NO_ADDITION, firsts, isStored: isAsked }
        }
        const { map, conflicts, dropped } = mergeEntries({ ...before, highWater }, entries, maxEntriesPerThread)
        if (map.entries.size > before.entries.size) store(tag, map)
        mark(tag, raised(found, map.highWater))
        return { firsts, isStored: true, conflicts, dropped }
      })
    },
    erase: async (what) => {
      const prefix = tags.prefix(what)
      for await (const tags of slices(references, prefix.subarray(0, CALLER_TAG_BYTES)))
        await transact(() => {
          for (const tag of tags)
            if (what.holds !== undefined || isOf(references.get(tag), prefix)) void references.remove(tag)
        })
      let erasedThreads = 0
      let erasedEntries = 0
      for await (const found of slices(threads, prefix))
        await transact(() => {
          for (const tag of found) {
            const before = entriesOf(tag)?.map.entries
            if (before === undefined) continue
            const kept = what.holds === undefined ? [] : [...before.values()].filter((entry) => !what.holds?.(entry))
            if (kept.length === before.size) continue
            erasedThreads += 1
            erasedEntries += before.size - kept.length
            opened.delete(nameOf(tag))
            if (kept.length === 0) void threads.remove(tag)
            else store(tag, toThreadMap(kept, EMPTY_THREAD.highWater))
          }
        })
      return { threads: erasedThreads, entries: erasedEntries }
    },
    keep: (scope, id, value) => {
      const tag = tags.reference(scope.caller, id)
      const until = Buffer.alloc(8)
      until.writeBigUInt64BE(BigInt(now() + ttlMs))
      const bytes = Buffer.concat([until, tags.owner(scope), ring.seal(Buffer.from(value), tag)])
      return bounded(references.put(tag, bytes)).then(() => undefined)
    },
    kept: (caller, id) => {
      const tag = tags.reference(caller, id)
      const bytes = references.get(tag)
      if (bytes === undefined || bytes.readBigUInt64BE(0) <= BigInt(now())) return undefined
      return ring.open(bytes.subarray(8 + THREAD_TAG_BYTES), tag).toString('utf8')
    },
    size: () => (threads.getStats() as { entryCount: number }).entryCount,
    sweep: async () => {
      let swept = 0
      for await (const found of slices(marks, Buffer.alloc(0)))
        await transact(() => {
          for (const tag of found) {
            const bytes = marks.get(tag)
            if (bytes === undefined) continue
            const { valuesUntilMs, numbersUntilMs } = decodeMarks(bytes)
            if (numbersUntilMs <= now()) void marks.remove(tag)
            if (valuesUntilMs > now() || threads.get(tag) === undefined) continue
            opened.delete(nameOf(tag))
            void threads.remove(tag)
            swept += 1
          }
        })
      for await (const found of slices(references, Buffer.alloc(0)))
        await transact(() => {
          for (const tag of found)
            if ((references.get(tag)?.readBigUInt64BE(0) ?? 0n) <= BigInt(now())) void references.remove(tag)
        })
      return swept
    },
    close: () => root.close(),
  }
}

const nameOf = (tag: Buffer): string => tag.toString('latin1')

const isOf = (reference: Buffer | undefined, prefix: Buffer): boolean =>
  reference?.subarray(8, 8 + prefix.length).equals(prefix) === true

/** The lookup key of this directory; the first process that opens it makes one. */
const lookupKeyOf = async (keys: Bytes, ring: KeyRing): Promise<Buffer> => {
  const name = (kid: string): Buffer => Buffer.from(kid)
  return keys.transaction(() => {
    const copies: Record<string, Buffer> = {}
    for (const { key, value } of keys.getRange({})) copies[Buffer.from(key).toString()] = Buffer.from(value)
    if (Object.keys(copies).length === 0) {
      const sealed = newLookupKey(ring)
      copies[ring.kid.toString('hex')] = sealed
      void keys.put(name(ring.kid.toString('hex')), sealed)
    }
    const { key, missing } = openLookupKey(copies, ring)
    if (missing !== null) void keys.put(name(ring.kid.toString('hex')), missing)
    return key
  })
}
