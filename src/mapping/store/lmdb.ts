import { mkdirSync } from 'node:fs'
import { type Database, open } from 'lmdb'
import type { ThreadMap } from '../../types.js'
import type { KeyRing } from './key-ring.js'
import { slices, withTimeout } from './lmdb-work.js'
import { newLookupKey, openLookupKey } from './lookup-key.js'
import { decodeThread, encodeThread, type ThreadRecord, toHighWater } from './marks.js'
import { toThreadMap } from './merge.js'
import { type Added, EMPTY_THREAD, NO_ADDITION, type StoreLimits, type ThreadStore } from './store.js'
import { CALLER_TAG_BYTES, createTags, THREAD_TAG_BYTES } from './tags.js'
import { createThreadRecords, NOTHING_SEALED } from './thread-records.js'

export type LmdbStoreOptions = StoreLimits & {
  readonly dir: string
  readonly ring: KeyRing
  readonly timeoutMs: number
  readonly now: () => number
}

type Bytes = Database<Buffer, Buffer>
/** A record as it stands; every change gives it another version. */
type Kept = ThreadRecord & { readonly version: number }
/** A record that was read, its values in clear: nothing is opened again while the version is the same. */
type Opened = Omit<Kept, 'sealed'> & { readonly map: ThreadMap; readonly isRetired: boolean }

const MAX_OPENED = 4096
/** A use is written down when this part of the TTL has passed since the last one: a thread lives 15/16 to 16/16 of it. */
const TOUCH_PART = 16
/** Versions of a new record begin above those of an expired one with the same name: it had fewer changes in a millisecond. */
const VERSIONS_A_MS = 1024

/**
 * Thread maps in an embedded database of one machine: several processes may share the directory. A thread is one record;
 * every change is one transaction, and a promise resolves when it is on disk.
 */
export const openLmdbStore = async (options: LmdbStoreOptions): Promise<ThreadStore> => {
  const { dir, ring, ttlMs, timeoutMs, now } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const root = open<Buffer, Buffer>({
    path: dir,
    encoding: 'binary',
    keyEncoding: 'binary',
    maxDbs: 4,
    // A commit is on disk when it is said to be: numbers must survive the machine, not only the process.
    overlappingSync: false,
  })
  const database = (name: string, useVersions = false): Bytes =>
    root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary', useVersions }) as Bytes
  const [maps, references, keys] = [database('maps', true), database('refs'), database('keys')]
  const tags = createTags(await lookupKeyOf(keys, ring))
  const records = createThreadRecords({ ...options, tags })
  const opened = new Map<string, Opened>()

  const bounded = <T>(work: Promise<T>): Promise<T> => withTimeout(work, timeoutMs)
  const transact = <T>(change: () => T): Promise<T> => bounded(root.transaction(change))

  const keptOf = (tag: Buffer): Kept | undefined => {
    const entry = maps.getEntry(tag)
    return entry === undefined ? undefined : { ...decodeThread(entry.value), version: entry.version ?? 0 }
  }
  const nextVersion = (kept: Kept | undefined): number =>
    kept === undefined ? now() * VERSIONS_A_MS : kept.version + 1
  const write = (tag: Buffer, kept: Kept | undefined, record: ThreadRecord): void =>
    void maps.put(tag, encodeThread(record), nextVersion(kept))

  const openedOf = (tag: Buffer): Opened | undefined => {
    const name = nameOf(tag)
    const known = opened.get(name)
    if (known !== undefined && maps.doesExist(tag, known.version)) return known
    opened.delete(name)
    const kept = keptOf(tag)
    if (kept === undefined) return undefined
    const { version, valuesUntilMs, numbersUntilMs, numbers, sealed } = kept
    const map = records.entriesOf(tag, sealed)
    const fresh = { version, valuesUntilMs, numbersUntilMs, numbers, map, isRetired: records.isRetired(kept) }
    opened.set(name, fresh)
    if (opened.size > MAX_OPENED) opened.delete(opened.keys().next().value!)
    return fresh
  }
  const use = (tag: Buffer, { valuesUntilMs, isRetired }: Pick<Opened, 'valuesUntilMs' | 'isRetired'>) => {
    const isFresh = valuesUntilMs - now() > ttlMs - ttlMs / TOUCH_PART
    if (isFresh && !isRetired) return undefined
    return transact(() => {
      const kept = records.live(keptOf(tag))
      if (kept !== undefined) write(tag, kept, records.used(tag, kept))
    })
  }

  return {
    read: (scope) => {
      const tag = tags.thread(scope)
      const found = openedOf(tag)
      const nowMs = now()
      if (found === undefined || found.numbersUntilMs <= nowMs) return undefined
      // Not waited for: a use that is lost costs a part of the TTL.
      use(tag, found)?.catch(() => {})
      const highWater = toHighWater(found.numbers, tags)
      return { ...(found.valuesUntilMs > nowMs ? found.map : EMPTY_THREAD), highWater }
    },
    touch: (scope) => {
      const tag = tags.thread(scope)
      const kept = records.live(keptOf(tag))
      return kept === undefined ? undefined : use(tag, { ...kept, isRetired: false })
    },
    add: (scope, addition) => {
      const { wishes, entries } = addition
      if (wishes.length === 0 && entries.length === 0) return NO_ADDITION
      // The marks of these entities must be known by name before they are read.
      for (const { entity } of wishes) tags.entity(entity)
      for (const { entity } of entries) tags.entity(entity)
      const tag = tags.thread(scope)
      return transact((): Added => {
        const kept = keptOf(tag)
        const { record, answer } = records.added(tag, kept, addition)
        write(tag, kept, record)
        return answer
      })
    },
    erase: async (what) => {
      const prefix = tags.prefix(what)
      for await (const found of slices(references, prefix.subarray(0, CALLER_TAG_BYTES)))
        await transact(() => {
          for (const tag of found)
            if (what.holds !== undefined || isOf(references.get(tag), prefix)) void references.remove(tag)
        })
      let erasedThreads = 0
      let erasedEntries = 0
      for await (const found of slices(maps, prefix))
        await transact(() => {
          for (const tag of found) {
            const record = keptOf(tag)
            if (record === undefined) continue
            const before = records.entriesOf(tag, record.sealed).entries
            const kept = what.holds === undefined ? [] : [...before.values()].filter((entry) => !what.holds?.(entry))
            if (kept.length === before.size) continue
            erasedThreads += 1
            erasedEntries += before.size - kept.length
            opened.delete(nameOf(tag))
            write(tag, record, { ...record, sealed: records.sealedOf(tag, toThreadMap(kept, EMPTY_THREAD.highWater)) })
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
    size: () => (maps.getStats() as { entryCount: number }).entryCount,
    sweep: async () => {
      let swept = 0
      for await (const found of slices(maps, Buffer.alloc(0)))
        await transact(() => {
          for (const tag of found) {
            const kept = keptOf(tag)
            if (kept === undefined || kept.valuesUntilMs > now()) continue
            if (kept.sealed.length > 0) swept += 1
            opened.delete(nameOf(tag))
            if (records.live(kept) === undefined) void maps.remove(tag)
            else if (kept.sealed.length > 0) write(tag, kept, { ...kept, sealed: NOTHING_SEALED })
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
