import { createHash } from 'node:crypto'
import { SEED_WORDS } from './seed-words.js'

const INDEX: ReadonlyMap<string, number> = new Map(SEED_WORDS.map((word, index) => [word, index]))
const LENGTHS = [24, 21, 18, 15, 12]
const SHORTEST = 12
const BITS = 11

const isPhrase = (words: readonly string[]): boolean => {
  let bits = ''
  for (const word of words) {
    const index = INDEX.get(word)
    if (index === undefined) return false
    bits += index.toString(2).padStart(BITS, '0')
  }
  const checkBits = words.length / 3
  const entropy = bits.slice(0, -checkBits)
  const bytes = Uint8Array.from({ length: entropy.length / 8 }, (_, i) =>
    Number.parseInt(entropy.slice(8 * i, 8 * i + 8), 2),
  )
  const first = createHash('sha256').update(bytes).digest()[0]!
  return first >> (8 - checkBits) === Number.parseInt(bits.slice(-checkBits), 2)
}

/**
 * Whether `value` begins with a wallet's seed phrase: 24, 21, 18, 15 or 12 words of the English list, in lower case, whose
 * last bits (one for each three words) start the SHA-256 of the bits before them. Numbers between the words are passed
 * over. Source: BIP-39.
 */
export const seedPhrase = (value: string): boolean => {
  const words = value.match(/[a-z]+/g) ?? []
  // Most prose is told by its first words.
  if (words.length < SHORTEST || !INDEX.has(words[0]!) || !INDEX.has(words[1]!)) return false
  return LENGTHS.some((length) => words.length >= length && isPhrase(words.slice(0, length)))
}
