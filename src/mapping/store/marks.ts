import { ENTITY_TAG_BYTES, type Tags } from './tags.js'

/** High-water marks of one thread, by the tag of the entity, and when values and marks expire (milliseconds since 1970). */
export type Marks = {
  readonly valuesUntilMs: number
  readonly numbersUntilMs: number
  readonly numbers: ReadonlyMap<string, number>
}

const TIME_BYTES = 6
const HEAD_BYTES = 2 * TIME_BYTES
const MARK_BYTES = ENTITY_TAG_BYTES + 4

/** Two times of six bytes, then a tag of eight bytes and a number of four for each entity. It holds no value and is not sealed. */
export const encodeMarks = ({ valuesUntilMs, numbersUntilMs, numbers }: Marks): Buffer => {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + numbers.size * MARK_BYTES)
  bytes.writeUIntBE(valuesUntilMs, 0, TIME_BYTES)
  bytes.writeUIntBE(numbersUntilMs, TIME_BYTES, TIME_BYTES)
  let at = HEAD_BYTES
  for (const [tag, number] of numbers) {
    bytes.write(tag, at, 'latin1')
    bytes.writeUInt32BE(number, at + ENTITY_TAG_BYTES)
    at += MARK_BYTES
  }
  return bytes
}

export const decodeMarks = (bytes: Buffer): Marks => {
  const numbers = new Map<string, number>()
  for (let at = HEAD_BYTES; at + MARK_BYTES <= bytes.length; at += MARK_BYTES)
    numbers.set(bytes.toString('latin1', at, at + ENTITY_TAG_BYTES), bytes.readUInt32BE(at + ENTITY_TAG_BYTES))
  return {
    valuesUntilMs: bytes.readUIntBE(0, TIME_BYTES),
    numbersUntilMs: bytes.readUIntBE(TIME_BYTES, TIME_BYTES),
    numbers,
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
