import { decodeBase58, decodeBase58Check, RIPPLE_ALPHABET } from './base58.js'
import { isSegwitAddress } from './bech32.js'
import { keccak256 } from './keccak256.js'

const HASH_BYTES = 20

/** Base58Check of one version byte and a 160-bit hash. */
const hasVersion = (value: string, versions: readonly number[], alphabet?: string): boolean => {
  const payload = decodeBase58Check(value, alphabet)
  return payload !== null && payload.length === HASH_BYTES + 1 && versions.includes(payload[0]!)
}

/** Bitcoin P2PKH (version 0) or P2SH (5) address. Source: en.bitcoin.it, "List of address prefixes". */
export const btcBase58 = (value: string): boolean => hasVersion(value, [0x00, 0x05])

/** Bitcoin segwit or taproot address on the main network. Source: BIP-173, BIP-350. */
export const btcBech32 = (value: string): boolean => isSegwitAddress(value, ['bc'])

/** Litecoin address: versions 48, 50 and 5, or segwit `ltc1…`. Source: litecoin chainparams, mainnet. */
export const ltcAddress = (value: string): boolean =>
  hasVersion(value, [0x30, 0x32, 0x05]) || isSegwitAddress(value, ['ltc'])

/** XRP Ledger account: version 0 in its own alphabet. Source: xrpl.org, "Addresses". */
export const xrpAddress = (value: string): boolean => hasVersion(value, [0x00], RIPPLE_ALPHABET)

/** Tron address: version 0x41. Source: developers.tron.network, "Account". */
export const trxAddress = (value: string): boolean => hasVersion(value, [0x41])

/** Solana account: base58 of 32 bytes, an Ed25519 public key; there is no checksum. Source: solana.com/docs, "Accounts". */
export const solAddress = (value: string): boolean => decodeBase58(value)?.length === 32

/**
 * Ethereum address `0x` and 40 hexadecimal digits. In one case it carries no checksum and passes; in mixed case a letter is
 * a capital exactly where the Keccak-256 of the lower-case digits has a nibble of 8 or more. Source: EIP-55.
 */
export const ethAddress = (value: string): boolean => {
  const digits = value.slice(2)
  const lower = digits.toLowerCase()
  if (!/^[0-9a-f]{40}$/.test(lower) || /^(.)\1*$/.test(lower)) return false
  if (digits === lower || digits === digits.toUpperCase()) return true
  const hash = keccak256(Buffer.from(lower, 'ascii'))
  for (let i = 0; i < lower.length; i++) {
    const nibble = i % 2 === 0 ? hash[i >> 1]! >> 4 : hash[i >> 1]! & 15
    if (lower.charCodeAt(i) > 96 && nibble >= 8 !== (digits.charAt(i) !== lower.charAt(i))) return false
  }
  return true
}

/** Characters of a Monero block to its bytes: blocks of 8 bytes take 11 characters. Source: getmonero.org, "Base58". */
const MONERO_BLOCKS: ReadonlyMap<number, number> = new Map([
  [11, 8],
  [9, 6],
  [7, 5],
  [6, 4],
  [5, 3],
  [3, 2],
  [2, 1],
])
/** Main network: standard, integrated, sub-address. Source: Monero cryptonote_config.h. */
const MONERO_NETWORKS = [18, 19, 42]

const decodeMonero = (value: string): Uint8Array | null => {
  const bytes: number[] = []
  for (let at = 0; at < value.length; at += 11) {
    const block = value.slice(at, at + 11)
    const length = MONERO_BLOCKS.get(block.length)
    const decoded = decodeBase58(block.replace(/^1+/, '') || '1')
    if (length === undefined || decoded === null) return null
    const number = decoded[0] === 0 ? decoded.subarray(1) : decoded
    if (number.length > length) return null
    bytes.push(...Array<number>(length - number.length).fill(0), ...number)
  }
  return Uint8Array.from(bytes)
}

/** Monero address of the main network; its last four bytes start the Keccak-256 of the others. Source: as above. */
export const xmrAddress = (value: string): boolean => {
  const bytes = decodeMonero(value)
  if (bytes === null || (bytes.length !== 69 && bytes.length !== 77) || !MONERO_NETWORKS.includes(bytes[0]!))
    return false
  const hash = keccak256(bytes.subarray(0, -4))
  for (let i = 0; i < 4; i++) if (hash[i] !== bytes[bytes.length - 4 + i]) return false
  return true
}
