import { afterEach, describe, expect, it } from 'vitest'
import { createLateness } from '../../src/lateness.js'

const LIMIT_MS = 500
const SAMPLE_MS = 100
const MANY = 20

let nowMs = 0
const opened: { close: () => void }[] = []
const create = (limitMs = LIMIT_MS) => {
  nowMs = 0
  const lateness = createLateness({ maxDelayMs: () => limitMs, now: () => nowMs })
  opened.push(lateness)
  /** One turn of the timer that came so much too late, after so many requests. */
  const turn = (delayMs: number, requests = MANY): boolean => {
    for (let request = 1; request < requests; request++) lateness.isLate()
    nowMs += SAMPLE_MS + delayMs
    lateness.sample()
    return lateness.isLate()
  }
  return turn
}
afterEach(() => {
  for (const lateness of opened.splice(0)) lateness.close()
})

describe('createLateness', () => {
  it('is late when many requests wait too long, time after time', () => {
    const turn = create()
    expect([turn(600), turn(600), turn(600), turn(600)]).toEqual([false, false, true, true])
  })

  it('is not late after one long task, however long', () => {
    const turn = create()
    expect([turn(9000), turn(0), turn(9000), turn(499), turn(600)]).toEqual([false, false, false, false, false])
  })

  it('is not late with something else than requests', () => {
    const turn = create()
    expect(Array.from({ length: 5 }, () => turn(2000, 3))).toEqual([false, false, false, false, false])
  })

  it('ends at the first turn in time, and needs no proof for the next one soon after', () => {
    const turn = create()
    for (let n = 0; n < 3; n++) turn(600)
    expect([turn(10), turn(600), turn(10)]).toEqual([false, true, false])
    for (let n = 0; n < 30; n++) turn(10)
    expect(turn(600)).toBe(false)
  })

  it('is never late with a limit of 0', () => {
    const turn = create(0)
    expect(Array.from({ length: 5 }, () => turn(9000)).some(Boolean)).toBe(false)
  })
})
