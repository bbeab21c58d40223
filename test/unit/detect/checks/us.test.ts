import { describe, expect, it } from 'vitest'
import { usItin, usSsn } from '../../../../src/detect/checks/us.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('usSsn', () => {
  it.each([
    ['536904399', 'every part in range'],
    ['001010001', 'the lowest'],
    ['899999999', 'the highest'],
    ['312365521', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(usSsn(value)).toBe(true)
  })

  it.each([
    ['000123456', 'area 000'],
    ['666123456', 'area 666'],
    ['900123456', 'area 9xx'],
    ['536004399', 'group 00'],
    ['536900000', 'serial 0000'],
    ['53690439', 'eight digits'],
    ['5369043990', 'ten digits'],
    ['53690439a', 'a letter'],
  ])('refuses %s (%s)', (value) => {
    expect(usSsn(value)).toBe(false)
  })
})

describe('usItin', () => {
  it.each([
    ['912701234', 'group 70'],
    ['900501234', 'group 50'],
    ['999991234', 'group 99'],
    ['987789340', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(usItin(value)).toBe(true)
  })

  it.each([
    ['912451234', 'group 45'],
    ['912931234', 'group 93'],
    ['912691234', 'group 69'],
    ['812701234', 'area 812'],
    ['91270123', 'eight digits'],
  ])('refuses %s (%s)', (value) => {
    expect(usItin(value)).toBe(false)
  })
})
