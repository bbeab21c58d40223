import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createShapeSet } from '../../../src/regex/shape-set.js'
import { parse } from '../../../src/regex/syntax.js'
import { unitsOf } from '../../../src/regex/units.js'

/** What shapes tell apart is a digit, a small letter, a space and a hyphen here: the patterns are their own shapes. */
const PATTERNS = [
  String.raw`\d{2,4}-\d{2}`,
  String.raw`\d(?:[ -]?\d){3,7}`,
  String.raw`\b[a-z]{1,3}\d+\b`,
  String.raw`\d{3}`,
]
const SOURCES = PATTERNS.map((source) => source.replace('\\d+', '\\d{1,9}'))

const tell = (text: string): string[] => {
  const told: string[] = []
  const read = createShapeSet(SOURCES.map((source) => parse(source, false)!))!
  read(unitsOf(text), text.length, (pattern, start) => told.push(`${pattern} ${start}`))
  return told
}

const expected = (text: string): string[] =>
  SOURCES.flatMap((source, pattern) =>
    Array.from({ length: text.length }, (_, start) => start).flatMap((start) => {
      const sticky = new RegExp(source, 'y')
      sticky.lastIndex = start
      return sticky.test(text) ? [`${pattern} ${start}`] : []
    }),
  )

describe('createShapeSet', () => {
  it('tells of each pattern once for each place at which it matches', () => {
    const unit = fc.constantFrom('1', '22', '-', ' ', 'a', 'bc')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 24 }), (parts) => {
        const text = parts.join('')
        expect(tell(text).toSorted()).toEqual(expected(text).toSorted())
      }),
      { numRuns: 1000 },
    )
  })

  it('tells in the order of the places', () => {
    const starts = tell('12-34 abc123 1 2 3 4 5').map((each) => Number(each.split(' ')[1]))
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(starts.length).toBeGreaterThan(5)
  })
})
