import { createCipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { PII_HEADERS } from '../../../src/mapping/headers.js'
import { createSealer, randomId, type SealScope } from '../../../src/mapping/seal.js'

const NOW_MS = 1_700_000_000_000
const DAY_MS = 86_400_000
const MAP = '{"<PERSON_1>":"Zoë 😀"}'
const key = randomBytes(32)
const scope: SealScope = { header: PII_HEADERS.history, caller: 'caller-1', space: 'space-1', thread: 'thread-1' }
const sealerAt = (nowMs: number, current = key, retired: readonly Buffer[] = []) =>
  createSealer({ current, retired, now: () => nowMs })
const sealer = sealerAt(NOW_MS)
const token = sealer.seal({ ...scope, direction: 'client', mapJson: MAP })
const refused = expect.objectContaining({ code: 'header_sealed_invalid', details: { header: scope.header, offset: 0 } })

/** A token that is authentic under our key, whatever its protected header says. */
const sealedUnder = (head: object) => {
  const protectedPart = Buffer.from(JSON.stringify(head)).toString('base64url')
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(protectedPart))
  const claims = { ...scope, exp: NOW_MS / 1000 + 1, direction: 'client', map: JSON.parse(MAP) }
  const sealed = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()])
  return [protectedPart, '', ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

describe('createSealer', () => {
  it('seals so that jose opens it', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(token, key)
    expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid: expect.stringMatching(/^[\w-]{12}$/) })
    expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual({
      ...scope,
      exp: (NOW_MS + DAY_MS) / 1000,
      direction: 'client',
      map: JSON.parse(MAP),
    })
  })

  it('opens what jose sealed', async () => {
    const claims = { ...scope, exp: NOW_MS / 1000 + 1, direction: 'client', map: JSON.parse(MAP) }
    const { kid } = decodeProtectedHeader(token)
    const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ kid: kid as string, enc: 'A256GCM', alg: 'dir' })
      .encrypt(key)
    expect(sealer.open(sealed, scope)).toBe(MAP)
  })

  it.each([
    ['another algorithm name', { alg: 'A256KW' }],
    ['another encryption name', { enc: 'A128GCM' }],
    ['compression', { zip: 'DEF' }],
    ['critical extensions', { crit: ['exp'] }],
    ['an unknown key id', { kid: 'none' }],
  ])('refuses a protected header with %s', (_, change) => {
    const head = decodeProtectedHeader(token)
    expect(sealer.open(sealedUnder(head), scope)).toBe(MAP)
    const forged = sealedUnder({ ...head, ...change })
    expect(() => sealer.open(forged, scope)).toThrow(refused)
  })

  it('opens any map for the scope that it was sealed for, and never the same bytes twice', () => {
    const anyScope = fc.record({
      header: fc.constantFrom(...Object.values(PII_HEADERS)),
      caller: fc.option(fc.string()),
      space: fc.string(),
      thread: fc.option(fc.string()),
    })
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyScope, fc.string({ unit: 'grapheme' }), (any, value) => {
        const mapJson = JSON.stringify({ '<A_1>': value, '<B_1>': '__proto__' })
        const sealed = sealer.seal({ ...any, direction: 'client', mapJson })
        expect(sealed.split('.').map((part) => /^[\w-]*$/.test(part))).toEqual([true, true, true, true, true])
        expect(sealer.open(sealed, any)).toBe(mapJson)
        expect(seen.has(sealed.split('.')[2]!)).toBe(false)
        seen.add(sealed.split('.')[2]!)
      }),
    )
  })

  it.each([
    ['another header', { header: PII_HEADERS.auto }],
    ['another caller', { caller: 'caller-2' }],
    ['nobody', { caller: null }],
    ['another space', { space: 'space-2' }],
    ['another thread', { thread: 'thread-2' }],
    ['no thread', { thread: null }],
  ])('does not open for %s (F73, F74)', (_, change) => {
    const expected = { ...scope, ...change }
    expect(() => sealer.open(token, expected)).toThrow(
      expect.objectContaining({ code: 'header_sealed_invalid', details: { header: expected.header, offset: 0 } }),
    )
  })

  it('opens a token of a first turn in any thread of that caller and space', () => {
    const first = sealer.seal({ ...scope, thread: null, direction: 'client', mapJson: MAP })
    expect(sealer.open(first, scope)).toBe(MAP)
    expect(sealer.open(first, { ...scope, thread: null })).toBe(MAP)
    expect(() => sealer.open(first, { ...scope, space: 'space-2' })).toThrow(refused)
  })

  it('binds a token without a caller to requests without a caller', () => {
    const anonymous = sealer.seal({ ...scope, caller: null, direction: 'client', mapJson: MAP })
    expect(sealer.open(anonymous, { ...scope, caller: null })).toBe(MAP)
    expect(() => sealer.open(anonymous, scope)).toThrow(refused)
    expect(() => sealer.open(anonymous, { ...scope, caller: 'null' })).toThrow(refused)
  })

  it('never opens a token that was sent upstream', () => {
    const upstream = sealer.seal({ ...scope, direction: 'upstream', mapJson: MAP })
    expect(() => sealer.open(upstream, scope)).toThrow(refused)
  })

  it('lives for 24 hours', () => {
    expect(sealerAt(NOW_MS + DAY_MS - 1).open(token, scope)).toBe(MAP)
    expect(() => sealerAt(NOW_MS + DAY_MS).open(token, scope)).toThrow(refused)
  })

  it('opens with a retired key and seals with the current one', () => {
    const next = randomBytes(32)
    const rotated = sealerAt(NOW_MS, next, [key])
    expect(rotated.open(token, scope)).toBe(MAP)
    expect(() => sealer.open(rotated.seal({ ...scope, direction: 'client', mapJson: MAP }), scope)).toThrow(refused)
    expect(() => sealerAt(NOW_MS, next).open(token, scope)).toThrow(refused)
  })

  it('refuses a token with any one character changed, added or removed', () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const last = token[at] === 'w' ? 'x' : 'w'
      for (const forged of [
        token.slice(0, at) + other + token.slice(at + 1),
        token.slice(0, at) + last + token.slice(at + 1),
        token.slice(0, at) + token.slice(at + 1),
        `${token.slice(0, at)}A${token.slice(at)}`,
      ]) {
        expect(() => sealer.open(forged, scope), `character ${at}`).toThrow(refused)
      }
    }
  })

  it('refuses the low bits of a part that base64url ignores', () => {
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const parts = token.split('.')
    const tag = parts[4]!
    const twin = tag.slice(0, -1) + ALPHABET[ALPHABET.indexOf(tag.at(-1)!) ^ 1]
    expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(tag, 'base64url'))
    expect(() => sealer.open([...parts.slice(0, 4), twin].join('.'), scope)).toThrow(refused)
  })

  it('refuses a shortened tag', () => {
    const parts = token.split('.')
    const short = Buffer.from(parts[4]!, 'base64url').subarray(0, 12).toString('base64url')
    expect(() => sealer.open([...parts.slice(0, 4), short].join('.'), scope)).toThrow(refused)
  })

  it.each(['', 'a.b.c.d.e', '....', token.replace('..', '.AAAA.'), `${token}.x`])('refuses %j', (forged) => {
    expect(() => sealer.open(forged, scope)).toThrow(refused)
  })

  it('refuses a key that is not 32 bytes', () => {
    expect(() => createSealer({ current: randomBytes(16), now: Date.now })).toThrow(TypeError)
  })
})

describe('randomId', () => {
  it('is 128 bits in base64url', () => {
    expect(randomId()).toMatch(/^[\w-]{22}$/)
    expect(randomId()).not.toBe(randomId())
  })
})
