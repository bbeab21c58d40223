import { describe, expect, it } from 'vitest'
import { itCodiceFiscale } from '../../../../src/detect/checks/it.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('itCodiceFiscale', () => {
  it.each([
    ['RSSMRA85T10A562S', 'it.wikipedia example'],
    ['FSMSPS94D06E471Z', 'by the oracle'],
    ['UVQPZQ56LR0G7P0V', 'letters for digits, by the oracle'],
    ['KZOMOD69P41G514U', 'a woman, born on the first, by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(itCodiceFiscale(value)).toBe(true)
  })

  it.each([
    ['RSSMRA85T10A562T', 'wrong check letter'],
    ['RSSMRA85T35A562S', 'no day 35'],
    ['RSSMRA85G10A562S', 'no month G'],
    ['QRXUGF85M62L206B', 'by the oracle'],
    ['LBWORT62H2TCUM3X', 'by the oracle'],
    ['RSSMRA85T10A562', 'fifteen characters'],
    ['WVUHWD17B71D610V', 'no 31st of February'],
  ])('refuses %s (%s)', (value) => {
    expect(itCodiceFiscale(value)).toBe(false)
  })
})
