import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brCpf } from '../../../../src/detect/checks/br.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('brCpf', () => {
  it.each([
    ['52998224725', 'widely used test number'],
    ['11144477735', 'widely used test number'],
    ['97990090066', 'by the oracle'],
    ['14912783820', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(brCpf(value)).toBe(true)
  })

  it.each([
    ['52998224726', 'second check digit'],
    ['52998224735', 'first check digit'],
    ['11111111111', 'one repeated digit'],
    ['95455537950', 'by the oracle'],
    ['5299822472', 'ten digits'],
    ['5299822472a', 'a letter'],
  ])('refuses %s (%s)', (value) => {
    expect(brCpf(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['52998224725', '11144477735']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(brCpf(value)).toBe(true)
        expect(brCpf(changed)).toBe(false)
      }),
    )
  })
})
