import { describe, expect, it } from 'vitest'
import { ipv4, ipv6, mac } from '../../../../src/detect/checks/net.js'

describe('ipv4', () => {
  it.each([
    ['192.168.1.1', 'private'],
    ['8.8.4.40', 'public'],
    ['10.1.2.3', 'small numbers of a private network'],
    ['10.1.2.0', 'ends in zero'],
  ])('accepts %s (%s)', (value) => {
    expect(ipv4(value)).toBe(true)
  })

  it.each([
    ['127.0.0.1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['255.255.255.0', 'a mask'],
    ['120.0.0.0', 'a version'],
    ['300.1.2.3', 'octet over 255'],
    ['1.2.3', 'three parts'],
    ['1.2.3.4.5', 'five parts'],
    ['01.2.3.4', 'leading zero'],
  ])('refuses %s (%s)', (value) => {
    expect(ipv4(value)).toBe(false)
  })
})

describe('ipv4 of small numbers', () => {
  it.each(['8.8.8.8', '1.5.3.8', '4.2.6.10', '31.31.31.31'])('is not sure of %s', (value) => {
    expect(ipv4(value)).toBe('weak')
  })
})

describe('ipv6', () => {
  it.each([
    ['2001:db8::8a2e:370:7334', 'compressed'],
    ['684D:1111:222:3333:4444:5555:6:77', 'complete'],
    ['fe80::1', 'link-local'],
    ['64:ff9b::1', 'translated'],
  ])('accepts %s (%s)', (value) => {
    expect(ipv6(value)).toBe(true)
  })

  it.each([
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['cafe::add', 'a path in a program'],
    ['abc::d2', 'a path in a program'],
    ['12:30:45', 'a time'],
    ['684D:1111:222:3333:4444:5555:77', 'seven groups'],
  ])('refuses %s (%s)', (value) => {
    expect(ipv6(value)).toBe(false)
  })
})

describe('mac', () => {
  it.each([
    ['001A2B3C4D5E', 'EUI-48'],
    ['01b34a67d9cf', 'EUI-48'],
    ['0011223344556677', 'EUI-64'],
  ])('accepts %s (%s)', (value) => {
    expect(mac(value)).toBe(true)
  })

  it.each([
    ['FFFFFFFFFFFF', 'broadcast'],
    ['000000000000', 'all zero'],
    ['001A2B3C4D', 'five bytes'],
    ['1627aca576282d36631b564debdfa648', 'a fingerprint'],
    ['001A2B3C4D5G', 'not hexadecimal'],
  ])('refuses %s (%s)', (value) => {
    expect(mac(value)).toBe(false)
  })
})
