import { describe, expect, it } from 'vitest'
import { addRange } from '../../../src/detect/ranges.js'

const build = (...pairs: readonly (readonly [number, number])[]) => {
  const ranges: number[] = []
  for (const [start, end] of pairs) addRange(ranges, start, end)
  return ranges
}

describe('addRange', () => {
  it('keeps ranges apart that do not touch', () => {
    expect(build([0, 2], [5, 9])).toEqual([0, 2, 5, 9])
  })

  it('joins ranges that touch', () => {
    expect(build([0, 2], [2, 9], [3, 4])).toEqual([0, 9])
  })

  it('joins all that a long reach back touches', () => {
    expect(build([0, 2], [5, 9], [20, 22], [6, 30])).toEqual([0, 2, 5, 30])
    expect(build([4, 5], [7, 9], [1, 12])).toEqual([1, 12])
  })
})
