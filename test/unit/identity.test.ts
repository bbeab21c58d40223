import { describe, expect, it } from 'vitest'
import { createIdentify } from '../../src/identity.js'

const identify = createIdentify(
  'US',
  new Map([
    ['ACME_BADGE', 'OTHER_ID'],
    ['IP_ADDRESS', 'IP'],
  ]),
)

describe('createIdentify', () => {
  it.each([
    ['EMAIL', 'Jane.Doe@Example.ORG', 'jane.doe@example.org'],
    ['EMAIL', 'jane\u200b.doe@example.org', 'JANE.DOE@example.org'],
    ['PHONE', '+1 (212) 736-5000', '212.736.5000'],
    ['PHONE', '２１２-736-5000', '2127365000'],
    ['CREDIT_CARD', '4111 1111 1111 1111', '4111-1111-1111-1111'],
    ['IBAN', 'de89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['US_SSN', '536-90-4399', '536 90 4399'],
    ['ES_DNI', '12345678z', '12.345.678-Z'],
    ['ACME_BADGE', 'e-1234', 'E1234'],
    ['PERSON', 'JOSÉ  García', 'Jose\u0301 garcía'],
    ['PERSON', 'Anna Groß', 'ANNA GROSS'],
  ])('takes two ways of writing one %s for one identity', (entity, a, b) => {
    expect(identify(entity, a)).toBe(identify(entity, b))
  })

  it.each([
    ['PHONE', '+49 30 901820', '+49 30 901821'],
    ['PHONE', '+1 212 736 5000 ext. 4', '+1 212 736 5000 ext. 5'],
    ['SECRET', 'aBc', 'abc'],
    ['URL', 'https://a.example/X', 'https://a.example/x'],
    ['IP_ADDRESS', 'fe80::1', 'FE80::1'],
    ['LITERAL', '<EMAIL_1>', '<email_1>'],
    ['CREDIT_CARD', '----', '////'],
  ])('keeps different values of %s apart', (entity, a, b) => {
    expect(identify(entity, a)).not.toBe(identify(entity, b))
  })

  it('reads national phone numbers under the default region', () => {
    expect(createIdentify('DE')('PHONE', '030 901820')).toBe('+4930901820')
    expect(identify('PHONE', '030 901820')).toBe('030901820')
  })

  it('survives names of object members as values', () => {
    expect(identify('PERSON', '__proto__')).toBe('__proto__')
    expect(identify('constructor', 'X y')).toBe('X y')
  })
})
