import { describe, expect, it } from 'vitest'
import { resolveEntity } from '../../../src/mapping/entity-names.js'

describe('resolveEntity', () => {
  it.each([
    ['an own name before an alias', 'ssn', ['SSN', 'US_SSN'], 'SSN'],
    ['the first known entity of an alias', 'e-mail', ['EMAIL_ADDRESS'], 'EMAIL_ADDRESS'],
    ['nothing for an alias whose entity is not known', 'email', ['PHONE'], undefined],
    ['a country type without prefix', 'cpf', ['BR_CPF'], 'BR_CPF'],
    ['nothing where two countries fit', 'passport_id', ['DE_PASSPORT_ID', 'US_PASSPORT_ID'], undefined],
    ['nothing for a longer name that ends alike', 'number', ['PHONE_NUMBER'], undefined],
  ])('gives %s', (_, name, known, entity) => {
    expect(resolveEntity(name, new Set(known))).toBe(entity)
  })
})
