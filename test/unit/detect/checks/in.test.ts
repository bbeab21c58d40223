import { describe, expect, it } from 'vitest'
import { inAadhaar, inPan } from '../../../../src/detect/checks/in.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('inAadhaar', () => {
  it.each([
    ['399876543211', 'test number'],
    ['234123412346', 'test number'],
    ['812947262654', 'by the oracle'],
    ['784664301014', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(inAadhaar(value)).toBe(true)
  })

  it.each([
    ['399876543212', 'wrong check digit'],
    ['134123412346', 'starts with 1'],
    ['941225067507', 'by the oracle'],
    ['201920202029', 'three years in a row'],
    ['39987654321', 'eleven digits'],
  ])('refuses %s (%s)', (value) => {
    expect(inAadhaar(value)).toBe(false)
  })
})

describe('inPan', () => {
  it.each([
    ['ABCPD1234Z', 'an individual'],
    ['AAACB1234C', 'a company'],
    ['LUHBX2763W', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(inPan(value)).toBe(true)
  })

  it.each([
    ['ABCND1234Z', 'no holder N'],
    ['ABCPD0000Z', 'number 0000'],
    ['ABCPD123Z', 'nine characters'],
    ['ABCP51234Z', 'a digit among the letters'],
    ['ABCPD12345', 'ends in a digit'],
    ['UQERA9171Z', 'by the oracle'],
  ])('refuses %s (%s)', (value) => {
    expect(inPan(value)).toBe(false)
  })
})
