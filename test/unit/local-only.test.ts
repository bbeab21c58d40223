import { describe, expect, it } from 'vitest'
import { isOwnHost, isSameOrigin } from '../../src/local-only.js'

describe('isOwnHost', () => {
  it.each([
    '127.0.0.1:9090',
    'localhost:9090',
    'LOCALHOST',
    'a.localhost:1',
    '[::1]:9090',
    '10.1.2.3',
    'coatcheck-admin:9090',
  ])('takes %s', (host) => expect(isOwnHost(host, 'coatcheck-admin')).toBe(true))

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:9090',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '127.0.0.1@evil.example',
  ])('refuses %s: a name that a stranger can point here', (host) => expect(isOwnHost(host, '127.0.0.1')).toBe(false))
})

describe('isSameOrigin', () => {
  const host = '127.0.0.1:9090'
  const of = (origin: string | undefined, fetchSite?: string) => isSameOrigin({ host, origin, fetchSite })
  it('takes a page of its own, and no page', () => {
    expect(of('http://127.0.0.1:9090', 'same-origin')).toBe(true)
    expect(of(undefined, 'none')).toBe(true)
    expect(of(undefined)).toBe(true)
  })

  it.each([
    ['http://evil.example', 'cross-site'],
    ['http://evil.example', undefined],
    ['null', undefined],
    ['http://127.0.0.1:9091', 'same-site'],
    [undefined, 'cross-site'],
  ])('refuses %s, %s', (origin, fetchSite) => expect(of(origin, fetchSite)).toBe(false))
})
