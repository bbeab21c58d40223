import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/detect/checks/crypto/keccak256.js'
import { checkNamed, createRandom } from '../world/numbers.js'
import fixtures from './fixtures.json' with { type: 'json' }

const AMOUNT = 1_000
const BITCOIN = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const RIPPLE = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz'
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const random = createRandom(23)
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.below(256)))
const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest()

const base58 = (data: Buffer, alphabet: string): string => {
  let number = BigInt(`0x${data.toString('hex')}`)
  let text = ''
  for (; number > 0n; number /= 58n) text = alphabet[Number(number % 58n)] + text
  return alphabet[0]!.repeat(data.findIndex((byte) => byte > 0)) + text
}
const base58Check = (version: number, alphabet = BITCOIN): string => {
  const payload = Buffer.concat([Buffer.from([version]), bytes(20)])
  return base58(Buffer.concat([payload, sha256(sha256(payload)).subarray(0, 4)]), alphabet)
}
/** One character replaced by another of the alphabet. */
const mutated = (value: string, alphabet: string, from: number): string => {
  const at = from + random.below(value.length - from)
  const others = [...alphabet].filter((char) => char !== value[at])
  return value.slice(0, at) + random.pick(others) + value.slice(at + 1)
}
const many = (make: () => string): string[] => Array.from({ length: AMOUNT }, make)

describe.each([
  ['btc-base58', 0x00, BITCOIN],
  ['btc-base58', 0x05, BITCOIN],
  ['ltc-address', 0x30, BITCOIN],
  ['ltc-address', 0x32, BITCOIN],
  ['trx-address', 0x41, BITCOIN],
  ['xrp-address', 0x00, RIPPLE],
] as const)('%s, version %i', (name, version, alphabet) => {
  const check = checkNamed(name)
  const addresses = many(() => base58Check(version, alphabet))

  it('accepts a thousand addresses and refuses each with one wrong character', () => {
    expect(addresses.filter((address) => !check(address))).toEqual([])
    expect(addresses.map((address) => mutated(address, alphabet, 1)).filter(check)).toEqual([])
  })

  it('refuses other versions', () => {
    expect(many(() => base58Check(0x6f, alphabet)).filter(check)).toEqual([])
  })
})

describe('Bech32', () => {
  it.each(['btc-bech32'])('%s catches each wrong character of an address', (name) => {
    const check = checkNamed(name)
    for (const address of fixtures[name as 'btc-bech32'].valid.split(' '))
      for (let at = 4; at < address.length; at += 1)
        for (const char of BECH32)
          if (char !== address[at]) expect(check(address.slice(0, at) + char + address.slice(at + 1))).toBe(false)
  })

  // The examples of BIP-350, section "Test vectors for v0-v16 native segregated witness addresses".
  it.each([
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', true],
    ['bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y', true],
    ['BC1SW50QGDZ25J', true],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', false],
    ['BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL', false],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', false],
    ['bc1gmk9yu', false],
  ])('%s is %s', (address, isValid) => {
    expect(checkNamed('btc-bech32')(address)).toBe(isValid)
  })
})

describe('Ethereum and Monero', () => {
  it('hash with Keccak-256', () => {
    const hash = (text: string) => Buffer.from(keccak256(Buffer.from(text))).toString('hex')
    expect(hash('')).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
    expect(hash('abc')).toBe('4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45')
    expect(hash('a'.repeat(136))).toHaveLength(64)
  })

  // The examples of EIP-55.
  it.each([
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ])('%s is an address', (address) => {
    expect(checkNamed('eth-address')(address)).toBe(true)
  })

  it('know a letter in the wrong case', () => {
    const check = checkNamed('eth-address')
    for (const address of fixtures['eth-address'].valid.split(' '))
      for (let at = 2; at < address.length; at += 1) {
        const char = address[at]!
        const other = char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()
        const changed = address.slice(0, at) + other + address.slice(at + 1)
        // Digits in one case carry no checksum.
        const digits = changed.slice(2)
        const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase()
        if (other !== char && !isOneCase) expect(check(changed)).toBe(false)
      }
  })

  it('know one wrong character of a Monero address', () => {
    const check = checkNamed('xmr-address')
    const wrong = fixtures['xmr-address'].valid
      .split(' ')
      .flatMap((address) => Array.from({ length: 10 }, () => mutated(address, BITCOIN, 1)))
    expect(wrong.filter(check)).toEqual([])
  })
})

describe('seed-phrase', () => {
  it('knows a phrase with two words exchanged, nearly always', () => {
    const check = checkNamed('seed-phrase')
    const phrases = fixtures['seed-phrase'].valid.split(' ').map((text) => text.split('_'))
    const swapped = phrases.map(([first, second, ...rest]) => [second, first, ...rest].join(' '))
    expect(swapped.filter(check).length).toBeLessThanOrEqual(2)
    expect(check(phrases[0]!.map((word, at) => `${at + 1}. ${word}`).join('\n'))).toBe(true)
  })
})
