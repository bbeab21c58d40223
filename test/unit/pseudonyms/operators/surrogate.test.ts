import { isIP } from 'node:net'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../../src/detect/checks/index.js'
import { createSurrogate } from '../../../../src/pseudonyms/operators/surrogate.js'

const GROUPS = new Map([
  ['NL_BSN', 'NATIONAL_ID'],
  ['DE_IDNR', 'TAX_ID'],
  ['US_SSN', 'SSN'],
  ['PL_PESEL', 'NATIONAL_ID'],
  ['SECRET', 'SECRET'],
])
const passes = (check: string, text: string): boolean =>
  CHECKS.get(check)?.(text.replace(/[^0-9A-Za-z]/g, '').toUpperCase()) === true
const isValid = (entity: string, text: string): boolean =>
  ({ NL_BSN: 'nl-bsn', DE_IDNR: 'de-idnr', PL_PESEL: 'pl-pesel' })[entity] === undefined ||
  passes({ NL_BSN: 'nl-bsn', DE_IDNR: 'de-idnr', PL_PESEL: 'pl-pesel' }[entity] ?? '', text)

const make = createSurrogate({ secret: 'a secret of this test', region: 'US', groups: GROUPS, isValid })
const many = (entity: string, value: string, count = 300): string[] =>
  Array.from({ length: count }, (_, n) => make('scope', { entity, key: `${value} ${n}`, value }) ?? 'none')
const shape = (text: string): string => text.replace(/[0-9]/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A')

describe('createSurrogate', () => {
  it('makes the same for the same identity of a scope, and another for any other', () => {
    const identity = { entity: 'EMAIL', key: 'a@b.example', value: 'a@b.example' }
    expect(make('scope', identity)).toBe(make('scope', identity))
    expect(make('other', identity)).not.toBe(make('scope', identity))
    expect(make('scope', { ...identity, key: 'c@b.example' })).not.toBe(make('scope', identity))
    const other = createSurrogate({ secret: 'another', region: 'US', groups: GROUPS, isValid })
    expect(other('scope', identity)).not.toBe(make('scope', identity))
  })

  it.each(['4111 1111 1111 1111', '378282246310005', '5500-0055-5555-5559'])(
    'makes a card of the form of %s that nobody issues',
    (value) => {
      for (const card of many('CREDIT_CARD', value)) {
        expect(shape(card)).toBe(shape(value))
        const digits = card.replace(/[^0-9]/g, '')
        expect(digits).toMatch(/^9999/)
        expect(passes('luhn', digits)).toBe(true)
      }
    },
  )

  it.each(['DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819', 'nl91abna0417164300'])(
    'makes an IBAN of the form of %s',
    (value) => {
      for (const iban of many('IBAN', value, 60)) {
        expect(shape(iban)).toBe(shape(value))
        expect(iban.slice(0, 2)).toBe(value.slice(0, 2))
        expect(passes('iban', iban)).toBe(true)
        expect(iban.replaceAll(' ', '').slice(4, 8)).toMatch(/^(0000|XXXX|xxxx)$/)
      }
    },
  )

  it('makes a US Social Security number that was never issued', () => {
    for (const ssn of many('US_SSN', '536-90-4399')) expect(ssn).toMatch(/^9\d\d-(?!00)[0-4]\d-(?!0000)\d{4}$/)
  })

  it.each([
    ['NL_BSN', '111222333', 'nl-bsn'],
    ['DE_IDNR', '86 095 742 719', 'de-idnr'],
    ['PL_PESEL', '44051401359', 'pl-pesel'],
  ])('makes a %s with right check digits', (entity, value, check) => {
    for (const made of many(entity, value, 40)) {
      expect(shape(made)).toBe(shape(value))
      expect(made).not.toBe(value)
      expect(passes(check, made)).toBe(true)
    }
  })

  it.each([
    ['+1 212 736 5000', /^\+1 \d{3} 555 01\d\d$/],
    ['(212) 736-5000', /^\(\d{3}\) 555-01\d\d$/],
    ['+44 20 7946 1234', /^\+44 (77 0090 0\d{3}|20 7946 0\d{3})$/],
    ['+49 30 901820', /^\+49 (3023125\d{3}|171392000\d)$/],
    ['+33 1 42 68 53 00', /^\+33 (6 39 98 \d\d \d\d|1 99 00 \d\d \d\d)$/],
  ])('makes a number like %s that is kept for fiction', (value, expected) => {
    for (const phone of many('PHONE', value, 40)) expect(phone).toMatch(expected)
  })

  it('makes addresses of the networks and domains for documentation', () => {
    for (const ip of many('IP', '10.1.2.3', 40)) expect(ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/)
    for (const ip of many('IP', 'fe80::1', 40)) expect([isIP(ip), ip.startsWith('2001:db8::')]).toEqual([6, true])
    for (const mac of many('MAC', 'AA-BB-CC-DD-EE-FF', 40)) expect(mac).toMatch(/^00-00-5E-00-53-[0-9A-F]{2}$/)
    for (const mail of many('EMAIL', 'jane@corp.org', 40))
      expect(mail).toMatch(/^[a-z]+\.[a-z]+\d\d@example\.(com|org|net)$/)
  })

  it('makes names of the same language, case and number of words', () => {
    expect(make('s', { entity: 'PERSON', key: '1', value: 'JANE DOE' })).toMatch(/^[A-Z]+ [A-Z]+$/)
    expect(make('s', { entity: 'PERSON', key: '1', value: 'Doe' })).toMatch(/^[A-Z][a-z]+$/)
    expect(make('s', { entity: 'PERSON', key: '1', value: 'Doe, Jane' })).toMatch(/^[A-Z][a-z]+, [A-Z][a-z]+$/)
    const german = new Set(many('PERSON', 'Jürgen Müller').map((name) => name.split(' ')[0]))
    expect(german.has('Johanna')).toBe(true)
    expect(german.has('Oliver')).toBe(false)
  })

  it('makes a date of the same notation that exists', () => {
    for (const date of many('DATE_OF_BIRTH', '1984-11-22', 60)) {
      expect(date).toMatch(/^19(80|81|82|83)-\d\d-\d\d$/)
      expect(Number.isNaN(Date.parse(date))).toBe(false)
    }
    for (const date of many('DATE', '3 March 2026', 20)) expect(date).toMatch(/^\d{1,2} March 202[2-5]$/)
  })

  it('has none where it could be somebody’s, or cannot be told from any other text', () => {
    const none = (entity: string, value: string) => make('s', { entity, key: value, value })
    expect(none('SECRET', 'sk-live-12345678')).toBeNull()
    expect(none('PHONE', '+7 495 123-45-67')).toBeNull()
    expect(none('PERSON', 'Иван Петров')).toBeNull()
    expect(none('NL_BSN', '12')).toBeNull()
  })
})
