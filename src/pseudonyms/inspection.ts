/** A value that the caller never sent: half-open [start,end) in UTF-16 code units of the text it was found in. */
export type Introduced = { readonly start: number; readonly end: number; readonly entity: string }

/** How an answer is looked through for personal data that the model brings itself; given by whoever can detect. */
export type Inspection = {
  /** Sorted and disjoint; `hint` names the nearest JSON member. A throw means that nothing of the text may go on. */
  readonly find: (text: string, hint: string) => readonly Introduced[]
  /** Whether what is found is replaced. Otherwise it is only counted, and no byte waits for it. */
  readonly redacts: boolean
  /** No finding is longer, in code units. */
  readonly longest: number
}

/** Looks through one text that comes in pieces of raw text. */
export type Scan = {
  /**
   * `restored` are the slices of the piece that hold the caller's values: start and end, one after the other. They are
   * never looked at and never replaced. Returns what is certain; the rest is held back. `final` ends the text.
   */
  readonly push: (piece: string, restored: readonly number[], final: boolean) => string
  readonly heldBytes: () => number
}

/** Takes note of one finding. */
export type Count = (entity: string) => void

/** The slices of `restored` that lie in [from,to) of their piece, as they stand there. */
export const slicesWithin = (restored: readonly number[], from: number, to: number): number[] => {
  const slices: number[] = []
  for (let i = 0; i < restored.length; i += 2) {
    const start = restored[i] as number
    if (start >= from && start < to) slices.push(start - from, (restored[i + 1] as number) - from)
  }
  return slices
}
