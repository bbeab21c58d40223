import { GatewayError } from '../errors.js'

export type BreakerOptions = {
  /** Failures within the window that open it, when they are at least half of what came to an end. 0 keeps it closed for ever. */
  readonly failures: number
  /** From the first failure. */
  readonly windowMs: number
  /** From opening to the first probe. */
  readonly openMs: number
  readonly now?: () => number
}

/**
 * Returns the circuit breaker of one upstream: it opens after many failures, then lets one request at a time through until one is
 * answered. Only what happens before an answer's head counts: any status is an answer, and a stream may be cut for many reasons.
 * A request that goes well costs one comparison and one addition.
 */
export const createBreaker = ({ failures, windowMs, openMs, now = () => performance.now() }: BreakerOptions) => {
  let failed = 0
  let answered = 0
  let windowEndMs = 0
  /** Null while it is closed. */
  let probeAtMs: number | null = null
  let isProbing = false

  const open = () => {
    probeAtMs = now() + openMs
    isProbing = false
    failed = 0
  }
  const countFailure = () => {
    const nowMs = now()
    if (failed === 0 || nowMs >= windowEndMs) {
      windowEndMs = nowMs + windowMs
      failed = 0
      answered = 0
    }
    failed += 1
    if (failed >= failures && failed >= answered) open()
  }
  /** Throws GatewayError `upstream_unavailable` while the breaker is open; a probe that is due may pass. */
  const check = (): void => {
    if (probeAtMs === null) return
    const leftMs = probeAtMs - now()
    if (leftMs > 0 || isProbing)
      throw new GatewayError('upstream_unavailable', { retry_after_seconds: Math.max(1, Math.ceil(leftMs / 1000)) })
  }
  return {
    check,
    /** Lets a request pass; returns whether it is a probe. Throws what `check` throws. */
    enter: (): boolean => {
      check()
      isProbing = probeAtMs !== null
      return isProbing
    },
    answered: (): void => {
      answered += 1
      if (probeAtMs === null) return
      probeAtMs = null
      isProbing = false
      failed = 0
    },
    /** The failures of requests that passed before it opened change nothing. */
    failed: (isProbe: boolean): void => {
      if (failures === 0) return
      if (isProbe) open()
      else if (probeAtMs === null) countFailure()
    },
    /** A request ended without a verdict: its client went away. */
    left: (isProbe: boolean): void => {
      if (isProbe) isProbing = false
    },
    isOpen: (): boolean => probeAtMs !== null,
  }
}

export type Breaker = ReturnType<typeof createBreaker>
