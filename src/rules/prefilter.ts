import { type DigitNeeds, type Digits, LONG_RUN } from '../detect/digits.js'
import { addRange, type Ranges } from '../detect/ranges.js'
import type { PatternSet, SetHits, Subject } from '../detect/rule.js'
import type { Engine, SubjectSet } from './engine.js'

/** One pattern of the prefilter, with the taxonomy group of its rule and what is known of its matches. */
export type SetEntry = {
  readonly pattern: string
  readonly group: string
  readonly minDigits: number
  readonly isNumeric: boolean
  readonly markers: readonly string[]
  readonly minRun: number
  readonly isWide: boolean
  /** Longer matches are of no use; Infinity where the whole text must be seen. */
  readonly maxLength: number
}

/** With more patterns in one set the states of the automaton multiply; measured with diverse text. */
const MAX_SET_ENTRIES = 128
/** A long text is looked at in parts, so that a pattern runs only where it can match. */
const PART_UNITS = 2048
/** What a part sees of the next one: no match that begins in it and is of use ends behind this. */
const OVERLAP_UNITS = 320
const MIN_PARTED_UNITS = 6144
/** For fewer it costs less to look everywhere. */
const MIN_PARTED_HITS = 8

type Needs = DigitNeeds & { readonly isRun: boolean; readonly markers: readonly string[] }
type Bucket = Needs & {
  readonly isLong: readonly boolean[]
  readonly indices: readonly number[]
  readonly set: SubjectSet
}

/** Numbers of this many digits are identifiers more often than amounts. */
const MANY_DIGITS = 6

const kindOf = ({ minDigits, isNumeric, minRun, markers, isWide, group }: SetEntry): string => {
  if (markers.length > 0) return `${isWide ? 'wide' : 'plain'} ${markers.join(' ')}`
  if (minDigits >= MANY_DIGITS) return isNumeric ? 'number' : 'many digits'
  if (minDigits > 0) return 'digits'
  if (minRun >= LONG_RUN) return 'run'
  return isWide ? `wide ${group}` : 'plain'
}

/**
 * One set made of several. In a single automaton the states of names multiply with those of all other patterns, new text
 * never meets them again, and building a state costs a hundred times more than walking it: on unseen text a few sets are
 * ten times faster than one. Patterns that need digits, a rare sign or a long run without spaces are sets of their own,
 * which other text skips; wide ones are one for each group; the others are one. Where many patterns occur in a long text
 * it is looked at again in parts, so that each pattern runs only where it can match.
 */
export const createPrefilter = (entries: readonly SetEntry[], engine: Engine): PatternSet => {
  const buckets = createBuckets(entries, engine)
  return {
    prepare: engine.prepare,
    match: (subject, digits) => {
      const ranges: (number[] | null | undefined)[] = []
      for (const bucket of buckets) {
        if (!canOccur(bucket, subject.text, digits)) continue
        const hits = bucket.set.match(subject)
        for (const hit of hits) ranges[bucket.indices[hit]!] = null
        if (hits.length >= MIN_PARTED_HITS && subject.text.length >= MIN_PARTED_UNITS)
          matchParts(bucket, subject, ranges)
      }
      return toHits(ranges)
    },
  }
}

const createBuckets = (entries: readonly SetEntry[], engine: Engine): readonly Bucket[] => {
  const kinds = new Map<string, number[]>()
  for (const [index, entry] of entries.entries()) {
    const known = kinds.get(kindOf(entry))
    if (known === undefined) kinds.set(kindOf(entry), [index])
    else known.push(index)
  }
  return [...kinds.values()].flatMap((indices) => chunk(indices).map((part) => createBucket(part, entries, engine)))
}

const canOccur = (needs: Needs, text: string, digits: Digits): boolean =>
  (needs.markers.length === 0 || needs.markers.some((marker) => text.includes(marker))) &&
  (needs.minDigits === 0 || digits.hasDense(needs)) &&
  (!needs.isRun || digits.hasLongRun())

const matchParts = (
  { set, indices, isLong }: Bucket,
  subject: Subject,
  ranges: (number[] | null | undefined)[],
): void => {
  const { length } = subject.text
  for (let start = 0; start < length; start += PART_UNITS) {
    const end = Math.min(length, start + PART_UNITS)
    // One unit in front, so that boundaries see what precedes.
    for (const hit of set.match(subject, Math.max(0, start - 1), Math.min(length, end + OVERLAP_UNITS))) {
      if (isLong[hit]) continue
      const entry = indices[hit]!
      const own = ranges[entry] ?? []
      ranges[entry] = own
      addRange(own, start, end)
    }
  }
}

const toHits = (ranges: readonly (number[] | null | undefined)[]): SetHits => {
  const entries: number[] = []
  for (let entry = 0; entry < ranges.length; entry += 1) if (ranges[entry] !== undefined) entries.push(entry)
  return {
    entries,
    has: (entry) => ranges[entry] !== undefined,
    rangesOf: (entry): Ranges => ranges[entry] ?? null,
  }
}

const chunk = (indices: readonly number[]): readonly (readonly number[])[] => {
  const parts: (readonly number[])[] = []
  for (let at = 0; at < indices.length; at += MAX_SET_ENTRIES) parts.push(indices.slice(at, at + MAX_SET_ENTRIES))
  return parts
}

const createBucket = (indices: readonly number[], entries: readonly SetEntry[], engine: Engine): Bucket => {
  const own = indices.map((index) => entries[index]!)
  return {
    indices,
    isNumeric: own.every((entry) => entry.isNumeric),
    minDigits: Math.min(...own.map(({ minDigits }) => minDigits)),
    // All of a bucket have the same.
    markers: own[0]!.markers,
    isRun: own.every(({ minRun }) => minRun >= LONG_RUN),
    maxLength: Math.max(...own.map(({ maxLength }) => maxLength)),
    isLong: own.map(({ maxLength }) => maxLength > OVERLAP_UNITS),
    set: engine.set(own.map(({ pattern }) => pattern)),
  }
}
