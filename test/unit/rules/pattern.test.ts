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

  it.each([
    [String.raw`[A-Z]\d+`, 1],
    ['(?:7|8x)a', 1],
    [String.raw`(?:\d{3}[ -]?){2}\d{4,6}`, 10],
    ['[0-9]{2}|x', 0],
    [String.raw`\d?x`, 0],
    ['[0-9a]', 0],
  ])('counts the digits that %s needs', (source, minDigits) => {
    expect(readPattern(source).minDigits).toBe(minDigits)
  })

  it('relaxes only large counted repeats outside classes', () => {
    expect(readPattern(String.raw`\d{9}[a-z]{3,64}?x{40}[{30}]\{30}y{2,}`).relaxed).toBe(
      String.raw`\d{9}[a-z]{3,}?x{4,}[{30}]\{30}y{2,}`,
    )
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
    String.raw`\b\d{3}-\d{2}-\d{4}\b`,
    String.raw`\b\d{4}(?:[ -]\d{4}){2}[ -]\d{1,4}(?:[ -]\d{1,3})?\b`,
    String.raw`(?:\b1[ .-])?(?:\(\d{3}\) ?|\b\d{3}[ .-])\d{3}[ .-]\d{4}(?: ?(?:x|ext\.?|#) ?\d{1,6})?\b`,
    String.raw`\b(?P<number>\d{9})\b`,
  ])('%s has no letters between its digits', (source) => {
    expect(readPattern(source).isNumeric).toBe(true)
  })

  it.each([
    String.raw`\b[A-Z]{2}\d{6}\b`,
    String.raw`\d{3}(?:abc)?\d{3}`,
    String.raw`\d{3}.\d{3}`,
    String.raw`\d{3}[^,]\d{3}`,
    String.raw`\d{3}\D\d{3}`,
    String.raw`\d{3}\w\d{3}`,
    '\\d{4} ?[年년] ?\\d{2}',
  ])('%s may have some', (source) => {
    expect(readPattern(source).isNumeric).toBe(false)
  })

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

  it.each([
    ['[a-z]{1,9}@[a-z]', '@'],
    ['[a-z]{1,9}(?:@|%40)(?:[a-z]+[.])+(?:[a-z]|b)', '@ %40'],
    ['(?:@|%40)?a', ''],
    ['(?:a|%40)b', ''],
    [String.raw`\b[a-z]+://[^@]{1,9}`, '://'],
    ['(?:a@|b)c', ''],
    ['a@?b', ''],
    ['a@|b', ''],
    ['[@]', ''],
    ['(?P<name>a)@{0,2}', ''],
  ])('%s needs "%s"', (source, marker) => {
    expect(readPattern(source).markers.join(' ')).toBe(marker)
  })
})
