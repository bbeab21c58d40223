import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createTrustedPeers, forwardedHeaders, peerAddress } from '../../../src/http/forwarded.js'

const incoming = (
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
  tls = false,
): IncomingMessage =>
  ({ headers, socket: { remoteAddress, ...(tls ? { encrypted: true } : {}) } }) as unknown as IncomingMessage

const build = (from: IncomingMessage) => {
  const flat: string[] = []
  forwardedHeaders(from, false, flat)
  return flat
}

describe('forwardedHeaders', () => {
  it('quotes an IPv6 peer in Forwarded (RFC 7239 section 6)', () => {
    expect(build(incoming('2001:db8::1'))).toContain('for="[2001:db8::1]";proto=http')
  })

  it('says https on a TLS socket', () => {
    expect(build(incoming('192.0.2.1', {}, true))).toContain('https')
  })

  it('leaves out a host that could break out of the quotes', () => {
    const flat = build(incoming('192.0.2.1', { host: 'a";for=1.2.3.4' }))
    expect(flat).not.toContain('x-forwarded-host')
    expect(flat.join()).not.toContain('1.2.3.4')
  })
})

describe('peerAddress', () => {
  it('writes a mapped IPv4 address as IPv4', () => {
    expect(peerAddress(incoming('::ffff:192.0.2.4'))).toBe('192.0.2.4')
    expect(peerAddress(incoming(undefined))).toBe('')
  })
})

describe('createTrustedPeers', () => {
  it('knows addresses and blocks of both families', () => {
    const isTrusted = createTrustedPeers(['192.0.2.1', '10.0.0.0/8', '2001:db8::/32'])
    expect(['192.0.2.1', '10.200.3.4', '2001:db8:1::1'].map(isTrusted)).toEqual([true, true, true])
    expect(['192.0.2.2', '11.0.0.1', '2001:db9::1', '', 'x'].map(isTrusted)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('trusts nobody by default and refuses what is not an address', () => {
    expect(createTrustedPeers([])('127.0.0.1')).toBe(false)
    expect(() => createTrustedPeers(['proxy.example'])).toThrow(TypeError)
    expect(() => createTrustedPeers(['10.0.0.0/99'])).toThrow()
  })
})
