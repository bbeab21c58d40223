/** As long as a timer of Node can wait. */
export const NEVER_MS = 2 ** 31 - 1

/** One thing that must be over in time, in a list of such things. */
export type Deadline = {
  expire: (() => void) | null
  endMs: number
  before: Deadline
  after: Deadline
}

/**
 * Returns a list of things that must be over within the same time, watched by one timer for all: they end in the order in which they
 * began, so that only the first is ever looked at. `expire` is called when it is late (by some milliseconds at most), unless `remove`
 * came first. A linked list, because the tables of a Map of short-lived keys are promoted with all that was ever in them.
 */
export const createDeadlines = (timeoutMs: number) => {
  const ring = { expire: null, endMs: 0 } as unknown as Deadline
  ring.before = ring
  ring.after = ring
  let timer: NodeJS.Timeout | null = null

  const remove = (deadline: Deadline): void => {
    deadline.before.after = deadline.after
    deadline.after.before = deadline.before
    deadline.before = deadline
    deadline.after = deadline
  }
  const sweep = () => {
    timer = null
    for (let first = ring.after; first !== ring; first = ring.after) {
      const leftMs = first.endMs - performance.now()
      if (leftMs > 0) {
        wait(leftMs)
        return
      }
      remove(first)
      first.expire?.()
    }
  }
  const wait = (ms: number) => {
    timer = setTimeout(sweep, Math.ceil(ms)).unref()
  }
  return {
    add: (expire: () => void): Deadline => {
      const deadline = { expire, endMs: performance.now() + timeoutMs, before: ring.before, after: ring }
      ring.before.after = deadline
      ring.before = deadline
      if (timer === null) wait(timeoutMs)
      return deadline
    },
    /** May be called again, and after the end. */
    remove,
    isEmpty: (): boolean => ring.after === ring,
  }
}

export type Deadlines = ReturnType<typeof createDeadlines>
