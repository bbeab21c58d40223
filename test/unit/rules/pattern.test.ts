import { describe, expect, it } from 'vitest'
import { readPattern } from '../../../src/rules/pattern.js'

describe('readPattern', () => {
  it.each([
    [String.raw`\b\d{3}-\d{2}-\d{4}\b`, 11, 11],
    ['a|bcd|', 0, 3],
    ['(?:ab?){2,3}', 2, 6],
    ['(?P<name>x)(?i)y', 2, 2],
    ['[]a-c]{2}', 2, 2],
    [String.raw`\p{L}{1,4}`, 1, 8],
    [String.raw`\Qa.b\E\x41[[:alpha:]\]]`, 5, 5],
    ['.?', 0, 2],
    ['a+', 1, Number.POSITIVE_INFINITY],
    ['(?:a{2,})?', 0, Number.POSITIVE_INFINITY],
    ['(?:^|$)*', 0, 0],
  ])('bounds the matches of %s', (source, min, max) => {
    const facts = readPattern(source)
    expect([facts.min, facts.max]).toEqual([min, max])
  })

  it.each(['(?=a)b', '(?!a)b', '(?<=a)b', 'x(?<!a)b'])('names the rewrite for look-around in %s', (source) => {
    expect(readPattern(source).problem).toContain('capture')
  })

  it.each([String.raw`(a)\1`, String.raw`(?P<n>a)\k<n>`])('refuses the back-reference of %s', (source) => {
    expect(readPattern(source).problem).toContain('back-references')
  })

  it('takes no class and no named group for look-around', () => {
    expect(readPattern(String.raw`[(?=]\(?=(?P<n>a)(?<m>b)`).problem).toBeNull()
  })
})

describe('hints of a pattern', () => {
  it.each([
    [String.raw`\bghp_[A-Za-z0-9]{36}\b`, 40],
    [String.raw`AKIA[A-Z0-9.-]{16}`, 20],
    ['a b{20}', 0],
    [String.raw`a\sb{20}`, 0],
    ['[^x]{20}', 0],
    ['.{20}', 0],
  ])('%s needs a run of %i without white space', (source, run) => {
    expect(readPattern(source).minRun).toBe(run)
  })
})
