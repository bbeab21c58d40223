import { describe, expect, it } from 'vitest'
import { digitAt, isDigits, isOneCharacter, numberAt } from '../../../../src/detect/checks/digits.js'

describe('digitAt', () => {
  it('reads ASCII digits only', () => {
    expect([
      digitAt('0', 0),
      digitAt('9', 0),
      digitAt('/', 0),
      digitAt(':', 0),
      digitAt('٣', 0),
      digitAt('', 0),
    ]).toEqual([0, 9, -1, -1, -1, -1])
  })
})

describe('numberAt', () => {
  it('reads a part of a string', () => {
    expect([numberAt('a0123b', 1, 5), numberAt('12', 0, 3), numberAt('1a', 0, 2)]).toEqual([123, -1, -1])
  })
})

describe('isDigits', () => {
  it('needs exactly the length', () => {
    expect([isDigits('123', 3), isDigits('123', 2), isDigits('12a', 3)]).toEqual([true, false, false])
  })
})

describe('isOneCharacter', () => {
  it('is true when all characters are equal', () => {
    expect([isOneCharacter('111'), isOneCharacter('112'), isOneCharacter('')]).toEqual([true, false, true])
  })
})
