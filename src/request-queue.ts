import type { EventEmitter } from 'node:events'
import { GatewayError } from './errors.js'
import { CLIENT_GONE } from './http/receive.js'

export type RequestQueueOptions = {
  /** Who has waited for longer is refused. 0 is no limit. */
  readonly maxDelayMs: () => number
  readonly now?: () => number
  /** Runs a function once, when this turn of the event loop has heard all that was ready. */
  readonly atTurnEnd?: (run: () => void) => void
}

type Waiting = { readonly sinceMs: number; readonly settle: (error?: Error) => void }

/** A process that sheds load has caught up within a second, as a rule. */
const RETRY = { retry_after_seconds: 1 }
/** So few are no overload, however long they wait: somebody has sent large bodies. */
const FEW_REQUESTS = 32
/** So many turns at most go to new connections alone. */
const MOST_HELD_TURNS = 16

/**
 * Returns the queue in which requests wait for the event loop, first come, first served. What the guard does for one request is done in
 * one piece. If all that are ready had it in the same turn of the loop, the turn would be as long as all of them together: streams
 * would stand still, and new connections, of which Node accepts one in a turn, would wait in the kernel, where nobody counts them.
 * So one request is let through in a turn, and more only for as long as all else in it took.
 */
export const createRequestQueue = ({
  maxDelayMs,
  now = () => performance.now(),
  atTurnEnd = (run) => void setImmediate(run),
}: RequestQueueOptions) => {
  const waiting = new Set<Waiting>()
  /** Who comes now waits for the end of the turn. */
  let isTaken = false
  let hasNewConnection = false
  let heldTurns = 0
  /** When requests last had the loop to themselves. */
  let servedMs = 0

  const refuseLate = (nowMs: number): void => {
    const limitMs = maxDelayMs()
    if (limitMs === 0) return
    for (const { sinceMs, settle } of waiting) {
      if (waiting.size <= FEW_REQUESTS || nowMs - sinceMs <= limitMs) return
      settle(new GatewayError('overloaded', RETRY))
    }
  }
  const serve = async (): Promise<void> => {
    const startMs = now()
    const elseMs = startMs - servedMs
    refuseLate(startMs)
    for (const { settle } of waiting) {
      settle()
      // The request was told first, so its work is done when this goes on.
      await undefined
      servedMs = now()
      if (servedMs - startMs >= elseMs) return
    }
  }
  const endTurn = (): void => {
    isTaken = waiting.size > 0
    if (isTaken) atTurnEnd(endTurn)
    // Another connection may be there, and what it asks should be known before more work is begun.
    const isHeld = isTaken && hasNewConnection && heldTurns < MOST_HELD_TURNS
    heldTurns = isHeld ? heldTurns + 1 : 0
    hasNewConnection = false
    if (isTaken && !isHeld) void serve()
  }
  const takeTurn = (): void => {
    isTaken = true
    servedMs = now()
    atTurnEnd(endTurn)
  }

  return {
    /**
     * Resolves when the request may have the loop; null when it may at once, as it may where nobody is before it. Rejects with
     * GatewayError `overloaded`, or with CLIENT_GONE when the response is closed before.
     */
    wait: (outgoing: Pick<EventEmitter, 'once' | 'off'>): Promise<void> | null => {
      if (!isTaken) {
        takeTurn()
        return null
      }
      return new Promise((resolve, reject) => {
        const settle = (error?: Error): void => {
          waiting.delete(entry)
          outgoing.off('close', leave)
          if (error === undefined) resolve()
          else reject(error)
        }
        const leave = () => settle(CLIENT_GONE)
        const entry = { sinceMs: now(), settle }
        waiting.add(entry)
        outgoing.once('close', leave)
      })
    },
    /** A client has connected. */
    connected: (): void => {
      hasNewConnection = true
      if (!isTaken) takeTurn()
    },
    size: (): number => waiting.size,
  }
}
