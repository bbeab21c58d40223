import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { GatewayError } from '../errors.js'

/** What one tenant may use of one process. */
export type TenantLimits = {
  readonly requests_per_minute?: number | undefined
  readonly concurrent_requests?: number | undefined
}

/** Gives back what `enter` took; further calls do nothing. */
export type Leave = () => void

const WINDOW_SECONDS = 60
/** A request ends within seconds more often than not: who met the concurrency limit may try again soon. */
const RETRY_CONCURRENT_SECONDS = 1
const NOTHING: Leave = () => {}

const createRateLimiter = (perMinute: number) => {
  const limiter: RateLimiterAbstract = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS })
  return async (tenant: string): Promise<void> => {
    try {
      await limiter.consume(tenant)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const retry_after_seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      throw new GatewayError('rate_limited', { retry_after_seconds, limit: perMinute, window_seconds: WINDOW_SECONDS })
    }
  }
}

/**
 * Returns the gate of one tenant, or null where it has no limit. `enter` rejects with GatewayError `rate_limited` or
 * `concurrency_limited`, both 429 with the seconds to wait; a request over the concurrency limit does not count against the rate.
 */
export const createTenantGate = (tenant: string, limits: TenantLimits) => {
  const { requests_per_minute: perMinute, concurrent_requests: most } = limits
  if (perMinute === undefined && most === undefined) return null
  const spend = perMinute === undefined ? null : createRateLimiter(perMinute)
  let running = 0
  const take = (): Leave => {
    if (most === undefined) return NOTHING
    if (running >= most)
      throw new GatewayError('concurrency_limited', { retry_after_seconds: RETRY_CONCURRENT_SECONDS, limit: most })
    running += 1
    let hasLeft = false
    return () => {
      if (!hasLeft) running -= 1
      hasLeft = true
    }
  }
  return {
    enter: async (): Promise<Leave> => {
      const leave = take()
      try {
        await spend?.(tenant)
      } catch (error) {
        leave()
        throw error
      }
      return leave
    },
    running: (): number => running,
  }
}

export type TenantGate = NonNullable<ReturnType<typeof createTenantGate>>
