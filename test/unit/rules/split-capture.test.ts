import { describe, expect, it } from 'vitest'
import { splitAtCapture } from '../../../src/rules/split-capture.js'

describe('splitAtCapture', () => {
  it('takes a pattern apart around its group', () => {
    expect(splitAtCapture('(?i:my name is) (?P<name>[A-Z](?:\\w|[()\\]])+)\\b', 'name')).toEqual({
      before: '(?i:my name is) ',
      inside: '[A-Z](?:\\w|[()\\]])+',
      after: '\\b',
    })
    expect(splitAtCapture('\\((?P<n>[^]|)]+)', 'n')).toEqual({ before: '\\(', inside: '[^]|)]+', after: '' })
    expect(splitAtCapture('[[:alpha:]|](?P<n>x)', 'n')).toEqual({ before: '[[:alpha:]|]', inside: 'x', after: '' })
  })

  it.each([
    ['alternatives at the top', 'a(?P<n>b)|c'],
    ['the group inside another', '(?:a(?P<n>b))+'],
    ['a repeated group', 'a(?P<n>b)+'],
    ['flags on the way', '(?i)a(?P<n>b)'],
    ['no such group', 'a(?P<m>b)'],
  ])('gives up on %s', (_, pattern) => {
    expect(splitAtCapture(pattern, 'n')).toBeNull()
  })
})
