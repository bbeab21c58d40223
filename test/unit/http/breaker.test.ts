import { describe, expect, it } from 'vitest'
import type { GatewayError } from '../../../src/errors.js'
import { createBreaker } from '../../../src/http/breaker.js'

const OPTIONS = { failures: 3, windowMs: 1000, openMs: 5000 }

const create = (over: Partial<typeof OPTIONS> = {}) => {
  let nowMs = 0
  const breaker = createBreaker({ ...OPTIONS, ...over, now: () => nowMs })
  return {
    ...breaker,
    pass: (ms: number) => {
      nowMs += ms
    },
    fail: (times: number) => {
      for (let n = 0; n < times; n++) breaker.failed(false)
    },
    refusal: (): GatewayError | null => {
      try {
        breaker.enter()
        return null
      } catch (error) {
        return error as GatewayError
      }
    },
  }
}

describe('createBreaker', () => {
  it('opens at the last of so many failures, and says when to come back', () => {
    const { fail, refusal, pass } = create()
    fail(2)
    expect(refusal()).toBeNull()
    fail(1)
    expect(refusal()).toMatchObject({ code: 'upstream_unavailable', status: 503, details: { retry_after_seconds: 5 } })
    pass(4100)
    expect(refusal()?.details.retry_after_seconds).toBe(1)
  })

  it('tells what it would do without letting anybody through', () => {
    const { fail, check, refusal, pass } = create()
    expect(check).not.toThrow()
    fail(3)
    expect(check).toThrow('upstream_unavailable')
    pass(5000)
    for (let n = 0; n < 2; n++) expect(check).not.toThrow()
    expect(refusal()).toBeNull()
    expect(check).toThrow('upstream_unavailable')
  })

  it('forgets failures after the window', () => {
    const { fail, refusal, pass } = create()
    fail(2)
    pass(1000)
    fail(2)
    expect(refusal()).toBeNull()
  })

  it('stays closed while more requests are answered than fail', () => {
    const { fail, refusal, answered } = create()
    fail(1)
    for (let n = 0; n < 9; n++) answered()
    fail(7)
    expect(refusal()).toBeNull()
    fail(1)
    expect(refusal()).not.toBeNull()
  })

  it('lets one probe through at a time; an answer closes it', () => {
    const { fail, enter, refusal, answered, pass } = create()
    fail(3)
    pass(5000)
    expect(enter()).toBe(true)
    expect(refusal()?.details.retry_after_seconds).toBe(1)
    answered()
    expect([enter(), enter()]).toEqual([false, false])
  })

  it('opens again when the probe fails', () => {
    const { fail, failed, enter, refusal, pass } = create()
    fail(3)
    pass(5000)
    failed(enter())
    expect(refusal()?.details.retry_after_seconds).toBe(5)
    pass(5000)
    expect(enter()).toBe(true)
  })

  it('sends another probe when the client of the first one left', () => {
    const { fail, left, enter, pass } = create()
    fail(3)
    pass(5000)
    left(enter())
    expect(enter()).toBe(true)
  })

  it('is not held open by requests that passed before it opened', () => {
    const { fail, enter, pass, isOpen } = create()
    fail(3)
    pass(4000)
    fail(10)
    pass(1000)
    expect([enter(), isOpen()]).toEqual([true, true])
  })

  it('never opens with 0 failures', () => {
    const { fail, isOpen } = create({ failures: 0 })
    fail(100)
    expect(isOpen()).toBe(false)
  })
})
