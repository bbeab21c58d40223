import { describe, expect, it } from 'vitest'
import { card } from '../../../../src/detect/checks/card.js'

// Published test numbers of the networks.
describe('card', () => {
  it.each([
    ['4111111111111111', 'Visa test number'],
    ['5500005555555559', 'Mastercard'],
    ['2223003122003222', 'Mastercard 2-series'],
    ['378282246310005', 'American Express'],
    ['30569309025904', 'Diners Club'],
    ['6011000990139424', 'Discover'],
    ['3530111333300000', 'JCB'],
    ['6759649826438453', 'Maestro'],
  ])('accepts %s (%s)', (value) => {
    expect(card(value)).toBe(true)
  })

  it.each([
    ['4111111111111112', 'Luhn fails'],
    ['41111111111111', 'Visa has no 14 digits'],
    ['9999999999999995', 'no network starts with 9999'],
    ['0000000000000000', 'one repeated digit'],
    ['1700000000000000', 'microseconds since 1970'],
    ['411', 'too short'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (value) => {
    expect(card(value)).toBe(false)
  })
})
