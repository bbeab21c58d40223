import type { MapEntry, ThreadMap } from '../../types.js'
import type { KeyRing } from './key-ring.js'
import { newLookupKey, openLookupKey } from './lookup-key.js'
import { mergeEntries, reserveNumbers, takenNumber, toThreadMap } from './merge.js'
import { decodeEntries, encodeEntries } from './record.js'
import { createSeenThreads, createStates } from './seen-threads.js'
import {
  type Addition,
  EMPTY_THREAD,
  NO_ADDITION,
  type Seen,
  StoreError,
  type StoreLimits,
  type ThreadStore,
} from './store.js'
import { CALLER_TAG_BYTES, createTags, type Tags } from './tags.js'
import { createValkeyClient, type Fields, type ThreadKeys } from './valkey-client.js'

export type ValkeyStoreOptions = StoreLimits & {
  readonly url: string
  readonly ring: KeyRing
  /** Longest wait for one answer of the server, and for a connection. */
  readonly timeoutMs: number
}

const PREFIX = 'coatcheck:'
const KEYS = `${PREFIX}keys`
const HEX_PER_BYTE = 2
/** A stored entry: order (4 bytes), tag of the identity (12), then what is sealed. */
const ENTRY_HEAD_BYTES = 16
const THREAD_TAG_HEX = 64
/** The script's answer for a thread that is in another state than the one seen. */
const MOVED_ON = -1

const keysOf = (tag: Buffer): ThreadKeys => keysNamed(tag.toString('hex'))
const keysNamed = (name: string): ThreadKeys => ({
  entries: `${PREFIX}{${name}}:entries`,
  numbers: `${PREFIX}{${name}}:numbers`,
})

/** Thread maps in a Valkey or Redis server that replicas share. Values leave the process sealed; the server sees only tags. */
export const createValkeyStore = (
  options: ValkeyStoreOptions,
): ThreadStore & { readonly open: () => Promise<void> } => {
  const { url, ring, ttlMs, numbersTtlMs, maxEntriesPerThread, timeoutMs } = options
  const client = createValkeyClient({ url, timeoutMs })
  let tags: Tags | null = null
  const known = createSeenThreads(ttlMs, Date.now)
  const nextState = createStates()

  /** Tags need the store's lookup key: read at the start, or with the first request after a start without the server. */
  const named = async (): Promise<Tags> => {
    if (tags !== null) return tags
    const kid = ring.kid.toString('hex')
    const copies = toFields((await client.lookup(KEYS, kid, newLookupKey(ring))) as Buffer[])
    const { key, missing } = openLookupKey(copies, ring)
    if (missing !== null) await client.addField(KEYS, kid, missing)
    tags ??= createTags(key)
    return tags
  }
  const placeOf = (tag: Buffer, field: string): Buffer => Buffer.concat([tag, Buffer.from(field, 'hex')])
  const openEntry = (tag: Buffer, field: string, stored: Buffer): MapEntry => {
    const [entry] = decodeEntries(ring.open(stored.subarray(ENTRY_HEAD_BYTES), placeOf(tag, field)))
    if (entry === undefined) throw new StoreError('store_unreadable')
    return entry
  }
  const toMap = (names: Tags, tag: Buffer, fields: Fields, numbers: Fields): ThreadMap => {
    const rows = Object.entries(fields).sort(([, a], [, b]) => a.readUInt32BE(0) - b.readUInt32BE(0))
    const entries = rows.map(([field, stored]) => openEntry(tag, field, stored))
    const highWater = new Map<string, number>()
    for (const { entity } of entries) names.entity(entity)
    for (const [entityTag, number] of Object.entries(numbers)) {
      const isMark = entityTag !== 'order' && entityTag !== 'state'
      const entity = isMark ? names.entityOf(Buffer.from(entityTag, 'hex').toString('latin1')) : undefined
      if (entity !== undefined) highWater.set(entity, Number(number.toString()))
    }
    return toThreadMap(entries, highWater)
  }
  /** What a retired key sealed is sealed anew in passing, so that the key can go when the TTL has passed. */
  const reseal = (tag: Buffer, fields: Fields): void => {
    const old = Object.entries(fields).filter(([, stored]) => !ring.isCurrent(stored.subarray(ENTRY_HEAD_BYTES)))
    if (old.length === 0) return
    const args = old.flatMap(([field, stored]) => {
      const plain = ring.open(stored.subarray(ENTRY_HEAD_BYTES), placeOf(tag, field))
      return [
        field,
        stored,
        Buffer.concat([stored.subarray(0, ENTRY_HEAD_BYTES), ring.seal(plain, placeOf(tag, field))]),
      ]
    })
    client.reseal(keysOf(tag).entries, ...args).catch(() => {})
  }
  /** The thread as the server has it. */
  const seenIn = (names: Tags, tag: Buffer, fields: Fields, numbers: Fields): Seen => {
    reseal(tag, fields)
    const map = Object.keys(numbers).length === 0 ? undefined : toMap(names, tag, fields, numbers)
    const seen = { map, state: numbers.state?.toString() ?? '' }
    known.set(tag, seen)
    return seen
  }
  /** What is known of a thread after an addition that found it in the state `before`. */
  const follow = (tag: Buffer, { wishes, entries }: Addition, before: string, next: string): void => {
    const { map = EMPTY_THREAD, state } = known.get(tag)
    if (state !== before) known.delete(tag)
    else if (wishes.length > 0 || entries.length > 0) {
      const { highWater } = reserveNumbers(map.highWater, wishes)
      known.set(tag, { map: mergeEntries({ ...map, highWater }, entries, maxEntriesPerThread).map, state: next })
    }
  }
  const entityField = (names: Tags, entity: string): string =>
    Buffer.from(names.entity(entity), 'latin1').toString('hex')

  return {
    open: async () => void (await named()),
    read: async (scope) => {
      const names = tags ?? (await named())
      const tag = names.thread(scope)
      const [fields, numbers] = await client.read(keysOf(tag), ttlMs, numbersTtlMs)
      return seenIn(names, tag, fields, numbers).map
    },
    recall: (scope) => (tags === null ? undefined : known.get(tags.thread(scope))),
    touch: async (scope) => {
      const names = tags ?? (await named())
      await client.touch(keysOf(names.thread(scope)), ttlMs, numbersTtlMs)
    },
    add: async (scope, addition) => {
      const { wishes, entries, seen } = addition
      if (wishes.length === 0 && entries.length === 0 && seen === undefined) return NO_ADDITION
      const names = tags ?? (await named())
      const tag = names.thread(scope)
      const keys = keysOf(tag)
      const wished = wishes.flatMap(({ entity, count, above }) => [entityField(names, entity), count, above])
      const sealed = entries.flatMap((entry) => {
        const field = names.token(tag, entry.token).toString('hex')
        const bytes = ring.seal(encodeEntries([entry]), placeOf(tag, field))
        return [field, names.identity(tag, entry), bytes, entityField(names, entry.entity), takenNumber(entry)]
      })
      const next = nextState()
      const condition = seen === undefined ? ['*', 0] : [seen.state, seen.map?.entries.size ?? 0]
      const head = [ttlMs, numbersTtlMs, maxEntriesPerThread, next, ...condition, wishes.length]
      const reply = await client.add(keys.entries, keys.numbers, ...head, ...wished, ...sealed)
      if ((reply as readonly unknown[])[0] === MOVED_ON) {
        const [, fields, numbers] = reply as [number, Buffer[], Buffer[]]
        const now = seenIn(names, tag, toFields(fields), toFields(numbers))
        return { ...NO_ADDITION, isStored: false, now }
      }
      const [stored, firsts, conflicts, dropped, before] = reply as [number, number[], number[], number, Buffer]
      if (stored === 1 && conflicts.length === 0 && dropped === 0) follow(tag, addition, before.toString(), next)
      else known.delete(tag)
      return {
        firsts,
        isStored: stored === 1,
        conflicts: conflicts.flatMap((index) => entries[index]?.token ?? []),
        dropped,
      }
    },
    erase: async (what) => {
      const names = await named()
      known.clear()
      const prefix = names.prefix(what)
      const callerHex = prefix.subarray(0, CALLER_TAG_BYTES).toString('hex')
      for await (const found of client.scan(`${PREFIX}ref:${callerHex}`))
        for (const key of found) {
          const owner = what.holds === undefined ? (await client.get(key))?.subarray(0, prefix.length) : prefix
          if (owner?.equals(prefix) === true) await client.remove(key)
        }
      let threads = 0
      let gone = 0
      for await (const found of client.scan(`${PREFIX}{${prefix.toString('hex')}`))
        for (const key of found) {
          if (!key.endsWith(':entries')) continue
          const tag = Buffer.from(key.slice(PREFIX.length + 1, PREFIX.length + 1 + THREAD_TAG_HEX), 'hex')
          const stored = Object.entries(await client.fields(key))
          const chosen = stored.filter(([field, bytes]) => what.holds?.(openEntry(tag, field, bytes)) ?? true)
          if (chosen.length === 0) continue
          gone += Number(await client.forget(key, ...chosen.flat()))
          threads += 1
        }
      return { threads, entries: gone }
    },
    keep: async (scope, id, value) => {
      const names = tags ?? (await named())
      const tag = names.reference(scope.caller, id)
      const bytes = Buffer.concat([names.owner(scope), ring.seal(Buffer.from(value), tag)])
      await client.set(`${PREFIX}ref:${tag.toString('hex')}`, bytes, ttlMs)
    },
    kept: async (caller, id) => {
      const names = tags ?? (await named())
      const tag = names.reference(caller, id)
      const bytes = await client.get(`${PREFIX}ref:${tag.toString('hex')}`)
      return bytes === null ? undefined : ring.open(bytes.subarray(THREAD_TAG_HEX / HEX_PER_BYTE), tag).toString('utf8')
    },
    // The server counts and expires by itself.
    size: () => undefined,
    sweep: () => {
      known.sweep()
      return 0
    },
    close: client.close,
  }
}

const toFields = (flat: readonly Buffer[]): Record<string, Buffer> => {
  const fields: Record<string, Buffer> = {}
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i]!.toString()] = flat[i + 1]!
  return fields
}
