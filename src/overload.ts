import type { ServerResponse } from 'node:http'
import type { Config } from './config/schema.js'
import { GatewayError } from './errors.js'
import { type BodyBudget, createBodyBudget } from './http/body-budget.js'
import type { ReceiveOptions } from './http/receive.js'
import { createRequestQueue } from './request-queue.js'

/** What keeps the process from taking on more than it can do: who comes too late is told so before work is done for it, and who was let through is served. */
export type Overload = {
  /** Throws GatewayError `overloaded`; to be asked before anything of a request is read. */
  readonly refuse: () => void
  readonly bodies: BodyBudget
  /** How the body of a request with these limits is read. */
  readonly receiving: (config: Pick<Config, 'limits'>) => ReceiveOptions
  /** Resolves when the work of a request that has been read may begin, null is at once. Rejects with GatewayError `overloaded`, CLIENT_GONE. */
  readonly wait: (outgoing: ServerResponse) => Promise<void> | null
  readonly waitingRequests: () => number
  /** To be told of each connection to the traffic port. */
  readonly connected: () => void
}

/** A request is over within a second more often than not. */
const RETRY = { retry_after_seconds: 1 }

type Watched = { readonly limits: () => Config['limits']; readonly running: () => number }

/** Limits are asked for each time, so that a reload changes them. `running` counts the request that asks. */
export const createOverload = ({ limits, running }: Watched): Overload => {
  const bodies = createBodyBudget(() => limits().max_buffered_bytes)
  const queue = createRequestQueue({ maxDelayMs: () => limits().max_delay_ms })
  return {
    refuse: () => {
      if (running() > limits().max_requests) throw new GatewayError('overloaded', RETRY)
    },
    bodies,
    receiving: ({ limits: { max_body_bytes: maxBodyBytes } }) => ({ maxBodyBytes, bodies }),
    wait: queue.wait,
    waitingRequests: queue.size,
    connected: queue.connected,
  }
}
