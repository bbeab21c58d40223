import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createBodyBudget } from '../../../src/http/body-budget.js'

const request = () => ({}) as IncomingMessage

describe('createBodyBudget', () => {
  it('refuses what does not fit beside the others, and keeps what was held', () => {
    const budget = createBodyBudget(() => 100)
    const [first, second] = [request(), request()]
    budget.hold(first, 60)
    expect(() => budget.hold(second, 41)).toThrow('overloaded')
    budget.hold(second, 40)
    expect(() => budget.hold(second, 41)).toThrow('overloaded')
    expect(budget.heldBytes()).toBe(100)
  })

  it('counts one request once, with the most that it ever held', () => {
    const budget = createBodyBudget(() => 100)
    const one = request()
    for (const bytes of [10, 50, 20]) budget.hold(one, bytes)
    expect(budget.heldBytes()).toBe(50)
  })

  it('takes any body where there is no other', () => {
    const budget = createBodyBudget(() => 100)
    const [large, small] = [request(), request()]
    budget.hold(large, 5000)
    expect(() => budget.hold(small, 1)).toThrow('overloaded')
  })

  it('gives back what a request held, once', () => {
    const budget = createBodyBudget(() => 100)
    const [first, second] = [request(), request()]
    budget.hold(first, 60)
    budget.hold(second, 30)
    budget.release(first)
    budget.release(first)
    budget.release(request())
    expect(budget.heldBytes()).toBe(30)
  })
})
