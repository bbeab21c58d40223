import { createHash } from 'node:crypto'

/** Alphabet of Bitcoin, Litecoin, Tron, Monero and Solana. Source: draft-msporny-base58-03, table 1. */
export const BITCOIN_ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** Alphabet of the XRP Ledger. Source: xrpl.org, "Base58 Encodings". */
export const RIPPLE_ALPHABET = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz'

const CHECKSUM_BYTES = 4
const MAX_CHARACTERS = 128

/** Bytes of a base58 number, leading zero characters as zero bytes; null when a character is not of the alphabet. */
export const decodeBase58 = (value: string, alphabet: string = BITCOIN_ALPHABET): Uint8Array | null => {
  if (value.length === 0 || value.length > MAX_CHARACTERS) return null
  const little: number[] = []
  let zeros = 0
  for (let i = 0; i < value.length; i++) {
    let carry = alphabet.indexOf(value.charAt(i))
    if (carry < 0) return null
    if (carry === 0 && zeros === i) {
      zeros++
      continue
    }
    for (let j = 0; j < little.length; j++) {
      carry += little[j]! * 58
      little[j] = carry & 0xff
      carry >>= 8
    }
    while (carry > 0) {
      little.push(carry & 0xff)
      carry >>= 8
    }
  }
  return Uint8Array.from([...Array<number>(zeros).fill(0), ...little.reverse()])
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/**
 * Payload of a Base58Check string, version byte first, or null when the last four bytes are not the start of its double
 * SHA-256. Source: en.bitcoin.it, "Base58Check encoding".
 */
export const decodeBase58Check = (value: string, alphabet: string = BITCOIN_ALPHABET): Uint8Array | null => {
  const bytes = decodeBase58(value, alphabet)
  if (bytes === null || bytes.length <= CHECKSUM_BYTES) return null
  const payload = bytes.subarray(0, -CHECKSUM_BYTES)
  const sum = sha256(sha256(payload))
  for (let i = 0; i < CHECKSUM_BYTES; i++) if (sum[i] !== bytes[payload.length + i]) return null
  return payload
}
