import { describe, expect, it } from 'vitest'
import { checkNamed } from '../world/numbers.js'

/** The specimens of ICAO Doc 9303, parts 4, 5 and 6: nobody's documents. */
const SPECIMENS = {
  'mrz-td3': 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10',
  'mrz-td2': 'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6',
  'mrz-td1': 'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<',
} as const

describe.each(Object.entries(SPECIMENS))('%s', (name, zone) => {
  const check = checkNamed(name)

  it('accepts the specimen, whatever ends its lines', () => {
    expect(check(zone)).toBe(true)
    expect(check(zone.replaceAll('\n', '\r\n'))).toBe(true)
  })

  it('refuses it with one wrong digit', () => {
    const start = name === 'mrz-td1' ? 0 : zone.indexOf('\n')
    for (let at = start; at < zone.length; at += 1) {
      if (!/\d/.test(zone[at]!)) continue
      const digit = String((Number(zone[at]) + 1) % 10)
      expect([at, check(zone.slice(0, at) + digit + zone.slice(at + 1))]).toEqual([at, false])
    }
  })

  it('refuses a line too few and a character too many', () => {
    expect(check(zone.split('\n')[0]!)).toBe(false)
    expect(check(`${zone}<`)).toBe(false)
  })
})

describe('checks without a check digit', () => {
  it.each([
    ['us-ein', ['123456789', '912345678'], ['071234567', '170000001', '12345678']],
    ['us-atin', ['912931234'], ['912451234', '812931234']],
    ['us-mbi', ['1EG4TE5MK73', '9XX9XX9XX99'], ['1SG4TE5MK73', '1EG4LE5MK73', 'AEG4TE5MK73', '1EG4TE5MK7']],
    [
      'ca-ramq',
      ['TREM85621234', 'TREM00022912'],
      ['TREM85131234', 'TREM85021334'.replace('0213', '0230'), 'TRE185621234'],
    ],
    ['ca-postcode', ['K1A0B1', 'V6B4Y8'], ['D1A0B1', 'K1O0B1', 'K1A0B']],
    ['imsi', ['310150123456789', '26201123456789'], ['999150123456789', '31015012345']],
    ['bic', ['DEUTDEFF500', 'NEDSZAJJ', 'BNPAFRPP'], ['DEUTXXFF', 'DEUTDEF', 'deutdeff']],
    ['vin-form', ['WVWZZZ1JZXW000001'], ['WVWZZZ1JZXW00000A', 'IOQ12345678901234', '11111111111111111']],
    ['icd10', ['E11.9', 'F32', 'U07.1'], ['', '0', '#']],
    [
      'geo-coordinate',
      ['52.520008, 13.404954', '-33.8688,151.2093'],
      ['95.123456, 13.404954', '0.0000,0.0000', '1.23,4.56'],
    ],
    [
      'card-track',
      ['%B4111111111111111^DOE/JANE^3012101000000000000?', ';4111111111111111=30121010000012345?'],
      [';4111111111111112=30121010000012345?', ';4111111111111111=30131010000012345?', '4111111111111111'],
    ],
    ['special-term', ['Catholic', 'bisexual'], ['string', 'unknown', '12', 'not stated']],
    ['not-one-digit', ['12345678'], ['11111111', '1a']],
  ])('%s', (name, valid, invalid) => {
    const check = checkNamed(name)
    expect(valid.filter((value) => !check(value))).toEqual([])
    expect(invalid.filter((value) => check(value))).toEqual([])
  })
})
