import type { Caller } from '../types.js'
import { randomId } from './seal.js'

export type ReferencesOptions = { readonly ttlMs: number; readonly maxBytes: number; readonly now: () => number }

/** Header values that were too long to send, kept for the caller that they belong to. */
export type References = {
  /** Id of a kept value; null when there is no caller to keep it for or it alone is over the limit. */
  readonly put: (caller: Caller, value: string) => string | null
  /** The value, for the caller that it was kept for only. */
  readonly get: (caller: Caller, id: string) => string | undefined
}

type Kept = { readonly caller: string; readonly value: string; readonly expiresMs: number }

/** What an entry costs besides its characters, roughly. */
const OVERHEAD_BYTES = 200
const costOf = (value: string): number => 2 * value.length + OVERHEAD_BYTES

/** References in memory: at most `maxBytes` in all, the oldest go first; each lives `ttlMs`. */
export const createReferences = ({ ttlMs, maxBytes, now }: ReferencesOptions): References => {
  const kept = new Map<string, Kept>()
  let keptBytes = 0

  const drop = (id: string, value: string) => {
    kept.delete(id)
    keptBytes -= costOf(value)
  }
  const makeRoom = (bytes: number) => {
    for (const [id, { value, expiresMs }] of kept) {
      if (expiresMs > now() && keptBytes + bytes <= maxBytes) return
      drop(id, value)
    }
  }
  return {
    put: (caller, value) => {
      const bytes = costOf(value)
      if (caller === null || bytes > maxBytes) return null
      makeRoom(bytes)
      const id = randomId()
      kept.set(id, { caller, value, expiresMs: now() + ttlMs })
      keptBytes += bytes
      return id
    },
    get: (caller, id) => {
      const found = kept.get(id)
      if (found === undefined || found.caller !== caller) return undefined
      if (found.expiresMs > now()) return found.value
      drop(id, found.value)
      return undefined
    },
  }
}
