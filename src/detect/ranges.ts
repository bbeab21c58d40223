/** Half-open ranges of a text in ascending order, flat: start, end, start, end, … Null is the whole text. */
export type Ranges = readonly number[] | null

/** Adds `[start,end)` to ranges that end no later than it does, joined with the last one where they touch. */
export const addRange = (ranges: number[], start: number, end: number): void => {
  const last = ranges.length - 1
  if (last > 0 && start <= ranges[last]!) {
    if (end > ranges[last]!) ranges[last] = end
    // A longer reach backwards may touch more than the last one.
    while (ranges.length > 2 && start <= ranges[ranges.length - 3]!) {
      const stop = ranges.pop()!
      ranges.pop()
      ranges[ranges.length - 1] = Math.max(stop, ranges[ranges.length - 1]!)
    }
    if (start < ranges[ranges.length - 2]!) ranges[ranges.length - 2] = start
    return
  }
  ranges.push(start, end)
}
