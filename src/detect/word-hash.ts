import { isWordAt } from './boundaries.js'
import { foldWord } from './words.js'

/** Odd, so that multiplying loses nothing. */
const BASE = 0x2c1b3c6d

/** Folded code of ASCII letters and digits, 0 for what stands between words. */
const ASCII = new Uint8Array(128)
for (let code = 48; code <= 57; code += 1) ASCII[code] = code
for (let code = 97; code <= 122; code += 1) ASCII[code] = ASCII[code - 32] = code

const isCombining = (code: number): boolean => code >= 0x300 && code <= 0x36f
const FINAL_SIGMA = 0x3c2

const NOTHING: readonly number[] = []
const wide: (readonly number[] | null | undefined)[] = []

/** Folded codes of a unit beyond ASCII: none for an accent, which is part of its word; null between words. */
const foldUnit = (code: number): readonly number[] | null => {
  const known = wide[code]
  if (known !== undefined) return known
  const char = String.fromCharCode(code)
  const isWord = isWordAt(char, 0) || isCombining(code)
  const folded = isCombining(code) ? NOTHING : [...foldWord(char)].map((each) => each.charCodeAt(0))
  // Lower case of a whole word ends in the final form, that of one letter does not.
  const units = isWord ? folded.map((each) => (each === FINAL_SIGMA ? FINAL_SIGMA + 1 : each)) : null
  wide[code] = units
  return units
}

/** Hash of words as one. Never 0. */
export const hashOf = (words: readonly string[]): number => {
  let hash = 0
  for (const word of words)
    for (let at = 0; at < word.length; at += 1) {
      const code = word.charCodeAt(at)
      const units = code < 128 ? [ASCII[code]!] : (foldUnit(code) ?? [])
      for (const unit of units) hash = (Math.imul(hash, BASE) + unit) | 0
    }
  return hash || 1
}

/** An open hash table, twice as large as its keys at least: words by their hash to a number. */
export type WordTable = { readonly keys: Int32Array; readonly values: Int32Array; readonly mask: number }

/** Table of the numbers of these hashes. */
export const createWordTable = (entries: ReadonlyMap<number, number>): WordTable => {
  let size = 16
  while (size < entries.size * 4) size *= 2
  const table: WordTable = { keys: new Int32Array(size), values: new Int32Array(size), mask: size - 1 }
  for (const [hash, value] of entries) {
    let slot = hash & table.mask
    while (table.keys[slot] !== 0) slot = (slot + 1) & table.mask
    table.keys[slot] = hash
    table.values[slot] = value
  }
  return table
}

/** The number of a hash, -1 when the table does not have it. */
export const findWord = ({ keys, values, mask }: WordTable, hash: number): number => {
  for (let slot = hash & mask; keys[slot] !== 0; slot = (slot + 1) & mask) if (keys[slot] === hash) return values[slot]!
  return -1
}

/**
 * Tells of each word of a text that the table has, and of each two in a row that it has as one where `mayGoOn` says of
 * the first one's number that a phrase begins with it: words parted and folded as `wordsIn` does, without making a string
 * of any. Two words may have one hash: what is found must be looked at again. `start` and `end` are those of the last
 * word. Linear; a few nanoseconds a character.
 */
export const findWords = (
  text: string,
  table: WordTable,
  mayGoOn: Uint8Array,
  onFound: (value: number, start: number, end: number) => void,
): void => {
  const { keys, values, mask } = table
  const { length } = text
  let hash = 0
  let power = 1
  let start = -1
  let before = 0
  let isPhrase = false
  let wasLower = false
  for (let at = 0; at <= length; at += 1) {
    const code = at < length ? text.charCodeAt(at) : 32
    let folded = 0
    if (code < 128) {
      folded = ASCII[code]!
      if (folded !== 0 && start >= 0 && !(wasLower && code < 97 && code >= 65)) {
        hash = (Math.imul(hash, BASE) + folded) | 0
        if (isPhrase) power = Math.imul(power, BASE)
        wasLower = code >= 97
        continue
      }
    } else {
      wasLower = false
      const units = foldUnit(code)
      if (units !== null) {
        if (start < 0) start = at
        for (const unit of units) {
          hash = (Math.imul(hash, BASE) + unit) | 0
          power = Math.imul(power, BASE)
        }
        continue
      }
    }
    if (start >= 0) {
      let slot = hash & mask
      while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & mask
      const value = keys[slot] === 0 ? -1 : values[slot]!
      if (value >= 0) onFound(value, start, at)
      if (isPhrase) {
        const pair = findWord(table, (Math.imul(before, power) + hash) | 0 || 1)
        if (pair >= 0) onFound(pair, start, at)
      }
      isPhrase = value >= 0 && mayGoOn[value] === 1
      before = hash
    }
    hash = folded
    power = folded === 0 ? 1 : BASE
    start = folded === 0 ? -1 : at
    wasLower = code >= 97 && code <= 122
  }
}
