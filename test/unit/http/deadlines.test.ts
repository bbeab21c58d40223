import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeadlines } from '../../../src/http/deadlines.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('createDeadlines', () => {
  it('calls each when its own time is over, in order, with one timer', () => {
    const late: string[] = []
    const deadlines = createDeadlines(100)
    deadlines.add(() => late.push('first'))
    vi.advanceTimersByTime(40)
    deadlines.add(() => late.push('second'))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(61)
    expect(late).toEqual(['first'])
    vi.advanceTimersByTime(40)
    expect(late).toEqual(['first', 'second'])
    vi.advanceTimersByTime(1000)
    expect([late.length, vi.getTimerCount(), deadlines.isEmpty()]).toEqual([2, 0, true])
  })

  it('calls none that was removed, before or after its time', () => {
    const late: number[] = []
    const deadlines = createDeadlines(100)
    const all = [1, 2, 3].map((n) => deadlines.add(() => late.push(n)))
    deadlines.remove(all[1]!)
    deadlines.remove(all[1]!)
    vi.advanceTimersByTime(200)
    for (const deadline of all) deadlines.remove(deadline)
    expect([late, deadlines.isEmpty()]).toEqual([[1, 3], true])
  })

  it('may be added to and removed from by what it calls', () => {
    const late: string[] = []
    const deadlines = createDeadlines(100)
    deadlines.add(() => {
      deadlines.remove(second)
      deadlines.add(() => late.push('third'))
    })
    const second = deadlines.add(() => late.push('second'))
    vi.advanceTimersByTime(150)
    expect(late).toEqual([])
    vi.advanceTimersByTime(100)
    expect(late).toEqual(['third'])
  })
})
