import { describe, expect, it } from 'vitest'
import { remainder97 } from '../../../../src/detect/checks/mod97.js'

describe('remainder97', () => {
  it('reads digits as they are and letters as 10 to 35', () => {
    expect(remainder97('97', { start: 0, end: 2, remainder: 0 })).toBe(0)
    expect(remainder97('A', { start: 0, end: 1, remainder: 0 })).toBe(10)
    expect(remainder97('Z1', { start: 0, end: 2, remainder: 0 })).toBe(351 % 97)
  })

  it('continues from a remainder, so that parts may be read in any order', () => {
    const first = remainder97('12345', { start: 2, end: 5, remainder: 0 })
    expect(remainder97('12345', { start: 0, end: 2, remainder: first })).toBe(34512 % 97)
  })

  it('is -1 for other characters', () => {
    expect(remainder97('1a', { start: 0, end: 2, remainder: 0 })).toBe(-1)
    expect(remainder97('1 2', { start: 0, end: 3, remainder: 0 })).toBe(-1)
  })
})
