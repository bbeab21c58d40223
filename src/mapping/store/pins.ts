import type { ThreadScope, ThreadStore } from './store.js'

/** Threads whose answers are streaming: they must not expire meanwhile. */
export type Pins = {
  /** Holds a thread until the returned function is called; the thread's TTL begins anew then. */
  readonly hold: (thread: ThreadScope | null) => () => void
  readonly close: () => void
}

type Held = { readonly thread: ThreadScope; readonly sinceMs: number }

const PART = 4
const MIN_INTERVAL_MS = 100
const MAX_INTERVAL_MS = 3_600_000
const NOTHING = (): void => {}

/** Touches every held thread several times in each TTL. Holding costs a set entry, and a write only where a stream lasts. */
export const createPins = (touch: ThreadStore['touch'], ttlMs: number): Pins => {
  const held = new Set<Held>()
  const intervalMs = Math.min(Math.max(ttlMs / PART, MIN_INTERVAL_MS), MAX_INTERVAL_MS)
  const use = (thread: ThreadScope): void => {
    // A touch that fails costs a part of the TTL; the next one may do.
    Promise.resolve(touch(thread)).catch(() => {})
  }
  const timer = setInterval(() => {
    for (const { thread } of held) use(thread)
  }, intervalMs).unref()
  return {
    hold: (thread) => {
      if (thread === null) return NOTHING
      const own = { thread, sinceMs: performance.now() }
      held.add(own)
      return () => {
        if (held.delete(own) && performance.now() - own.sinceMs > intervalMs / PART) use(thread)
      }
    },
    close: () => clearInterval(timer),
  }
}
