import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deIdnr } from '../../../../src/detect/checks/de.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('deIdnr', () => {
  it.each([
    ['86095742719', 'BZSt example'],
    ['36574261809', 'test number'],
    ['75628631401', 'by the oracle'],
    ['78303415697', 'by the oracle'],
    ['57246190829', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(deIdnr(value)).toBe(true)
  })

  it.each([
    ['86095742718', 'wrong check digit'],
    ['83695147080', 'by the oracle'],
    ['57439960189', 'by the oracle'],
    ['07519483633', 'leading zero'],
    ['12345678903', 'no digit repeats'],
    ['11111111111', 'a digit repeats too often'],
    ['8609574271', 'ten digits'],
  ])('refuses %s (%s)', (value) => {
    expect(deIdnr(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['86095742719', '36574261809']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(deIdnr(value)).toBe(true)
        expect(deIdnr(changed)).toBe(false)
      }),
    )
  })
})
