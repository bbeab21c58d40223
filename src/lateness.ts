export type LatenessOptions = {
  /** Work that waits for so long is late. 0 is never. */
  readonly maxDelayMs: () => number
  readonly now?: () => number
}

const TURN_MS = 100
/** One long task is no overload, nor is what waited for it: so many requests are served late before one is refused. */
const MANY_REQUESTS = 16

/**
 * Watches how late the event loop is: a timer that is overdue waits for the requests before it, and so do all others. Work in this
 * process is queued nowhere else. `isLate` notes a request, costs one look at the clock, and returns whether there are more requests
 * than can be served: it speaks up within one long turn of the loop, and is silent again when the timer has had its turn.
 */
export const createLateness = ({ maxDelayMs, now = () => performance.now() }: LatenessOptions) => {
  let dueMs = now() + TURN_MS
  let lateRequests = 0
  const turn = (): void => {
    dueMs = now() + TURN_MS
    lateRequests = 0
  }
  const timer = setInterval(turn, TURN_MS).unref()
  return {
    isLate: (): boolean => {
      const limitMs = maxDelayMs()
      if (limitMs === 0 || now() - dueMs <= limitMs) return false
      lateRequests += 1
      return lateRequests > MANY_REQUESTS
    },
    /** What the timer does. */
    turn,
    close: (): void => clearInterval(timer),
  }
}

export type Lateness = ReturnType<typeof createLateness>
