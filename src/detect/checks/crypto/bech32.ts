const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
const CHECKSUM_CHARACTERS = 6
/** What the remainder of a right checksum is: 1 for Bech32, this for Bech32m. */
const BECH32M = 0x2bc830a3

/** A decoded Bech32 string: its prefix, the 5-bit groups without the checksum, and which of the two checksums was right. */
export type Bech32 = { readonly prefix: string; readonly groups: readonly number[]; readonly isM: boolean }

const step = (remainder: number, group: number): number => {
  const top = remainder >>> 25
  let next = ((remainder & 0x1ffffff) << 5) ^ group
  for (let i = 0; i < GENERATOR.length; i++) if ((top >> i) & 1) next ^= GENERATOR[i]!
  return next
}

/** Decodes a Bech32 or Bech32m string in one case; null when its form or checksum is wrong. Source: BIP-173, BIP-350. */
export const decodeBech32 = (value: string): Bech32 | null => {
  const lower = value.toLowerCase()
  if (value !== lower && value !== value.toUpperCase()) return null
  const separator = lower.lastIndexOf('1')
  if (separator < 1 || lower.length - separator <= CHECKSUM_CHARACTERS) return null
  const prefix = lower.slice(0, separator)
  let remainder = 1
  for (let i = 0; i < prefix.length; i++) remainder = step(remainder, prefix.charCodeAt(i) >> 5)
  remainder = step(remainder, 0)
  for (let i = 0; i < prefix.length; i++) remainder = step(remainder, prefix.charCodeAt(i) & 31)
  const groups: number[] = []
  for (let i = separator + 1; i < lower.length; i++) {
    const group = ALPHABET.indexOf(lower.charAt(i))
    if (group < 0) return null
    groups.push(group)
    remainder = step(remainder, group)
  }
  if (remainder !== 1 && remainder !== BECH32M) return null
  return { prefix, groups: groups.slice(0, -CHECKSUM_CHARACTERS), isM: remainder === BECH32M }
}

/** Bytes of 5-bit groups, or null when the padding is longer than four bits or not zero. */
const toBytes = (groups: readonly number[]): number[] | null => {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const group of groups) {
    held = ((held << 5) | group) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? bytes : null
}

/**
 * Whether `value` is a segregated-witness address with one of the prefixes: version 0 with Bech32 and 20 or 32 bytes,
 * versions 1 to 16 with Bech32m and 2 to 40 bytes. Source: BIP-141, BIP-173, BIP-350.
 */
export const isSegwitAddress = (value: string, prefixes: readonly string[]): boolean => {
  const decoded = value.length <= 90 ? decodeBech32(value) : null
  if (decoded === null || !prefixes.includes(decoded.prefix)) return false
  const [version, ...rest] = decoded.groups
  const program = toBytes(rest)
  if (version === undefined || version > 16 || program === null) return false
  if (decoded.isM !== version > 0) return false
  return version === 0 ? program.length === 20 || program.length === 32 : program.length >= 2 && program.length <= 40
}

/** Whether `value` is an age secret key: Bech32 with the prefix age-secret-key- and 32 bytes. Source: age-encryption.org/v1. */
export const ageSecretKey = (value: string): boolean => {
  const decoded = decodeBech32(value)
  if (decoded === null || decoded.isM || decoded.prefix !== 'age-secret-key-') return false
  return toBytes(decoded.groups)?.length === 32
}
