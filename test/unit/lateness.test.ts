import { afterEach, describe, expect, it } from 'vitest'
import { createLateness } from '../../src/lateness.js'

const LIMIT_MS = 500
const TURN_MS = 100
const SERVED_LATE = 16

let nowMs = 0
const opened: { close: () => void }[] = []
const create = (limitMs = LIMIT_MS) => {
  nowMs = 0
  const lateness = createLateness({ maxDelayMs: () => limitMs, now: () => nowMs })
  opened.push(lateness)
  /** So many requests in one turn of the event loop, each of so many milliseconds; returns which one was the first to be refused. */
  const serve = (count: number, eachMs: number): number | null => {
    let first: number | null = null
    for (let request = 1; request <= count; request++) {
      if (lateness.isLate()) first ??= request
      else nowMs += eachMs
    }
    return first
  }
  return { ...lateness, serve }
}
afterEach(() => {
  for (const lateness of opened.splice(0)) lateness.close()
})

describe('createLateness', () => {
  it('speaks up within one long turn, however many requests it has', () => {
    const { serve } = create()
    const inTime = (TURN_MS + LIMIT_MS) / 10 + 1
    expect(serve(1000, 10)).toBe(inTime + SERVED_LATE + 1)
    expect(nowMs).toBeLessThan(TURN_MS + LIMIT_MS + (SERVED_LATE + 2) * 10)
  })

  it('is silent after one long task, and about those that waited for it', () => {
    const { serve } = create()
    expect([serve(1, 9000), serve(SERVED_LATE, 1)]).toEqual([null, null])
  })

  it('is silent again when the timer has had its turn', () => {
    const { serve, turn } = create()
    serve(1000, 10)
    turn()
    expect(serve(50, 10)).toBeNull()
    expect(serve(1000, 10)).not.toBeNull()
  })

  it('is never late in turns that are short', () => {
    const { serve, turn } = create()
    for (let n = 0; n < 20; n++) {
      expect(serve(500, 1)).toBeNull()
      turn()
    }
  })

  it('is never late with a limit of 0', () => {
    expect(create(0).serve(1000, 100)).toBeNull()
  })
})
