export type LatenessOptions = {
  /** Work that waits for so long, again and again, is too much. 0 is never. */
  readonly maxDelayMs: () => number
  readonly now?: () => number
}

const SAMPLE_MS = 100
/** One long task is no overload: only a process that is late each time it looks has more work than it can do. */
const LATE_SAMPLES = 3
/** Nor is a process that is late with something else than requests: with a reload, or with one hostile text after the other. */
const MANY_REQUESTS = 16
/** Who was overloaded a moment ago need not prove it again. */
const MEMORY_MS = 2_000

/**
 * Watches how late the event loop is: what one timer waits beyond its time, every request waits too. Work in this process is queued
 * nowhere else. `isLate` notes a request and returns whether there are more of them than can be served; it costs one addition.
 */
export const createLateness = ({ maxDelayMs, now = () => performance.now() }: LatenessOptions) => {
  let dueMs = now() + SAMPLE_MS
  let lateSamples = 0
  let requests = 0
  let isLate = false
  let lateAtMs = Number.NEGATIVE_INFINITY
  const sample = (): void => {
    const nowMs = now()
    const limitMs = maxDelayMs()
    const isLateNow = limitMs > 0 && requests >= MANY_REQUESTS && nowMs - dueMs > limitMs
    lateSamples = isLateNow ? lateSamples + 1 : 0
    dueMs = nowMs + SAMPLE_MS
    requests = 0
    isLate = lateSamples >= LATE_SAMPLES || (isLateNow && nowMs - lateAtMs < MEMORY_MS)
    if (isLate) lateAtMs = nowMs
  }
  const timer = setInterval(sample, SAMPLE_MS).unref()
  return {
    isLate: (): boolean => {
      requests += 1
      return isLate
    },
    /** What the timer does. */
    sample,
    close: (): void => clearInterval(timer),
  }
}

export type Lateness = ReturnType<typeof createLateness>
