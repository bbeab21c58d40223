import { describe, expect, it } from 'vitest'
import { linkLocalProblems } from '../../../src/config/link-local.js'

const METADATA = 'http://169.254.169.254/latest'

describe('linkLocalProblems', () => {
  it('names every place that leads to a link-local address', () => {
    const root = {
      upstream: { url: METADATA },
      tenants: { acme: { upstream: { url: 'http://[fe80::1]:80' } }, other: { upstream: { url: 'http://10.0.0.1' } } },
      auth: { jwt: [{ jwks_url: 'https://login.example/keys' }, { jwks_url: METADATA }] },
    }
    expect(linkLocalProblems(root).map(({ path }) => path.join('.'))).toEqual([
      'upstream.url',
      'tenants.acme.upstream.url',
      'auth.jwt.1.jwks_url',
    ])
  })

  it('allows them where the configuration says so', () => {
    expect(linkLocalProblems({ upstream: { url: METADATA, allow_link_local: true } })).toEqual([])
  })

  it('has nothing to say of what is no URL', () => {
    expect(linkLocalProblems({ upstream: { url: 7 }, tenants: [], auth: 'x' })).toEqual([])
  })
})
