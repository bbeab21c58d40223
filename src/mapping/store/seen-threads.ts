import { randomBytes } from 'node:crypto'
import type { Seen } from './store.js'

/** What this process knows of threads that others keep, until it expires. */
export type SeenThreads = {
  readonly get: (tag: Buffer) => Seen
  readonly set: (tag: Buffer, seen: Seen) => void
  readonly delete: (tag: Buffer) => void
  readonly clear: () => void
  /** Forgets what has expired: values must not linger here either. */
  readonly sweep: () => void
}

const MAX_SEEN = 4096
const NOTHING: Seen = { map: undefined, state: '' }

/** The threads that were used last, each for one TTL after its last change here. One that is not known is taken for a new one. */
export const createSeenThreads = (ttlMs: number, now: () => number): SeenThreads => {
  const known = new Map<string, { readonly seen: Seen; readonly untilMs: number }>()
  const nameOf = (tag: Buffer): string => tag.toString('latin1')
  return {
    get: (tag) => known.get(nameOf(tag))?.seen ?? NOTHING,
    set: (tag, seen) => {
      const name = nameOf(tag)
      known.delete(name)
      known.set(name, { seen, untilMs: now() + ttlMs })
      if (known.size > MAX_SEEN) known.delete(known.keys().next().value!)
    },
    delete: (tag) => void known.delete(nameOf(tag)),
    clear: () => known.clear(),
    sweep: () => {
      for (const [name, { untilMs }] of known) if (untilMs <= now()) known.delete(name)
    },
  }
}

const PREFIX_BYTES = 9

/** Names of states, none of which any process gives twice: an expired thread that begins anew is never taken for the old one. */
export const createStates = (): (() => string) => {
  const prefix = randomBytes(PREFIX_BYTES).toString('base64url')
  let count = 0
  return () => `${prefix}${(++count).toString(36)}`
}
