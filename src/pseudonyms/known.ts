import type { Identify } from '../types.js'

/** A value that must be replaced wherever it recurs. */
export type KnownValue = { readonly entity: string; readonly value: string }

export type Recurrence = { readonly entity: string; readonly start: number; readonly end: number }

/** `key` is null where only the exact surface form counts. */
type Needle = KnownValue & { readonly folded: string; readonly key: string | null }

/** A single word ("Will") recurs only as it was written; a value of several parts may recur in another case. */
const HAS_PARTS = /[\s@\d]/

const WORD = /[\p{L}\p{N}\p{M}]/u

/** Lower-cased text of equal length, so that offsets hold; the text itself where lower-casing changes its length. */
const fold = (text: string): string => {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

const BUCKETS = 128

/**
 * A finder of known values on token boundaries. Each text costs one pass over its characters; candidates are compared
 * only where a value's first character stands.
 */
export const createKnownFinder = (values: Iterable<KnownValue>, identify: Identify) => {
  const buckets: Needle[][] = Array.from({ length: BUCKETS }, () => [])
  let count = 0
  const seen = new Set<string>()
  const add = ({ entity, value }: KnownValue): void => {
    const id = `${entity}\n${value}`
    if (value.length < 2 || seen.has(id)) return
    seen.add(id)
    const folded = fold(value)
    const key = HAS_PARTS.test(value) ? identify(entity, value) : null
    buckets[folded.charCodeAt(0) % BUCKETS]?.push({ entity, value, folded, key })
    count++
  }
  for (const value of values) add(value)

  const find = (text: string): Recurrence[] => {
    const found: Recurrence[] = []
    if (count === 0) return found
    const folded = fold(text)
    for (let start = 0; start < folded.length; start++) {
      const bucket = buckets[folded.charCodeAt(start) % BUCKETS] as Needle[]
      for (const needle of bucket) {
        if (!folded.startsWith(needle.folded, start)) continue
        const end = start + needle.folded.length
        if (splitsWord(text, start) || splitsWord(text, end)) continue
        const surface = text.slice(start, end)
        if (surface === needle.value || identify(needle.entity, surface) === needle.key)
          found.push({ entity: needle.entity, start, end })
      }
    }
    return found
  }
  return { add, find }
}

/** True when a word character stands on both sides of `at`, so that a cut there would divide a word. */
const splitsWord = (text: string, at: number): boolean =>
  at > 0 &&
  at < text.length &&
  WORD.test(charBefore(text, at)) &&
  WORD.test(String.fromCodePoint(text.codePointAt(at) ?? 0))

const charBefore = (text: string, at: number): string => {
  const low = text.charCodeAt(at - 1)
  const isLow = low >= 0xdc00 && low <= 0xdfff
  return text.slice(isLow && at > 1 ? at - 2 : at - 1, at)
}
