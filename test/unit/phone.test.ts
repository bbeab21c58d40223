import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { describe, expect, it } from 'vitest'
import { checkPhone, toE164 } from '../../src/phone.js'

describe('checkPhone', () => {
  it.each([
    '+1 212 736 5000',
    '(212) 736-5000',
    '+49 30 901820',
    '+44 (0)20 7946 0958',
    '212-736-5000 ext. 12',
    '011 49 30 901820',
  ])('accepts %s', (value) => {
    expect(checkPhone(value, 'US')).toBe(true)
  })

  it('takes a national number as one of the default region only', () => {
    expect(checkPhone('030 901820', 'DE')).toBe(true)
    expect(checkPhone('030 901820', 'US')).toBe('weak')
  })

  it('finds a number of the right length weak when no plan has it', () => {
    expect(checkPhone('(555) 123-4567', 'US')).toBe('weak')
  })

  it.each(['12345', '4111 1111 1111 1111', '2024-11-22', '22.11.2024', '192.168.10.10'])('refuses %s', (value) => {
    expect(checkPhone(value, 'US')).toBe(false)
  })

  it('agrees with libphonenumber on nearly all digits', () => {
    let differences = 0
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 14 })
    const runs = 4000
    fc.assert(
      fc.property(fc.boolean(), digits, fc.constantFrom('US', 'DE', 'GB', 'FR', 'IN'), (plus, number, region) => {
        const value = plus ? `+${number}` : number
        const oracle = parsePhoneNumberFromString(value, { defaultCountry: region, extract: false })?.isValid() === true
        if ((checkPhone(value, region) === true) !== oracle) differences += 1
      }),
      { numRuns: runs, seed: 7 },
    )
    expect(differences / runs).toBeLessThan(0.02)
  })
})

describe('toE164', () => {
  it('keeps extensions apart and refuses what cannot be dialled', () => {
    expect(toE164('212-736-5000 x12', 'US')).toBe('+12127365000;ext=12')
    expect(toE164('12', 'US')).toBeNull()
    expect(toE164('no number', 'US')).toBeNull()
  })
})
