/** Edit distance of two names in which a swap of neighbours counts once (Damerau 1964, restricted form). O(a·b). */
const distance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1))
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, rows[i - 2]![j - 2]! + 1)
      row.push(cost)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** The candidate nearest to `name` (ignoring case and the kind of dash), or null when none is near enough to be meant. */
export const nearest = (name: string, candidates: Iterable<string>): string | null => {
  const plain = (text: string) => text.toLowerCase().replaceAll('-', '_').slice(0, 64)
  const wanted = plain(name)
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(wanted.length * 0.4)) + 1
  for (const candidate of candidates) {
    const steps = distance(wanted, plain(candidate))
    if (steps < bestDistance) {
      best = candidate
      bestDistance = steps
    }
  }
  return best
}

/** The tail of a message about an unknown name: `; did you mean "port"?`, or nothing. */
export const didYouMean = (name: string, candidates: Iterable<string>): string => {
  const found = nearest(name, candidates)
  return found === null ? '' : `; did you mean "${found}"?`
}
