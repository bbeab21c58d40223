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

/** Words by their hash to a number: an open hash table of pairs, and before it a bit for each hash, which few share. */
export type WordTable = { readonly slots: Int32Array; readonly mask: number; readonly bits: Uint8Array }

const FILTER_BITS = 16
const FILTER_SHIFT = 32 - FILTER_BITS

/** Table of the numbers of these hashes; no number is negative. */
export const createWordTable = (entries: ReadonlyMap<number, number>): WordTable => {
  let size = 16
  while (size < entries.size * 2) size *= 2
  const table = { slots: new Int32Array(size * 2), mask: size - 1, bits: new Uint8Array(1 << (FILTER_BITS - 3)) }
  for (const [hash, value] of entries) {
    let slot = hash & table.mask
    while (table.slots[2 * slot] !== 0) slot = (slot + 1) & table.mask
    table.slots[2 * slot] = hash
    table.slots[2 * slot + 1] = value
    const bit = hash >>> FILTER_SHIFT
    table.bits[bit >> 3]! |= 1 << (bit & 7)
  }
  return table
}

/** The number of a hash, -1 when the table does not have it. */
export const findWord = ({ slots, mask, bits }: WordTable, hash: number): number => {
  const bit = hash >>> FILTER_SHIFT
  if ((bits[bit >> 3]! & (1 << (bit & 7))) === 0) return -1
  for (let slot = hash & mask; slots[2 * slot] !== 0; slot = (slot + 1) & mask)
    if (slots[2 * slot] === hash) return slots[2 * slot + 1]!
  return -1
}

/** The words of a text that a table has, in their order. Its arrays are used again for the next text. */
export type FoundWords = {
  count: number
  /** Numbers of the words. */
  values: Int32Array
  /** Where each stands, of a pair its second word; in code units. */
  starts: Int32Array
  ends: Int32Array
}

const FIRST_WORDS = 256

/** Room for the words of texts of any length. */
export const createFoundWords = (): FoundWords => ({
  count: 0,
  values: new Int32Array(FIRST_WORDS),
  starts: new Int32Array(FIRST_WORDS),
  ends: new Int32Array(FIRST_WORDS),
})

const doubled = (array: Int32Array): Int32Array => {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

const addWord = (found: FoundWords, value: number, start: number, end: number): void => {
  if (found.count === found.values.length) {
    found.values = doubled(found.values)
    found.starts = doubled(found.starts)
    found.ends = doubled(found.ends)
  }
  const at = found.count++
  found.values[at] = value
  found.starts[at] = start
  found.ends[at] = end
}

/**
 * Finds the words of a text that the table has, and each two in a row that it has as one where `mayGoOn` says of the
 * first one's number that a phrase begins with it: words parted and folded as `wordsIn` does, without making a string of
 * any. Two words may have one hash: what is found must be looked at again. Linear; a few nanoseconds a character.
 */
export const findWords = (
  units: Uint16Array,
  length: number,
  { table, mayGoOn }: { readonly table: WordTable; readonly mayGoOn: Uint8Array },
  found: FoundWords,
): void => {
  found.count = 0
  let hash = 0
  let power = 1
  let start = -1
  let before = 0
  let isPhrase = false
  let wasLower = false
  for (let at = 0; at <= length; at += 1) {
    const code = at < length ? units[at]! : 32
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
      const wide = foldUnit(code)
      if (wide !== null) {
        if (start < 0) start = at
        for (const unit of wide) {
          hash = (Math.imul(hash, BASE) + unit) | 0
          power = Math.imul(power, BASE)
        }
        continue
      }
    }
    if (start >= 0) {
      const value = findWord(table, hash)
      if (value >= 0) addWord(found, value, start, at)
      if (isPhrase) {
        const pair = findWord(table, (Math.imul(before, power) + hash) | 0 || 1)
        if (pair >= 0) addWord(found, pair, start, at)
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
