import { describe, expect, it } from 'vitest'
import { esDni, esNie } from '../../../../src/detect/checks/es.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('esDni', () => {
  it.each([
    ['12345678Z', 'interior.gob.es example'],
    ['00000001R', 'the first'],
    ['1111111G', 'without its leading zero'],
    ['96672808J', 'by the oracle'],
    ['30087529X', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(esDni(value)).toBe(true)
  })

  it.each([
    ['12345678A', 'wrong letter'],
    ['07253934P', 'by the oracle'],
    ['123456Z', 'six digits'],
    ['12345678', 'no letter'],
    ['1234A678Z', 'a letter among the digits'],
  ])('refuses %s (%s)', (value) => {
    expect(esDni(value)).toBe(false)
  })
})

describe('esNie', () => {
  it.each([
    ['X9613851N', 'starts with X'],
    ['Y8063915Z', 'starts with Y'],
    ['Z8078221M', 'starts with Z'],
    ['Z0927426W', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(esNie(value)).toBe(true)
  })

  it.each([
    ['Y8063915Q', 'wrong letter'],
    ['W8063915Q', 'starts with W'],
    ['Y806391Q', 'six digits'],
    ['Y0149525N', 'by the oracle'],
  ])('refuses %s (%s)', (value) => {
    expect(esNie(value)).toBe(false)
  })
})
