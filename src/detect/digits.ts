/** Bounds of a match: how many digits it needs and how many code units it may take. */
type Needs = { readonly minDigits: number; readonly maxLength: number }

/** First digit at or after `from` with which enough others stand close together; Infinity when there is none. */
export type DigitFinder = (from: number, needs: Needs) => number

const positionsOf = (text: string): number[] => {
  const positions: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) positions.push(at)
  }
  return positions
}

/** Index of the first position at or after `from`. */
const indexFrom = (positions: readonly number[], from: number): number => {
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (positions[middle]! < from) low = middle + 1
    else high = middle
  }
  return low
}

/** Looks for ASCII digits of one text, which is read once, when first asked. */
export const createDigitFinder = (text: string): DigitFinder => {
  let positions: readonly number[] | null = null
  return (from, { minDigits, maxLength }) => {
    positions ??= positionsOf(text)
    for (let at = indexFrom(positions, from); at + minDigits <= positions.length; at += 1)
      if (positions[at + minDigits - 1]! - positions[at]! < maxLength) return positions[at]!
    return Number.POSITIVE_INFINITY
  }
}
