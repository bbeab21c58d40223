/** Counts of true positives, false positives and false negatives. */
export type Counts = { tp: number; fp: number; fn: number }

/** Counts with precision, recall, F1 and F2 (recall weighs four times as much), rounded to four digits. */
export type Figures = Readonly<Counts> & {
  readonly p: number
  readonly r: number
  readonly f1: number
  readonly f2: number
}

export const noCounts = (): Counts => ({ tp: 0, fp: 0, fn: 0 })

const FIVE_DIGIT_TIE = 32

/** Rounds to four digits, ties to even, as Python's `round` does. Only odd multiples of 1/32 lie halfway. */
export const round4 = (value: number): number => {
  const steps = value * FIVE_DIGIT_TIE
  if (!Number.isInteger(steps) || steps % 2 === 0) return Number(value.toFixed(4))
  const below = Math.floor(value * 10_000)
  return (below % 2 === 0 ? below : below + 1) / 10_000
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const fBeta = (p: number, r: number, beta: number): number =>
  p + r === 0 ? 0 : ((1 + beta * beta) * p * r) / (beta * beta * p + r)

/** Figures of the counts; a share of nothing is 0. */
export const toFigures = ({ tp, fp, fn }: Counts): Figures => {
  const p = share(tp, tp + fp)
  const r = share(tp, tp + fn)
  return { tp, fp, fn, p: round4(p), r: round4(r), f1: round4(fBeta(p, r, 1)), f2: round4(fBeta(p, r, 2)) }
}

/** Rounded share, or null where there is nothing to share. */
export const shareOrNull = (part: number, whole: number): number | null => (whole === 0 ? null : round4(part / whole))
