import { createCipheriv, createDecipheriv, createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { createIvs } from '../seal.js'
import { StoreError } from './store.js'

/** Seals and opens what a store holds: AES-256-GCM, `kid | iv | ciphertext | tag`, bound to where it stands by `place`. */
export type KeyRing = {
  readonly kid: Buffer
  readonly seal: (plain: Buffer, place: Buffer) => Buffer
  /** Throws StoreError `store_unreadable` for anything altered, moved, or sealed with a key that is not in the ring. */
  readonly open: (sealed: Buffer, place: Buffer) => Buffer
  /** False for what a retired key sealed, which is to be sealed anew. */
  readonly isCurrent: (sealed: Buffer) => boolean
}

const KID_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = KID_BYTES + IV_BYTES

type Key = { readonly secret: KeyObject; readonly kid: Buffer }

/** A key of its own for the store (RFC 5869), so that nothing sealed for a header ever opens as stored data, and conversely. */
const toKey = (sealKey: Buffer): Key => {
  const derived = Buffer.from(hkdfSync('sha256', sealKey, '', 'coatcheck store values', 32))
  const kid = createHash('sha256').update('coatcheck store kid').update(derived).digest().subarray(0, KID_BYTES)
  return { secret: createSecretKey(derived), kid }
}

/** A ring out of the seal keys of headers, 32 bytes each: the current one seals, retired ones still open. */
export const createKeyRing = (current: Buffer, retired: readonly Buffer[] = []): KeyRing => {
  const key = toKey(current)
  const secrets = new Map([...retired.map(toKey), key].map(({ kid, secret }) => [kid.toString('latin1'), secret]))
  const nextIv = createIvs()
  return {
    kid: key.kid,
    seal: (plain, place) => {
      const iv = nextIv()
      const cipher = createCipheriv('aes-256-gcm', key.secret, iv)
      cipher.setAAD(place)
      const sealed = cipher.update(plain)
      cipher.final()
      return Buffer.concat([key.kid, iv, sealed, cipher.getAuthTag()])
    },
    open: (sealed, place) => {
      const secret = secrets.get(sealed.toString('latin1', 0, KID_BYTES))
      if (secret === undefined || sealed.length < HEAD_BYTES + TAG_BYTES) throw new StoreError('store_unreadable')
      try {
        const end = sealed.length - TAG_BYTES
        const iv = sealed.subarray(KID_BYTES, HEAD_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', secret, iv, { authTagLength: TAG_BYTES })
        decipher.setAAD(place)
        decipher.setAuthTag(sealed.subarray(end))
        const plain = decipher.update(sealed.subarray(HEAD_BYTES, end))
        decipher.final()
        return plain
      } catch {
        throw new StoreError('store_unreadable')
      }
    },
    isCurrent: (sealed) => key.kid.compare(sealed, 0, KID_BYTES) === 0,
  }
}
