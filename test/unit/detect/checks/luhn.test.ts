import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { luhn } from '../../../../src/detect/checks/luhn.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('luhn', () => {
  it.each([
    ['79927398713', 'en.wikipedia Luhn_algorithm'],
    ['4111111111111111', 'card networks’ test number'],
    ['35370388636999069', 'by the oracle'],
    ['381891928', 'by the oracle'],
    ['898114', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(luhn(value)).toBe(true)
  })

  it.each([
    ['79927398710', 'wrong check digit'],
    ['369006026773546848', 'by the oracle'],
    ['45268596938493739', 'by the oracle'],
    ['7', 'one digit'],
    ['', 'nothing'],
    ['4111 1111', 'a space'],
  ])('refuses %s (%s)', (value) => {
    expect(luhn(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['79927398713', '4111111111111111', '381891928']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(luhn(value)).toBe(true)
        expect(luhn(changed)).toBe(false)
      }),
    )
  })
})
