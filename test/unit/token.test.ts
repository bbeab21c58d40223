import { describe, expect, it } from 'vitest'
import { isEntityName, numberOf, parsePlaceholder } from '../../src/token.js'

describe('parsePlaceholder', () => {
  it.each([
    ['<EMAIL_1>', { token: 'EMAIL_1', entity: 'EMAIL', number: 1 }],
    ['<US_SSN_10>', { token: 'US_SSN_10', entity: 'US_SSN', number: 10 }],
    ['<A_1_2>', { token: 'A_1_2', entity: 'A_1', number: 2 }],
    ['<EMAIL_999999999>', { token: 'EMAIL_999999999', entity: 'EMAIL', number: 999_999_999 }],
    ['<EMAIL_1> ', undefined],
    ['<_1>', undefined],
    ['<1_1>', undefined],
    ['<EMAIL_١>', undefined],
  ])('takes %j apart', (text, parts) => {
    expect(parsePlaceholder(text)).toEqual(parts)
  })
})

describe('numberOf', () => {
  it.each([
    ['EMAIL_1', 1],
    ['A_1_22', 22],
    ['EMAIL', 0],
    ['EMAIL_', 0],
  ])('gives the number of %j', (token, number) => {
    expect(numberOf(token)).toBe(number)
  })
})

describe('isEntityName', () => {
  it('accepts upper snake case only', () => {
    expect(['US_SSN', 'A1', 'email', '', '1A', 'A-B', '__proto__'].map(isEntityName)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
