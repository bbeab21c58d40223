import type { ThreadMap } from '../../types.js'
import type { KeyRing } from './key-ring.js'
import { type ThreadRecord, toHighWater } from './marks.js'
import { mergeEntries, reserveNumbers, toThreadMap } from './merge.js'
import { decodeEntries, encodeEntries } from './record.js'
import { type Added, type Addition, EMPTY_THREAD, NO_ADDITION, type StoreLimits } from './store.js'
import type { Tags } from './tags.js'

export type RecordOptions = StoreLimits & {
  readonly ring: KeyRing
  readonly tags: Tags
  readonly now: () => number
}

export const NOTHING_SEALED = Buffer.alloc(0)

/** What becomes of a thread's record, as plain data: nothing here reads or writes a database. `tag` is where it stands. */
export const createThreadRecords = ({ ring, tags, ttlMs, numbersTtlMs, maxEntriesPerThread, now }: RecordOptions) => {
  /** Both lives of a thread, begun anew. */
  const lives = () => {
    const nowMs = now()
    return { valuesUntilMs: nowMs + ttlMs, numbersUntilMs: nowMs + numbersTtlMs }
  }
  /** A record whose numbers have expired counts as none. */
  const live = <T extends ThreadRecord>(record: T | undefined): T | undefined =>
    record !== undefined && record.numbersUntilMs > now() ? record : undefined
  /** What is sealed in it and has not expired. */
  const sealedIn = (record: ThreadRecord | undefined): Buffer =>
    record !== undefined && record.valuesUntilMs > now() ? record.sealed : NOTHING_SEALED
  const entriesOf = (tag: Buffer, sealed: Buffer): ThreadMap => {
    if (sealed.length === 0) return EMPTY_THREAD
    const entries = decodeEntries(ring.open(sealed, tag))
    for (const { entity } of entries) tags.entity(entity)
    return toThreadMap(entries, EMPTY_THREAD.highWater)
  }
  const sealedOf = (tag: Buffer, { entries }: ThreadMap): Buffer =>
    entries.size === 0 ? NOTHING_SEALED : ring.seal(encodeEntries(entries.values()), tag)
  const isRetired = ({ sealed }: ThreadRecord): boolean => sealed.length > 0 && !ring.isCurrent(sealed)

  /** The record with new lives, and its values under the current key. */
  const used = (tag: Buffer, record: ThreadRecord): ThreadRecord => {
    const sealed = sealedIn(record)
    const isCurrent = sealed.length === 0 || ring.isCurrent(sealed)
    return { ...lives(), numbers: record.numbers, sealed: isCurrent ? sealed : ring.seal(ring.open(sealed, tag), tag) }
  }
  /** The record after an addition, with new lives, and what is said of the addition. */
  const added = (
    tag: Buffer,
    found: ThreadRecord | undefined,
    { wishes, entries }: Addition,
  ): { readonly record: ThreadRecord; readonly answer: Added } => {
    const before = live(found)
    // What has expired must not share the new life.
    const sealed = sealedIn(before)
    const numbers = new Map(before?.numbers)
    const { firsts, highWater, isAsked } = reserveNumbers(toHighWater(numbers, tags), wishes)
    const raise = (marks: ReadonlyMap<string, number>): void => {
      // By tag: the marks of entities that this process does not know stay.
      for (const [entity, number] of marks) numbers.set(tags.entity(entity), number)
    }
    if (!isAsked || entries.length === 0) {
      raise(highWater)
      return { record: { ...lives(), numbers, sealed }, answer: { ...NO_ADDITION, firsts, isStored: isAsked } }
    }
    const stored = entriesOf(tag, sealed)
    const { map, conflicts, dropped } = mergeEntries({ ...stored, highWater }, entries, maxEntriesPerThread)
    raise(map.highWater)
    const isSame = map.entries.size === stored.entries.size
    const record = { ...lives(), numbers, sealed: isSame ? sealed : sealedOf(tag, map) }
    return { record, answer: { firsts, isStored: true, conflicts, dropped } }
  }
  return { live, entriesOf, sealedOf, isRetired, used, added }
}
