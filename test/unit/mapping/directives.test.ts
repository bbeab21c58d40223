import { describe, expect, it } from 'vitest'
import { applyDirectives, parseDirectives } from '../../../src/mapping/directives.js'
import type { Operator } from '../../../src/types.js'

const inGroups = (...entities: string[]) => new Map(entities.map((entity) => [entity, entity]))
const KNOWN = inGroups(
  ...'EMAIL PHONE PERSON CREDIT_CARD IBAN US_SSN IP MAC SECRET DATE_OF_BIRTH PASSPORT NL_BSN UK_NINO UK_NHS PL_PESEL IN_PAN FR_VAT DE_VAT'.split(
    ' ',
  ),
)
const header = 'X-Pii-Mapping'
const parsed = (text: string) => Object.fromEntries(parseDirectives(text, KNOWN))
const failure = (text: string) => {
  try {
    return parsed(text)
  } catch (error) {
    const { code, details } = error as { code: string; details: object }
    return [code, details]
  }
}

describe('parseDirectives', () => {
  it('reads the example of the API guide', () => {
    expect(parsed('email=mask, ssn=redact')).toEqual({ EMAIL: 'mask', US_SSN: 'redact' })
  })

  it.each([
    ['semicolons, spaces and empty directives', ' EMAIL = Mask ;; phone=BLOCK , ', { EMAIL: 'mask', PHONE: 'block' }],
    ['the same directive twice', 'email=mask,mail=mask', { EMAIL: 'mask' }],
    [
      'American and British spellings',
      'email=tokenize,phone=tokenise,iban=pseudonymize,person=pseudonymise',
      { EMAIL: 'pseudonymise', PHONE: 'pseudonymise', IBAN: 'pseudonymise', PERSON: 'pseudonymise' },
    ],
  ])('reads %s', (_, text, operators) => {
    expect(parsed(text)).toEqual(operators)
  })

  it.each([
    ['e-mail', 'EMAIL'],
    ['E Mail', 'EMAIL'],
    ['tel', 'PHONE'],
    ['mobile', 'PHONE'],
    ['name', 'PERSON'],
    ['card', 'CREDIT_CARD'],
    ['credit_card', 'CREDIT_CARD'],
    ['Credit-Card', 'CREDIT_CARD'],
    ['cc', 'CREDIT_CARD'],
    ['ssn', 'US_SSN'],
    ['us_ssn', 'US_SSN'],
    ['ip_address', 'IP'],
    ['mac', 'MAC'],
    ['password', 'SECRET'],
    ['key', 'SECRET'],
    ['dob', 'DATE_OF_BIRTH'],
    ['date of birth', 'DATE_OF_BIRTH'],
    ['birthdate', 'DATE_OF_BIRTH'],
    ['bsn', 'NL_BSN'],
    ['nino', 'UK_NINO'],
    ['nhs', 'UK_NHS'],
    ['pesel', 'PL_PESEL'],
  ])('takes %j for %s', (name, entity) => {
    expect(parsed(`${name}=redact`)).toEqual({ [entity]: 'redact' })
  })

  it.each(['all', 'ALL', '*'])('sets every entity that is not named by %s', (every) => {
    const operators = parseDirectives(`${every}=mask, iban=block`, inGroups('EMAIL', 'IBAN'))
    expect(Object.fromEntries(operators)).toEqual({ '*': 'mask', EMAIL: 'mask', IBAN: 'block' })
  })

  it.each([
    ['tax_id=redact', { DE_VAT: 'redact', PL_NIP: 'redact' }],
    ['Tax ID=redact, pl_nip=block', { DE_VAT: 'redact', PL_NIP: 'block' }],
    ['passport=mask', { PASSPORT: 'mask', US_PASSPORT: 'mask' }],
    ['us_passport=mask', { US_PASSPORT: 'mask' }],
    ['address=mask, all=redact', { '*': 'redact', STREET: 'mask' }],
  ] as const)('sets a whole group, where nothing closer is named: %s', (text, expected) => {
    const groups = new Map([
      ['DE_VAT', 'TAX_ID'],
      ['PL_NIP', 'TAX_ID'],
      ['PASSPORT', 'PASSPORT'],
      ['US_PASSPORT', 'PASSPORT'],
      ['STREET', 'ADDRESS'],
    ])
    expect(Object.fromEntries(parseDirectives(text, groups))).toMatchObject(expected)
  })

  it('refuses two operators for one group', () => {
    const groups = new Map([['DE_VAT', 'TAX_ID']])
    expect(() => parseDirectives('tax_id=mask, tax-id=redact', groups)).toThrow('header_invalid')
  })

  it.each([
    ['an unknown entity', 'email=mask, shoe=mask', 'directive_unknown', 12],
    ['an unknown operator', 'email=hide', 'directive_unknown', 0],
    ['a country type that two countries have', 'vat=mask', 'directive_unknown', 0],
    ['a name that means two things', 'pan=mask', 'directive_unknown', 0],
    ['a member of Object', 'constructor=mask', 'directive_unknown', 0],
    ['two operators for one entity', 'email=mask; mail=redact', 'header_invalid', 12],
    ['a word alone', 'email=mask, phone', 'header_invalid', 12],
    ['a missing operator', 'email=', 'header_invalid', 0],
    ['a missing name', '=mask', 'header_invalid', 0],
    ['two equals signs', 'email=mask=redact', 'header_invalid', 0],
    ['separators alone', ',;', 'header_invalid', 0],
  ])('refuses %s with its offset', (_, text, code, offset) => {
    expect(failure(text)).toEqual([code, { header, offset }])
  })
})

describe('applyDirectives', () => {
  const policy = (entity: string): Operator => (entity === 'SECRET' ? 'redact' : 'pseudonymise')
  const applied = (text: string) => applyDirectives(policy, parseDirectives(text, inGroups('EMAIL', 'SECRET')))

  it('tightens what is named and leaves the rest to the policy', () => {
    const operatorOf = applied('email=block')
    expect([operatorOf('EMAIL'), operatorOf('SECRET'), operatorOf('PHONE')]).toEqual([
      'block',
      'redact',
      'pseudonymise',
    ])
  })

  it('accepts what the policy says already', () => {
    expect(applied('email=pseudonymise, secret=redact')('SECRET')).toBe('redact')
  })

  it.each(['email=allow', 'secret=mask', 'all=mask', 'all=allow'])(
    'refuses %s, which is laxer than the policy',
    (text) => {
      expect(() => applied(text)).toThrow('directive_laxer')
    },
  )

  it('reaches entities outside the known ones through all=, never loosening', () => {
    const operatorOf = applied('all=mask, secret=block')
    expect([operatorOf('EMAIL'), operatorOf('SECRET'), operatorOf('CUSTOM')]).toEqual(['mask', 'block', 'mask'])
    const strict = applyDirectives(() => 'block', parseDirectives('all=mask', new Map()))
    expect(strict('CUSTOM')).toBe('block')
  })
})
