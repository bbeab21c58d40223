import type { Config } from './config/schema.js'
import { GatewayError } from './errors.js'
import { type BodyBudget, createBodyBudget } from './http/body-budget.js'
import { createLateness } from './lateness.js'

/** What keeps the process from taking on more than it can do: who comes too late is told so at once, and who was let in is served. */
export type Overload = {
  /** Throws GatewayError `overloaded`; to be asked before anything of a request is read. */
  readonly refuse: () => void
  readonly bodies: BodyBudget
  readonly close: () => void
}

type Receiving = { readonly config: Pick<Config, 'limits'> }

/** How request bodies are read. */
export const receiving = ({ config }: Receiving, { overload }: { readonly overload: Overload }) => ({
  maxBodyBytes: config.limits.max_body_bytes,
  bodies: overload.bodies,
})

/** A process that sheds load has caught up within a second, as a rule. */
const RETRY = { retry_after_seconds: 1 }

type Watched = { readonly limits: () => Config['limits']; readonly running: () => number }

/** Limits are asked for each time, so that a reload changes them. `running` counts the request that asks. */
export const createOverload = ({ limits, running }: Watched): Overload => {
  const lateness = createLateness({ maxDelayMs: () => limits().max_delay_ms })
  return {
    refuse: () => {
      if (lateness.isLate() || running() > limits().max_requests) throw new GatewayError('overloaded', RETRY)
    },
    bodies: createBodyBudget(() => limits().max_buffered_bytes),
    close: lateness.close,
  }
}
