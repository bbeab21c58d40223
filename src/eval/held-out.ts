import { createHash } from 'node:crypto'

/** Which records are scored: those for tuning, those for final figures, or both. */
export type HeldOut = 'without' | 'only' | 'all'

export const HELD_OUT: readonly HeldOut[] = ['without', 'only', 'all']

const PARTS = 5n

/** True for the fifth of the records that no rule may be tuned on: the SHA-256 of the id is divisible by 5. */
export const isHeldOut = (id: string): boolean =>
  BigInt(`0x${createHash('sha256').update(id, 'utf8').digest('hex')}`) % PARTS === 0n

/** True when the record belongs to the part that is asked for. */
export const isInPart = (id: string, part: HeldOut): boolean => part === 'all' || isHeldOut(id) === (part === 'only')
