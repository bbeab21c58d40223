import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText } from '../../../src/detect/fold.js'

describe('foldText', () => {
  it('has nothing to fold in ASCII and in plain letters of any script', () => {
    expect(foldText('card 4111 1111 1111 1111')).toBeNull()
    expect(foldText('Grüße aus Köln, 東京, 😀')).toBeNull()
  })

  it.each([
    ['full-width digits and letters', 'ａ＠ｂ．ｃｏ １２３', 'a@b.co 123'],
    ['digits of other scripts', '٠١٢ १२३ 𝟗', '012 123 9'],
    ['narrow, no-break and ideographic spaces', '1\u00a02\u202f3\u30004', '1 2 3 4'],
    ['zero-width and soft hyphen', 'jo\u200bhn\u00ad@x\ufeff.org', 'john@x.org'],
    ['dashes and apostrophes', '536–90−4399 O’Brien', "536-90-4399 O'Brien"],
    ['letters with combining marks', 'Jose\u0301 Nguye\u0302\u0303n', 'José Nguyễn'],
  ])('folds %s', (_, text, folded) => {
    expect(foldText(text)?.text).toBe(folded)
  })

  it('maps a span back to whole original characters, astral text before it', () => {
    const text = '😀 a\u200b\u00a0e\u0301𝟗x'
    const folded = foldText(text)
    expect(folded?.text).toBe('😀 a é9x')
    const original = (start: number, end: number) => {
      const range = folded?.toOriginal(start, end)
      return text.slice(range?.start, range?.end)
    }
    expect(original(3, 4)).toBe('a')
    expect(original(5, 6)).toBe('e\u0301')
    expect(original(6, 7)).toBe('𝟗')
    expect(original(3, 8)).toBe('a\u200b\u00a0e\u0301𝟗x')
  })

  it('maps every part of any text to the characters that it was folded from', () => {
    const char = fc.constantFrom('a', '7', ' ', '😀', '𝟗', '\u200b', '\u00a0', 'ｘ', 'e', '\u0301', 'é', '–')
    fc.assert(
      fc.property(fc.array(char, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const folded = foldText(text)
        if (folded === null) return
        let before = 0
        for (let at = 0; at < folded.text.length; at += 1) {
          const { start, end } = folded.toOriginal(at, at + 1)
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          const again = foldText(text.slice(start, end))
          expect(again === null ? text.slice(start, end) : again.text).toBe(folded.text[at])
          before = end
        }
      }),
    )
  })

  it('is linear in texts of marks only', () => {
    const started = performance.now()
    foldText('e\u0301\u0301'.repeat(200_000))
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
