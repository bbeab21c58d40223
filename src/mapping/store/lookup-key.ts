import { randomBytes } from 'node:crypto'
import type { KeyRing } from './key-ring.js'
import { StoreError } from './store.js'

/**
 * The key of the keyed hashes by which a store finds things. It must outlive every rotation, so each store makes its own when
 * it is new and keeps it sealed, once for each key of the ring that has been in use.
 */
const PLACE = Buffer.from('coatcheck lookup key')
const KEY_BYTES = 32

/** Sealed copies by key id (hex), as they stand in the store. */
export type SealedCopies = Readonly<Record<string, Buffer>>

/** A new lookup key, sealed for the ring's current key. */
export const newLookupKey = (ring: KeyRing): Buffer => ring.seal(randomBytes(KEY_BYTES), PLACE)

/**
 * Opens whichever copy the ring can open. `missing` is a copy for the current key, to be added where there is none.
 * Throws StoreError `store_unreadable` when no key of the ring opens any: the store belongs to other keys.
 */
export const openLookupKey = (
  copies: SealedCopies,
  ring: KeyRing,
): { readonly key: Buffer; readonly missing: Buffer | null } => {
  for (const sealed of Object.values(copies)) {
    try {
      const key = ring.open(sealed, PLACE)
      return { key, missing: copies[ring.kid.toString('hex')] === undefined ? ring.seal(key, PLACE) : null }
    } catch {}
  }
  throw new StoreError('store_unreadable')
}
