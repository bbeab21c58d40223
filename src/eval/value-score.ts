import type { GoldValue, LabelledSpan } from './gold.js'

/** A single value and what was found in it. `entity` of a span is the product's own name. */
export type ScoredValue = GoldValue & {
  readonly predicted: readonly (LabelledSpan & { readonly entity: string })[]
  /** The product's entity that the file means; undefined where it knows none by that name. */
  readonly meant: string | undefined
}

export type ValueCounts = { positives: number; found: number; negatives: number; quiet: number }

const isFound = ({ ranges, predicted }: ScoredValue): boolean =>
  ranges.length === 0
    ? predicted.length > 0
    : ranges.every(([s, e]) => predicted.some((span) => span.s <= s && e <= span.e))

const isQuiet = ({ predicted, meant }: ScoredValue): boolean =>
  !predicted.some(({ entity }) => meant === undefined || entity === meant)

/**
 * Counts values that must be found, each listed range covered by one finding of whatever kind, and values that must not be
 * found as the entity that the file means, or as anything where it means none that is known.
 */
export const scoreValues = (values: readonly ScoredValue[]) => {
  const total: ValueCounts = { positives: 0, found: 0, negatives: 0, quiet: 0 }
  const perEntity = new Map<string, ValueCounts>()
  for (const value of values) {
    const name = value.entity ?? 'unnamed'
    const counts = perEntity.get(name) ?? { positives: 0, found: 0, negatives: 0, quiet: 0 }
    perEntity.set(name, counts)
    for (const one of [total, counts]) {
      if (value.expected > 0) {
        one.positives += 1
        one.found += Number(isFound(value))
      } else {
        one.negatives += 1
        one.quiet += Number(isQuiet(value))
      }
    }
  }
  return { total, perEntity: Object.fromEntries([...perEntity].sort(([a], [b]) => (a < b ? -1 : 1))) }
}
