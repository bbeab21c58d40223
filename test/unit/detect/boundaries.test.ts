import { describe, expect, it } from 'vitest'
import { standsAlone } from '../../../src/detect/boundaries.js'

const check = (marked: string): boolean => {
  const start = marked.indexOf('[')
  return standsAlone(marked.replace('[', '').replace(']', ''), start, marked.indexOf(']') - 1)
}

describe('standsAlone', () => {
  it.each([
    '[abc]',
    ' [123] ',
    'x=[123];',
    '电话[13800138000]。',
    'Nº[12345678Z]',
    '😀[abc]😀',
    'a\udc00[abc]\ud83d',
    '주민번호[900101]',
  ])('accepts %s', (text) => {
    expect(check(text)).toBe(true)
  })

  it.each(['ü[abc]', '[abc]é', 'номер[123]', '1[234]', '[234]5', '[abc]\u0301', '𝐱[abc]', '٣[123]'])(
    'refuses %s',
    (text) => {
      expect(check(text)).toBe(false)
    },
  )
})
