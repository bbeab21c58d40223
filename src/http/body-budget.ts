import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.js'

const HELD = Symbol('held bytes')
type Holder = IncomingMessage & { [HELD]?: number }

/** Bodies of a few seconds' work are gone in a few seconds. */
const RETRY = { retry_after_seconds: 1 }

/**
 * Returns the account of the request bodies that are in memory at once, in bytes as sent or as decoded, whichever is more.
 * A request on its own always fits: `limits.max_body_bytes` is its limit.
 */
export const createBodyBudget = (maxBytes: () => number) => {
  let heldBytes = 0
  return {
    /** Notes that a request holds so many bytes now. Throws GatewayError `overloaded` where they do not fit; it then holds what it held. */
    hold: (incoming: Holder, bytes: number): void => {
      const before = incoming[HELD] ?? 0
      if (bytes <= before) return
      const others = heldBytes - before
      if (others > 0 && others + bytes > maxBytes()) throw new GatewayError('overloaded', RETRY)
      heldBytes = others + bytes
      incoming[HELD] = bytes
    },
    /** The request is over. May be called again. */
    release: (incoming: Holder): void => {
      const bytes = incoming[HELD]
      if (bytes === undefined) return
      heldBytes -= bytes
      incoming[HELD] = 0
    },
    heldBytes: (): number => heldBytes,
  }
}

export type BodyBudget = ReturnType<typeof createBodyBudget>
