import { createHmac } from 'node:crypto'

/** Numbers that are the same for the same seed and cannot be foretold without it. */
export type Dice = {
  /** A whole number from 0 to below `sides` (at most 10,000). */
  readonly roll: (sides: number) => number
  readonly pick: <T>(from: readonly T[]) => T
}

const BYTES_PER_ROLL = 2

/** Dice from HMAC-SHA256 in counter mode. That a remainder prefers small numbers by a little does no harm here. */
export const createDice = (secret: Buffer | string, seed: string): Dice => {
  let block = Buffer.alloc(0)
  let at = 0
  let counter = 0
  const roll = (sides: number): number => {
    if (at + BYTES_PER_ROLL > block.length) {
      block = createHmac('sha256', secret).update(`${counter}\n${seed}`).digest()
      counter += 1
      at = 0
    }
    const value = block.readUInt16BE(at)
    at += BYTES_PER_ROLL
    return value % sides
  }
  return { roll, pick: (from) => from[roll(from.length)]! }
}
