import { describe, expect, it } from 'vitest'
import { createRestorerSource, type Inspection } from '../../../src/pseudonyms/restore.js'

const SECRET = /\bs3cret\b|\b4\d{15}\b|ey[\w.]{20,}|-----BEGIN KEY-----[^-]*-----END KEY-----|owner of [A-Z]\w+/g
const asked: [text: string, hint: string][] = []

/** Stands for detection: knows a few shapes, and says of a value under the name `pin` that it is one. */
const inspection = (over: Partial<Inspection> = {}): Inspection => ({
  find: (text, hint) => {
    asked.push([text, hint])
    const found = [...text.matchAll(SECRET)].map(({ 0: value, index }) => ({
      start: index,
      end: index + value.length,
      entity: 'SECRET',
    }))
    return found.length === 0 && hint === 'pin' && text !== '' ? [{ start: 0, end: text.length, entity: 'PIN' }] : found
  },
  redacts: true,
  longest: 16_384,
  ...over,
})

const open = (depth: 0 | 1 | 2, over: Partial<Inspection> = {}, hint = '') => {
  asked.length = 0
  const source = createRestorerSource(
    { values: new Map([['EMAIL_1', 'own s3cret "x"']]) },
    { urls: 'always', isHostNamed: () => true },
    inspection(over),
  )
  return { source, ...source.open({ depth, bare: depth < 2, hint }) }
}
const pass = (depth: 0 | 1 | 2, text: string, hint = ''): string => open(depth, {}, hint).push(text, true)
/** In pieces of `size`, and what of it waited at most. */
const passInPieces = (depth: 0 | 1 | 2, text: string, size: number) => {
  const channel = open(depth)
  let out = ''
  let mostHeld = 0
  for (let at = 0; at < text.length; at += size) {
    out += channel.push(text.slice(at, at + size), false)
    mostHeld = Math.max(mostHeld, channel.heldBytes())
  }
  return { out: out + channel.push('', true), mostHeld, scanned: asked.reduce((sum, [seen]) => sum + seen.length, 0) }
}
const inJson = (value: unknown): string => JSON.stringify(JSON.stringify(value)).slice(1, -1)
const fromJson = (raw: string): unknown => JSON.parse(JSON.parse(`"${Buffer.from(raw, 'latin1').toString()}"`))

describe('a text that is looked through', () => {
  it('keeps the restored value, which is not even looked at', () => {
    expect(pass(0, 'a <EMAIL_1> s3cret')).toBe('a own s3cret "x" [SECRET]')
    expect(asked.map(([text]) => text)).toEqual(['a \ufffc s3cret'])
  })

  it('is seen without its escapes, and replaced with them', () => {
    expect(pass(1, '\\u0073\\u0033cret \\ud83d\\ude00 \\u00e9')).toBe('[SECRET] \\ud83d\\ude00 \\u00e9')
    expect(asked[0]?.[0]).toBe('s3cret 😀 é')
    expect(asked[0]?.[0]).toHaveLength('s3cret 😀 é'.length)
  })

  it('is seen as UTF-8, broken bytes too', () => {
    const raw = Buffer.from('é😀 s3cret').toString('latin1')
    expect(pass(1, `${raw}\xff\xc3`)).toBe(`${raw.replace('s3cret', '[SECRET]')}\xff\xc3`)
    expect(asked[0]?.[0]).toBe('é😀 s3cret\ufffd\ufffd')
  })

  it('is told the name of the member', () => {
    expect(pass(1, '1234', 'pin')).toBe('[PIN]')
  })

  it('redacts around a restored value inside a finding', () => {
    const whole = { find: (text: string) => [{ start: 0, end: text.length, entity: 'SECRET' }] }
    expect(open(0, whole).push('ab <EMAIL_1>, cd', true)).toBe('[SECRET]own s3cret "x"[SECRET]')
    expect(open(0, whole).push('<EMAIL_1>,', true)).toBe('own s3cret "x",')
  })
})

describe('a stream that is looked through', () => {
  const words = 'plain words, nothing else; '

  it('lets text go when it has seen far enough ahead', () => {
    const { out, mostHeld } = passInPieces(0, words.repeat(400), 7)
    expect(out).toBe(words.repeat(400))
    expect(mostHeld).toBeLessThan(512)
    expect(mostHeld).toBeGreaterThan(128)
  })

  it('holds what is only counted for no byte', () => {
    const channel = open(0, { redacts: false })
    expect(channel.push('a s3cret b', false)).toBe('a s3cret b')
    expect(channel.heldBytes()).toBe(0)
    channel.push('', true)
    expect(channel.source.stats.introduced.get('SECRET')).toBe(1)
  })

  it('waits for the end of a run without spaces and of an armoured key, however they are cut', () => {
    const token = `eyJ${'abcd1234.'.repeat(300)}`
    const key = `-----BEGIN KEY-----\n${'QUJD\n'.repeat(400)}-----END KEY-----`
    const text = `${words.repeat(20)}${token} and ${words.repeat(20)}${key} ${words}`
    for (const size of [1, 13, 700]) {
      const { out } = passInPieces(0, text, size)
      expect(out).toBe(`${words.repeat(20)}[SECRET] and ${words.repeat(20)}[SECRET] ${words}`)
    }
  })

  it('bounds what waits, and how often it is looked at', () => {
    const run = 'x'.repeat(200_000)
    const { out, mostHeld, scanned } = passInPieces(0, run, 50)
    expect(out).toBe(run)
    expect(mostHeld).toBeLessThanOrEqual(16_384 + 64 + 50)
    expect(scanned).toBeLessThan(12 * run.length)
    const spaced = passInPieces(0, words.repeat(2000), 5)
    expect(spaced.scanned).toBeLessThan(12 * words.length * 2000)
  })

  it('never waits longer than the longest finding, where all are short', () => {
    const channel = open(0, { longest: 20 })
    let most = 0
    for (const letter of 'y'.repeat(500)) {
      channel.push(letter, false)
      most = Math.max(most, channel.heldBytes())
    }
    expect(most).toBeLessThan(20 + 64 + 1)
  })

  it('does not cut a character in two', () => {
    const channel = open(1)
    const raw = '\\ud83d\\ude00'.repeat(300)
    for (let at = 0; at < raw.length; at += 5) {
      const out = channel.push(raw.slice(at, at + 5), false)
      expect(out.length % 12).toBe(0)
    }
  })
})

describe('JSON in a string that is looked through', () => {
  const value = {
    name: 'a "s3cret" here',
    list: ['s3cret', { deep: 'é s3cret' }],
    card: 4111111111111111,
    small: 123456,
    float: -1.5e9,
    pin: 1234567,
    s3cret: true,
  }
  const expected = {
    name: 'a "[SECRET]" here',
    list: ['[SECRET]', { deep: 'é [SECRET]' }],
    card: '[SECRET]',
    small: 123456,
    float: -1.5e9,
    pin: '[PIN]',
    '[SECRET]': true,
  }

  it('stays JSON: its strings and its long numbers are replaced, wherever it is cut', () => {
    const raw = Buffer.from(inJson(value)).toString('latin1')
    expect(fromJson(pass(2, raw))).toEqual(expected)
    for (let size = 1; size < 40; size++) expect(fromJson(passInPieces(2, raw, size).out)).toEqual(expected)
  })

  it('gives each inner string its own name, and no finding goes over its end', () => {
    pass(2, inJson({ pin: 'x', other: ['owner of ', 'Mary'], n: 12 }))
    expect(asked).toContainEqual(['x', 'pin'])
    expect(asked).toContainEqual(['owner of ', 'other'])
    expect(asked).toContainEqual(['Mary', 'other'])
  })

  it('puts back the caller’s own value inside, and does not look at it', () => {
    const out = pass(2, inJson({ to: '<EMAIL_1>', cc: 's3cret' }))
    expect(fromJson(out)).toEqual({ to: 'own s3cret "x"', cc: '[SECRET]' })
  })

  it('reads what is no JSON as one text', () => {
    expect(pass(2, 'owner of Mary, s3cret')).toBe('[SECRET], [SECRET]')
    expect(pass(2, '  ')).toBe('  ')
    expect(passInPieces(2, '\\n owner of Mary', 1).out).toBe('\\n [SECRET]')
  })
})
