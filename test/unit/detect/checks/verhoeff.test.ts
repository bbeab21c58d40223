import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verhoeff } from '../../../../src/detect/checks/verhoeff.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('verhoeff', () => {
  it.each([
    ['2363', 'en.wikipedia Verhoeff_algorithm'],
    ['515965', 'by the oracle'],
    ['2515610', 'by the oracle'],
    ['9554696468669', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(verhoeff(value)).toBe(true)
  })

  it.each([
    ['2364', 'wrong check digit'],
    ['06', 'by the oracle'],
    ['9758224278', 'by the oracle'],
    ['764305660033564', 'by the oracle'],
    ['2', 'one digit'],
    ['', 'nothing'],
    ['23a3', 'a letter'],
  ])('refuses %s (%s)', (value) => {
    expect(verhoeff(value)).toBe(false)
  })

  it('refuses every change of one digit', () => {
    const valid = ['2363', '515965', '9554696468669']
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, step) => {
        const index = at % value.length
        const changed = `${value.slice(0, index)}${(Number(value[index]) + step) % 10}${value.slice(index + 1)}`
        expect(verhoeff(value)).toBe(true)
        expect(verhoeff(changed)).toBe(false)
      }),
    )
  })

  it('refuses two neighbours that changed places', () => {
    expect(verhoeff('515965')).toBe(true)
    for (const swapped of ['155965', '551965', '519565', '515695', '515956']) expect(verhoeff(swapped)).toBe(false)
  })
})
