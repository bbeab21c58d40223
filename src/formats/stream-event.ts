/** One event of a stream as it stands on the wire. Binary strings. */
export type StreamEvent = {
  /** All of it, terminator included. */
  readonly raw: string
  /** Name of the event; empty without one. */
  readonly name: string
  /** Its data, lines joined with `\n`; null without any. */
  readonly data: string | null
  /** Start of each data line in `raw`, beside its start in `data`. */
  readonly lines: readonly { readonly raw: number; readonly data: number }[]
}

/** A slice of an event's data and what takes its place. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string }

/** The event's bytes with the slices replaced; no slice spans two lines. `edits` are sorted and disjoint. */
export const applyEdits = ({ raw, lines }: StreamEvent, edits: readonly Edit[]): string => {
  let out = ''
  let from = 0
  let line = 0
  for (const { start, end, text } of edits) {
    while (line + 1 < lines.length && (lines[line + 1]?.data ?? 0) <= start) line++
    const shift = (lines[line]?.raw ?? 0) - (lines[line]?.data ?? 0)
    out += raw.slice(from, start + shift) + text
    from = end + shift
  }
  return out + raw.slice(from)
}
