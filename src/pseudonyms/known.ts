import { UNSPACED } from '../script.js'
import { identityOf } from '../token.js'
import type { Identify, ThreadMap } from '../types.js'

/** A value that must be replaced wherever it recurs. */
export type KnownValue = { readonly entity: string; readonly value: string }

export type Recurrence = { readonly entity: string; readonly start: number; readonly end: number }

type Needle = KnownValue & { readonly folded: string; key: string | null }

/** A single word ("Will") recurs only as it was written; a value of several parts may recur in another case. */
const HAS_PARTS = /[\s@\d]/
const WORD = /[\p{L}\p{N}\p{M}]/u
/** Up to so many values are searched one by one; more are found in one pass by their first character. */
const FEW = 16
const BUCKETS = 128

/** Lower-cased text of equal length, so that offsets hold: only İ grows. The form of a sigma depends on its neighbours. */
const fold = (text: string): string => {
  const lower = text.toLowerCase()
  const equal = lower.length === text.length ? lower : text.replaceAll('İ', 'i').toLowerCase()
  return equal.includes('ς') ? equal.replaceAll('ς', 'σ') : equal
}

/** A finder of known values on token boundaries: native searches for a few values, one pass over the text for many. */
export const createKnownFinder = (values: Iterable<KnownValue>, identify: Identify) => {
  const needles = toNeedles(values)
  const buckets = needles.length > FEW ? toBuckets(needles) : null
  const shortest = needles.reduce((least, { folded }) => Math.min(least, folded.length), Number.POSITIVE_INFINITY)

  const sameIdentity = (needle: Needle, surface: string): boolean => {
    if (surface === needle.value) return true
    if (!HAS_PARTS.test(needle.value)) return false
    needle.key ??= identify(needle.entity, needle.value)
    return identify(needle.entity, surface) === needle.key
  }
  const check = (text: string, start: number, needle: Needle, found: Recurrence[]): void => {
    const end = start + needle.folded.length
    if (splitsWord(text, start) || splitsWord(text, end)) return
    if (sameIdentity(needle, text.slice(start, end))) found.push({ entity: needle.entity, start, end })
  }
  const findFew = (text: string, found: Recurrence[]): void => {
    const folded = fold(text)
    for (const needle of needles)
      for (let at = folded.indexOf(needle.folded); at >= 0; at = folded.indexOf(needle.folded, at + 1))
        check(text, at, needle, found)
  }
  const findMany = (text: string, found: Recurrence[], index: readonly Needle[][]): void => {
    const folded = fold(text)
    for (let start = 0; start < folded.length; start++)
      for (const needle of index[folded.charCodeAt(start) % BUCKETS] ?? [])
        if (folded.startsWith(needle.folded, start)) check(text, start, needle, found)
  }
  return {
    find: (text: string): readonly Recurrence[] => {
      if (text.length < shortest) return NOTHING
      const found: Recurrence[] = []
      if (buckets) findMany(text, found, buckets)
      else findFew(text, found)
      return found
    },
  }
}

type Maps = { readonly known: ThreadMap; readonly sent: ReadonlySet<string>; readonly identify: Identify }

/** The type of a found value: another than a rule found where a map that the caller sent has it so, and what was found is mapped nowhere. */
export const createTypeOf = ({ known, sent, identify }: Maps) => {
  const tokenOf = (entity: string, value: string) => known.tokenOf.get(identityOf(entity, identify(entity, value)))
  return (value: string, found: string, mapped: string): string => {
    if (found === mapped || tokenOf(found, value) !== undefined) return found
    return sent.has(tokenOf(mapped, value) ?? '') ? mapped : found
  }
}

const NOTHING: readonly Recurrence[] = []

const toNeedles = (values: Iterable<KnownValue>): Needle[] => {
  const needles: Needle[] = []
  const seen = new Set<string>()
  for (const { entity, value } of values) {
    const id = `${entity}\n${value}`
    if (value.length < 2 || seen.has(id)) continue
    seen.add(id)
    needles.push({ entity, value, folded: fold(value), key: null })
  }
  return needles
}

const toBuckets = (needles: readonly Needle[]): Needle[][] => {
  const buckets: Needle[][] = Array.from({ length: BUCKETS }, () => [])
  for (const needle of needles) buckets[needle.folded.charCodeAt(0) % BUCKETS]?.push(needle)
  return buckets
}

/** In JSON or code inside a string an escape ends in a letter or digit that belongs to no word. */
const ENDS_IN_ESCAPE = /\\(?:[bfnrt]|u[0-9a-fA-F]{4})$/
const LONGEST_ESCAPE = 6

/** True when a word character stands on both sides of `at`, so that a cut there would divide a word. */
const splitsWord = (text: string, at: number): boolean =>
  at > 0 &&
  at < text.length &&
  isWordPart(charBefore(text, at)) &&
  isWordPart(String.fromCodePoint(text.codePointAt(at) ?? 0)) &&
  !ENDS_IN_ESCAPE.test(text.slice(Math.max(0, at - LONGEST_ESCAPE), at))

const isWordPart = (character: string): boolean => WORD.test(character) && !UNSPACED.test(character)

const charBefore = (text: string, at: number): string => {
  const isPair = at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xffff
  return text.slice(isPair ? at - 2 : at - 1, at)
}
