import { GatewayError } from '../errors.js'
import { type Breaker, createBreaker } from './breaker.js'
import { createDeadlines, type Deadline, NEVER_MS } from './deadlines.js'

/** What one client of an upstream may take of it. */
export type GateOptions = {
  /** For a connection: to be opened, or to become free. */
  readonly connectTimeoutMs: number
  /** From a request's beginning to the last byte of its answer. Default: no limit. */
  readonly totalTimeoutMs?: number
  /** Open connections; a stream occupies one. Requests above it wait. Default: no limit. */
  readonly maxConnections?: number
  /** Requests that wait for one of `maxConnections`; one more is refused. Default: no limit. */
  readonly maxWaiting?: number
  readonly breaker?: Breaker
}

/** One request that was let through. */
export type Pass = { isProbe: boolean; isOver: boolean; readonly total: Deadline; wait: Deadline | null }

type Fail = (error: GatewayError) => void

/** A connection becomes free within a second more often than not. */
const RETRY = { retry_after_seconds: 1 }
const LATE = new GatewayError('upstream_timeout')

/**
 * Returns what stands before an upstream: its breaker, a bounded queue, and the time that a request may take. Two timers serve all
 * requests; one request costs a few additions and one entry in a list.
 */
export const createGate = (options: GateOptions) => {
  const { maxConnections = Number.POSITIVE_INFINITY, maxWaiting = Number.POSITIVE_INFINITY } = options
  const breaker = options.breaker ?? createBreaker({ failures: 0, windowMs: 0, openMs: 0 })
  const waits = createDeadlines(options.connectTimeoutMs)
  const totals = createDeadlines(options.totalTimeoutMs ?? NEVER_MS)
  let running = 0
  const refuseBusy = (): void => {
    if (running >= maxConnections + maxWaiting) throw new GatewayError('upstream_busy', RETRY)
  }
  return {
    /** Throws what `enter` would throw now: to be asked before work is done for a request that could not go on. */
    check: (): void => {
      refuseBusy()
      breaker.check()
    },
    /** Lets a request through; `fail` hears when its time is over. Throws GatewayError `upstream_unavailable` or `upstream_busy`. */
    enter: (fail: Fail): Pass => {
      refuseBusy()
      const isProbe = breaker.enter()
      running += 1
      return { isProbe, isOver: false, total: totals.add(() => fail(LATE)), wait: null }
    },
    /** It has no connection yet. */
    waiting: (pass: Pass, fail: Fail): void => {
      const expire = () => fail(running > maxConnections ? new GatewayError('upstream_busy', RETRY) : LATE)
      pass.wait = waits.add(expire)
    },
    /** It is on its way. */
    started: (pass: Pass): void => {
      if (pass.wait !== null) waits.remove(pass.wait)
    },
    /** The head of the answer is there, whatever it says. */
    answered: (pass: Pass): void => {
      breaker.answered()
      pass.isProbe = false
    },
    /** It failed before the head. A request that could not be sent, or had to wait for too long, says nothing of the upstream. */
    failed: (pass: Pass, { code }: GatewayError): void => {
      if (code === 'bad_request' || code === 'upstream_busy') return
      breaker.failed(pass.isProbe)
      pass.isProbe = false
    },
    /** It is over, however it ended. May be called again. */
    leave: (pass: Pass): void => {
      if (pass.isOver) return
      pass.isOver = true
      running -= 1
      totals.remove(pass.total)
      if (pass.wait !== null) waits.remove(pass.wait)
      breaker.left(pass.isProbe)
    },
    running: (): number => running,
  }
}
