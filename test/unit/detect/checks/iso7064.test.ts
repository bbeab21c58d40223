import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iso7064Mod11Comma10 } from '../../../../src/detect/checks/iso7064.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('iso7064Mod11Comma10', () => {
  it.each([
    ['05618137831', 'by the oracle'],
    ['68268892386', 'by the oracle'],
    ['57199236132', 'by the oracle'],
    ['91580731834', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(iso7064Mod11Comma10(value)).toBe(true)
  })

  it.each([
    ['10813710016', 'by the oracle'],
    ['80492083952', 'by the oracle'],
    ['0561813783X', 'a letter'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (value) => {
    expect(iso7064Mod11Comma10(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['05618137831', '88782527970']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(iso7064Mod11Comma10(value)).toBe(true)
        expect(iso7064Mod11Comma10(changed)).toBe(false)
      }),
    )
  })
})
