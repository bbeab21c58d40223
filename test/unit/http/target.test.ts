import { describe, expect, it } from 'vitest'
import { parseTarget, toOriginForm } from '../../../src/http/target.js'

const CHAT = '/v1/spaces/a1/chat'

describe('parseTarget', () => {
  it.each([
    [CHAT, CHAT, ''],
    [`${CHAT}/`, CHAT, ''],
    [`${CHAT}?a=1&b=?`, CHAT, 'a=1&b=?'],
    [`http://other.example${CHAT}?q`, CHAT, 'q'],
    [`HTTPS://user@other.example:8443${CHAT}`, CHAT, ''],
    ['http://other.example', '/', ''],
    ['/', '/', ''],
    ['', '/', ''],
    ['/v1/spaces/%61%31/%63hat', CHAT, ''],
    ['/v1/%7euser/caf%c3%a9', '/v1/~user/caf%C3%A9', ''],
    ['/a%20b', '/a%20b', ''],
    ['/v1/.well-known/x', '/v1/.well-known/x', ''],
    ['/v1/...', '/v1/...', ''],
    ['/a:b@c,d=e', '/a:b@c,d=e', ''],
  ])('brings %s into canonical form', (raw, path, query) => {
    expect(parseTarget(raw)).toMatchObject({ kind: 'ok', path, query })
  })

  it.each([
    ['/v1/spaces/a1%2fchat', 'encoded slash'],
    ['/v1/spaces/a1%2Fchat', 'encoded slash, upper case'],
    ['/v1/spaces/a1%252fchat', 'slash encoded twice'],
    ['/v1/spaces/a1%25252fchat', 'slash encoded three times'],
    ['/v1/spaces/a1%5cchat', 'encoded backslash'],
    ['/v1/spaces/a1\\chat', 'backslash'],
    ['/v1//spaces/a1/chat', 'empty segment'],
    ['//v1/spaces/a1/chat', 'empty segment at the start'],
    ['/v1/spaces/a1/chat//', 'two trailing slashes'],
    ['/v1/./spaces/a1/chat', 'dot segment'],
    ['/v1/x/../spaces/a1/chat', 'double dot segment'],
    ['/v1/x/%2e%2e/spaces/a1/chat', 'encoded dots'],
    ['/v1/x/.%2E/spaces/a1/chat', 'half encoded dots'],
    ['/v1/x/%252e%252e/spaces/a1/chat', 'dots encoded twice'],
    ['/v1/spaces/a1/chat/.', 'dot at the end'],
    ['/v1/spaces/a1/chat;x=1', 'parameter'],
    ['/v1/spaces;x/a1/chat', 'parameter in the middle'],
    ['/v1/spaces/a1/chat%3bx', 'encoded parameter'],
    ['/v1/spaces/a1/ch%00at', 'encoded NUL'],
    ['/v1/spaces/a1/chat%0a', 'encoded line feed'],
    ['/v1/spaces/a1/chat%2500', 'NUL encoded twice'],
    ['/v1/spaces%c0%afa1/chat', 'overlong slash'],
    ['/v1/spaces/a1/chat#x', 'fragment'],
    ['http:\\\\other.example\\v1\\spaces\\a1\\chat', 'absolute form with backslashes'],
  ])('refuses %s (%s) and still sees where it aims', (raw) => {
    const target = parseTarget(raw)
    expect(target.kind).toBe('bad')
    expect(target.loosePath).toMatch(/\/v1\/spaces\/a1\/chat$/)
  })

  it.each([
    ['/a%2fb', false],
    ['/a//b', false],
    ['/a/../b', false],
    ['/a;b', false],
    ['/a%zz', true],
    ['/a%', true],
    ['/a%ff', true],
    ['/a\tb', true],
    ['/a\u00e9', true],
    ['/a#b', true],
    ['/a?b#c', true],
    ['/a%00', true],
    ['*', true],
    ['v1/chat', true],
  ])('calls %s illegal everywhere: %s', (raw, illegal) => {
    expect(parseTarget(raw)).toMatchObject({ kind: 'bad', illegal })
  })

  it.each([
    ['/V1/Spaces/A1/CHAT', '/v1/spaces/a1/chat'],
    ['/v1/spaces/a1/%ef%bd%83hat', '/v1/spaces/a1/chat'],
    ['/v1/spaces/a1/chat%3Fx', '/v1/spaces/a1/chat'],
    ['/v1/spaces/a1/chat%23x', '/v1/spaces/a1/chat'],
  ])('gives the loose path of the canonical %s too', (raw, loosePath) => {
    expect(parseTarget(raw)).toMatchObject({ kind: 'ok', loosePath })
  })

  it('is idempotent on its own result', () => {
    for (const raw of ['/v1/%7euser/caf%c3%a9/', '/a%20b', CHAT]) {
      const once = parseTarget(raw)
      if (once.kind === 'bad') throw new Error('expected ok')
      expect(parseTarget(once.path)).toMatchObject({ kind: 'ok', path: once.path })
    }
  })

  it('stays linear on long hostile paths', () => {
    const startMs = performance.now()
    for (const raw of [
      `/${'%25'.repeat(20_000)}`,
      '/a'.repeat(30_000).concat(' '),
      '/..'.repeat(20_000),
      ';'.repeat(60_000),
    ]) {
      parseTarget(raw)
    }
    expect(performance.now() - startMs).toBeLessThan(500)
  })
})

describe('toOriginForm', () => {
  it('keeps the rest of the target as it is, trailing slash and escapes included', () => {
    expect(toOriginForm('http://other.example/a%2Fb//c/?x=%20')).toBe('/a%2Fb//c/?x=%20')
    expect(toOriginForm('http://other.example?x')).toBe('/?x')
    expect(toOriginForm('/a?u=http://x/y')).toBe('/a?u=http://x/y')
  })
})
