import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nlBsn } from '../../../../src/detect/checks/nl.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('nlBsn', () => {
  it.each([
    ['111222333', 'test number'],
    ['123456782', 'nl.wikipedia'],
    ['810573209', 'by the oracle'],
    ['971484703', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(nlBsn(value)).toBe(true)
  })

  it.each([
    ['111222334', 'elfproef fails'],
    ['376861206', 'by the oracle'],
    ['000000000', 'one repeated digit'],
    ['11122233', 'eight digits'],
    ['11122233a', 'a letter'],
  ])('refuses %s (%s)', (value) => {
    expect(nlBsn(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['111222333', '123456782']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(nlBsn(value)).toBe(true)
        expect(nlBsn(changed)).toBe(false)
      }),
    )
  })
})
