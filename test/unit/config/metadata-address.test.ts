import { isIP } from 'node:net'
import { describe, expect, it } from 'vitest'
import { isMetadataAddress, metadataAddressProblems } from '../../../src/config/metadata-address.js'

const METADATA = 'http://169.254.169.254/latest'

describe('isMetadataAddress', () => {
  it.each([
    '169.254.0.0',
    '169.254.255.255',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fe80::1',
    'febf:ffff::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fd00:a9fe:a9fe::1',
    'fd00:100::100:200',
    'FD00:0EC2:0:0:0:0:0:0254',
    '::ffff:169.254.169.254',
    '::ffff:6464:64c8',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::168.63.129.16',
  ])('is true for %s', (address) => expect(isMetadataAddress(address, isIP(address))).toBe(true))

  it.each([
    '169.253.255.255',
    '169.255.0.0',
    '100.100.100.199',
    '168.63.129.17',
    '192.0.0.193',
    '127.0.0.1',
    '10.0.0.1',
    '192.168.0.1',
    '93.184.216.34',
    '::1',
    'fec0::1',
    'fd00:ec2::255',
    'fd00::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a9fd:1',
  ])('is false for its neighbours and for where backends are: %s', (address) => {
    expect(isMetadataAddress(address, isIP(address))).toBe(false)
  })
})

describe('metadataAddressProblems', () => {
  it('names every place that leads to such an address', () => {
    const root = {
      upstream: { url: METADATA },
      tenants: { acme: { upstream: { url: 'http://[fe80::1]:80' } }, other: { upstream: { url: 'http://10.0.0.1' } } },
      auth: { jwt: [{ jwks_url: 'https://login.example/keys' }, { jwks_url: METADATA }] },
    }
    expect(metadataAddressProblems(root).map(({ path }) => path.join('.'))).toEqual([
      'upstream.url',
      'tenants.acme.upstream.url',
      'auth.jwt.1.jwks_url',
    ])
  })

  it('allows them where the configuration says so', () => {
    expect(metadataAddressProblems({ upstream: { url: METADATA, allow_link_local: true } })).toEqual([])
  })

  it('has nothing to say of what is no URL', () => {
    expect(metadataAddressProblems({ upstream: { url: 7 }, tenants: [], auth: 'x' })).toEqual([])
  })
})
