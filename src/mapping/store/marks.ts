import { StoreError } from './store.js'
import { ENTITY_TAG_BYTES, type Tags } from './tags.js'

/** High-water marks of one thread, by the tag of the entity, and when values and marks expire (milliseconds since 1970). */
export type Marks = {
  readonly valuesUntilMs: number
  readonly numbersUntilMs: number
  readonly numbers: ReadonlyMap<string, number>
}

/** A thread as one record: its marks, which hold no value, and its sealed values; empty where there are none. */
export type ThreadRecord = Marks & { readonly sealed: Buffer }

const TIME_BYTES = 6
const COUNT_BYTES = 2
const HEAD_BYTES = 2 * TIME_BYTES + COUNT_BYTES
const MARK_BYTES = ENTITY_TAG_BYTES + 4

/** Two times of six bytes, how many marks follow, a tag of eight bytes and a number of four for each, then what is sealed. */
export const encodeThread = ({ valuesUntilMs, numbersUntilMs, numbers, sealed }: ThreadRecord): Buffer => {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + numbers.size * MARK_BYTES + sealed.length)
  bytes.writeUIntBE(valuesUntilMs, 0, TIME_BYTES)
  bytes.writeUIntBE(numbersUntilMs, TIME_BYTES, TIME_BYTES)
  bytes.writeUInt16BE(numbers.size, 2 * TIME_BYTES)
  let at = HEAD_BYTES
  for (const [tag, number] of numbers) {
    bytes.write(tag, at, 'latin1')
    bytes.writeUInt32BE(number, at + ENTITY_TAG_BYTES)
    at += MARK_BYTES
  }
  sealed.copy(bytes, at)
  return bytes
}

/** `sealed` is a part of `bytes`. Throws StoreError `store_unreadable` for what is too short. */
export const decodeThread = (bytes: Buffer): ThreadRecord => {
  const end = bytes.length < HEAD_BYTES ? 0 : HEAD_BYTES + bytes.readUInt16BE(2 * TIME_BYTES) * MARK_BYTES
  if (end === 0 || end > bytes.length) throw new StoreError('store_unreadable')
  const numbers = new Map<string, number>()
  for (let at = HEAD_BYTES; at < end; at += MARK_BYTES)
    numbers.set(bytes.toString('latin1', at, at + ENTITY_TAG_BYTES), bytes.readUInt32BE(at + ENTITY_TAG_BYTES))
  return {
    valuesUntilMs: bytes.readUIntBE(0, TIME_BYTES),
    numbersUntilMs: bytes.readUIntBE(TIME_BYTES, TIME_BYTES),
    numbers,
    sealed: bytes.subarray(end),
  }
}

/** The marks of the entities that this process knows. Of others nothing is lost: a reservation meets them in the store. */
export const toHighWater = (numbers: ReadonlyMap<string, number>, tags: Tags): Map<string, number> => {
  const highWater = new Map<string, number>()
  for (const [tag, number] of numbers) {
    const entity = tags.entityOf(tag)
    if (entity !== undefined) highWater.set(entity, number)
  }
  return highWater
}
