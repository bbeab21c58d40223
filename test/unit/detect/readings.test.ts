import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Copy } from '../../../src/detect/copy.js'
import { decodeText } from '../../../src/detect/decode.js'
import { foldLookalikes } from '../../../src/detect/lookalikes.js'
import { findWrapped } from '../../../src/detect/wrapped.js'
import { joinAddresses, joinDigits, readSpokenDigits } from '../../../src/detect/written.js'

const textOf = (copy: Copy | null) => copy?.text ?? null

describe('decodeText', () => {
  it.each([
    ['jane%40corp.org', 'jane@corp.org'],
    ['jane%2540corp.org', 'jane@corp.org'],
    ['jane&#64;corp&#x2e;org', 'jane@corp.org'],
    ['jane&commat;corp&period;org', 'jane@corp.org'],
    ['jane\\u0040corp.org', 'jane@corp.org'],
    ['\\u{40}\\x40', '@@'],
    ['100 % of it', null],
    ['AT&T; &unknown;', null],
    ['plain', null],
  ])('reads %s', (text, expected) => {
    expect(textOf(decodeText(text))).toBe(expected)
  })

  it('maps back to the whole code', () => {
    const text = 'to jane%2540corp.org now'
    const copy = decodeText(text)!
    const range = copy.toOriginal(3, 16)
    expect(text.slice(range.start, range.end)).toBe('jane%2540corp.org')
    const sign = copy.toOriginal(7, 8)
    expect(text.slice(sign.start, sign.end)).toBe('%2540')
  })
})

describe('foldLookalikes', () => {
  it.each([
    ['j\u043ehn@corp.com', 'john@corp.com'],
    ['D\u041589 3704', 'DE89 3704'],
    ['\u0405\u0405N', 'SSN'],
    ['\u2463\u2460\u2460\u2460 x1', null],
    ['x\u2463\u2460', 'x41'],
    ['Привет, мир', null],
    ['сор', null],
    ['почта x', null],
  ])('reads %s', (text, expected) => {
    expect(textOf(foldLookalikes(text))).toBe(expected)
  })
})

describe('written numbers and addresses', () => {
  it.each([
    ['4 1 1 1  1 1 1 1', '41111111'],
    ['a 4-1-1-1-1-1-1 b', 'a 4111111 b'],
    ['1 2 3', null],
    ['4111 1111', null],
    ['12 3 4 5 6 7 8', null],
  ])('joins the digits of %s', (text, expected) => {
    expect(textOf(joinDigits(text))).toBe(expected)
  })

  it.each([
    ['jane (at) corp dot com', 'jane@corp.com'],
    ['jane at corp dot co dot uk, thanks', 'jane@corp.co.uk, thanks'],
    ['jane[at]corp.com.', 'jane@corp.com.'],
    ['jane {at} corp (dot) com', 'jane@corp.com'],
    ['meet at noon. ok', null],
    ['look (at) this', null],
    ['at home', null],
  ])('joins the address of %s', (text, expected) => {
    expect(textOf(joinAddresses(text))).toBe(expected)
  })

  it.each([
    ['four one one one one one one one', '41111111'],
    ['Four-one, double one, triple one zero oh', '411111100'],
    ['vier eins zwo drei fünf sechs sieben acht', '41235678'],
    ['plus four nine one seven one two three', '+4917123'],
    ['one two three', null],
    ['someone twofold', null],
  ])('reads the digits of "%s"', (text, expected) => {
    expect(textOf(readSpokenDigits(text))).toBe(expected)
  })

  it('takes time in proportion to hostile text', () => {
    const texts = ['1 ', '(at) a dot ', 'one ', 'a at b dot ', '%25', '&#', '(at)', 'double ', '4-', '[ @ ']
    for (const text of texts) {
      const long = text.repeat(100_000)
      const started = performance.now()
      for (const read of [decodeText, joinDigits, joinAddresses, readSpokenDigits, foldLookalikes]) read(long)
      expect(performance.now() - started, text).toBeLessThan(4000)
    }
  })
})

describe('findWrapped', () => {
  const detect = (inner: string) => {
    const at = inner.indexOf('jane@')
    return at < 0 ? [] : [{ rule: 'email', entity: 'EMAIL', start: at, end: at + 9, score: 4 }]
  }
  const spans = (text: string) => findWrapped(text, detect).map(({ start, end }) => text.slice(start, end))

  it('covers the whole run that holds a value', () => {
    const base64 = Buffer.from('mail jane@corp.org, please').toString('base64')
    const url = Buffer.from('mail jane@corp.org ~~~???>>>').toString('base64url')
    const hex = Buffer.from('mail jane@corp.org').toString('hex')
    expect(spans(`a ${base64} b`)).toEqual([base64])
    expect(spans(`x=${url}&y`)).toEqual([url])
    expect(spans(`(${hex})`)).toEqual([hex])
    expect(spans(hex.toUpperCase())).toEqual([hex.toUpperCase()])
  })

  it('leaves words, names and noise alone', () => {
    expect(spans('internationalization getElementsByTagName 0123456789abcdef0123456789abcdef')).toEqual([])
  })

  it('never asks about what is no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 60 }), (bytes) => {
        findWrapped(Buffer.from(bytes).toString('base64'), (inner) => {
          expect(inner).toMatch(/^[\x20-\x7e\t\r\n\u00a0-\uffff]*$/)
          return []
        })
      }),
    )
  })
})
