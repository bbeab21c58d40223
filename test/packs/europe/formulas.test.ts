import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../src/detect/checks/index.js'
import { FORMULAS } from './formulas.js'
import { changeOneDigit } from './numbers.js'

const checkOf = (name: string): ((value: string) => boolean) => {
  const check = CHECKS.get(name)
  if (check === undefined) throw new Error(`no check ${name}`)
  return (value) => check(value) === true
}

describe('checks of Europe and their documented formulas', () => {
  it.each(FORMULAS)(
    '$check takes what the formula completes and what is published',
    ({ check: name, complete, published }) => {
      const check = checkOf(name)
      for (let count = 0; count < 1000; count += 1) {
        const value = complete()
        expect([value, check(value)]).toEqual([value, true])
      }
      for (const value of published) expect([value, check(value)]).toEqual([value, true])
    },
  )

  it.each(FORMULAS)('$check refuses a changed digit', ({ check: name, complete, blind = 0 }) => {
    const check = checkOf(name)
    const changed = Array.from({ length: 1000 }, () => changeOneDigit(complete()))
    expect(changed.filter(check).length / changed.length).toBeLessThanOrEqual(blind)
  })
})
