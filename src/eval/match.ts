import type { LabelledSpan } from './gold.js'

/** When does a prediction count as the labelled span? */
export type Mode = 'strict' | 'exact' | 'iou90' | 'iou50' | 'iou50_any' | 'partial'

type Matches = (gold: LabelledSpan, predicted: LabelledSpan) => boolean

const EITHER: Readonly<Record<string, readonly string[]>> = { ADDRESS_OR_LOCATION: ['ADDRESS', 'LOCATION'] }

/** Labels that count as the given one. */
export const labelsOf = (label: string): readonly string[] => [label, ...(EITHER[label] ?? [])]

const isSameLabel = ({ label: gold }: LabelledSpan, { label }: LabelledSpan): boolean =>
  gold === 'ANY' || labelsOf(gold).includes(label)

const isSameRange = (a: LabelledSpan, b: LabelledSpan): boolean => a.s === b.s && a.e === b.e

/** Length of what two spans share, by the length of what they cover together: 0 to 1. */
export const overlap = (a: LabelledSpan, b: LabelledSpan): number => {
  const common = Math.min(a.e, b.e) - Math.max(a.s, b.s)
  return common <= 0 ? 0 : common / (Math.max(a.e, b.e) - Math.min(a.s, b.s))
}

/** The modes in the order in which they are reported. */
export const MODES: Readonly<Record<Mode, Matches>> = {
  strict: (gold, predicted) => isSameRange(gold, predicted) && isSameLabel(gold, predicted),
  exact: isSameRange,
  iou90: (gold, predicted) => overlap(gold, predicted) >= 0.9 && isSameLabel(gold, predicted),
  iou50: (gold, predicted) => overlap(gold, predicted) >= 0.5 && isSameLabel(gold, predicted),
  iou50_any: (gold, predicted) => overlap(gold, predicted) >= 0.5,
  partial: (gold, predicted) => overlap(gold, predicted) > 0 && isSameLabel(gold, predicted),
}

/**
 * Pairs each labelled span, in order, with the free prediction that overlaps it most. Returns the labelled spans that
 * found one, and the predictions that nothing took.
 */
export const pair = (gold: readonly LabelledSpan[], predicted: readonly LabelledSpan[], mode: Mode) => {
  const matches = MODES[mode]
  const used = new Set<LabelledSpan>()
  const found = new Set<LabelledSpan>()
  for (const span of gold) {
    let best: { readonly shared: number; readonly candidate: LabelledSpan } | null = null
    for (const candidate of predicted) {
      if (used.has(candidate) || !matches(span, candidate)) continue
      const shared = overlap(span, candidate)
      if (best === null || shared > best.shared) best = { shared, candidate }
    }
    if (best === null) continue
    used.add(best.candidate)
    found.add(span)
  }
  return { found, unused: predicted.filter((candidate) => !used.has(candidate)) }
}
