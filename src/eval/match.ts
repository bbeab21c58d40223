import type { LabelledSpan } from './gold.js'

/** When does a prediction count as the labelled span? */
export type Mode = 'strict' | 'exact' | 'iou90' | 'iou50' | 'iou50_any' | 'partial'

type Matches = (gold: LabelledSpan, predicted: LabelledSpan, isSame: IsSame) => boolean

const EITHER: Readonly<Record<string, readonly string[]>> = { ADDRESS_OR_LOCATION: ['ADDRESS', 'LOCATION'] }

/** Labels that count as the given one. */
export const labelsOf = (label: string): readonly string[] => [label, ...(EITHER[label] ?? [])]

/** Kinds that corpora divide in different ways: a birth date is a date, an insurance number an identity number. */
const KINDRED: readonly (readonly string[])[] = [
  ['DATE', 'DATE_OF_BIRTH'],
  ['ADDRESS', 'LOCATION'],
  ['SSN', 'NATIONAL_ID', 'TAX_ID', 'PASSPORT', 'DRIVER_LICENSE', 'MEDICAL_ID', 'OTHER_ID', 'BANK_ACCOUNT'],
]

/** The label itself and those that may stand for it in another corpus. */
export const kindredOf = (label: string): readonly string[] =>
  KINDRED.find((labels) => labels.includes(label)) ?? [label]

type IsSame = (gold: string, label: string) => boolean

const isStrictlySame: IsSame = (gold, label) => gold === 'ANY' || labelsOf(gold).includes(label)
const isLooselySame: IsSame = (gold, label) => isStrictlySame(gold, label) || kindredOf(gold).includes(label)

const isSameRange = (a: LabelledSpan, b: LabelledSpan): boolean => a.s === b.s && a.e === b.e

/** Length of what two spans share, by the length of what they cover together: 0 to 1. */
export const overlap = (a: LabelledSpan, b: LabelledSpan): number => {
  const common = Math.min(a.e, b.e) - Math.max(a.s, b.s)
  return common <= 0 ? 0 : common / (Math.max(a.e, b.e) - Math.min(a.s, b.s))
}

/** The modes in the order in which they are reported. */
export const MODES: Readonly<Record<Mode, Matches>> = {
  strict: (gold, predicted, isSame) => isSameRange(gold, predicted) && isSame(gold.label, predicted.label),
  exact: isSameRange,
  iou90: (gold, predicted, isSame) => overlap(gold, predicted) >= 0.9 && isSame(gold.label, predicted.label),
  iou50: (gold, predicted, isSame) => overlap(gold, predicted) >= 0.5 && isSame(gold.label, predicted.label),
  iou50_any: (gold, predicted) => overlap(gold, predicted) >= 0.5,
  partial: (gold, predicted, isSame) => overlap(gold, predicted) > 0 && isSame(gold.label, predicted.label),
}

/**
 * Pairs each labelled span, in order, with the free prediction that overlaps it most. Returns the labelled spans that
 * found one, and the predictions that nothing took.
 */
export const pair = (
  gold: readonly LabelledSpan[],
  predicted: readonly LabelledSpan[],
  { mode, isLoose }: { readonly mode: Mode; readonly isLoose: boolean },
) => {
  const matches = MODES[mode]
  const isSame = isLoose ? isLooselySame : isStrictlySame
  const used = new Set<LabelledSpan>()
  const found = new Set<LabelledSpan>()
  for (const span of gold) {
    let best: { readonly shared: number; readonly candidate: LabelledSpan } | null = null
    for (const candidate of predicted) {
      if (used.has(candidate) || !matches(span, candidate, isSame)) continue
      const shared = overlap(span, candidate)
      if (best === null || shared > best.shared) best = { shared, candidate }
    }
    if (best === null) continue
    used.add(best.candidate)
    found.add(span)
  }
  return { found, unused: predicted.filter((candidate) => !used.has(candidate)) }
}
