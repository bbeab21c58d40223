import { describe, expect, it } from 'vitest'
import { githubToken } from '../../../../src/detect/checks/github-token.js'

describe('githubToken', () => {
  it.each([['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', 'check computed with zlib’s crc32']])(
    'accepts %s (%s)',
    (value) => {
      expect(githubToken(value)).toBe(true)
    },
  )

  it.each([
    ['ghp_0123456789abcdefghijABCDEFGHIJ3mpbCY', 'last character changed'],
    ['ghp_1123456789abcdefghijABCDEFGHIJ3mpbCX', 'first character changed'],
    ['0123456789abcdefghij', 'no prefix'],
    ['ghp_012345', 'nothing before the check'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (value) => {
    expect(githubToken(value)).toBe(false)
  })
})
