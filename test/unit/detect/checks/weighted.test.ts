import { describe, expect, it } from 'vitest'
import { weightedSum } from '../../../../src/detect/checks/weighted.js'

describe('weightedSum', () => {
  it('adds digit times weight over as many characters as there are weights', () => {
    expect(weightedSum('1239', [1, 2, 3])).toBe(14)
    expect(weightedSum('91', [1, -1])).toBe(8)
  })

  it('is null when a character is missing or no digit', () => {
    expect(weightedSum('12', [1, 1, 1])).toBeNull()
    expect(weightedSum('1x3', [1, 1, 1])).toBeNull()
  })
})
