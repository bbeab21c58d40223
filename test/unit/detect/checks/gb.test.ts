import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ukNhs, ukNino } from '../../../../src/detect/checks/gb.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('ukNino', () => {
  it.each([
    ['AB123456C', 'in use'],
    ['YZ614868B', 'in use'],
    ['TW987654A', 'in use'],
  ])('accepts %s (%s)', (value) => {
    expect(ukNino(value)).toBe(true)
  })

  it.each([
    ['FQ123456C', 'F and Q are never in a prefix'],
    ['AO123456C', 'O is never second'],
    ['BG123456A', 'unused prefix'],
    ['ZZ123456A', 'unused prefix'],
    ['AA123456H', 'suffix ends at D'],
    ['AB12345C', 'five digits'],
    ['AB12345XC', 'a letter among the digits'],
    ['ab123456c', 'lower case: normalise first'],
  ])('refuses %s (%s)', (value) => {
    expect(ukNino(value)).toBe(false)
  })
})

describe('ukNhs', () => {
  it.each([
    ['9434765919', 'datadictionary.nhs.uk example'],
    ['4010232137', 'test number'],
    ['0947912908', 'by the oracle'],
    ['1050912721', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(ukNhs(value)).toBe(true)
  })

  it.each([
    ['9434765918', 'wrong check digit'],
    ['5854688620', 'by the oracle'],
    ['1502424927', 'by the oracle'],
    ['0000000000', 'one repeated digit'],
    ['943476591', 'nine digits'],
    ['943476591X', 'a letter'],
  ])('refuses %s (%s)', (value) => {
    expect(ukNhs(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['9434765919', '4010232137']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(ukNhs(value)).toBe(true)
        expect(ukNhs(changed)).toBe(false)
      }),
    )
  })
})
