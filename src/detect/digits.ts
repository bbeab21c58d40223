/** Bounds of a match: how many digits it needs, in how many code units, and whether a letter may stand between them. */
export type DigitNeeds = { readonly minDigits: number; readonly maxLength: number; readonly isNumeric: boolean }

/** Words are shorter, keys and tokens are not. */
export const LONG_RUN = 16

/** Where a text has ASCII digits and long runs: what most patterns need before they can match at all. */
export type Digits = {
  readonly count: number
  /** True when somewhere LONG_RUN code units follow each other without white space. Worked out when first asked. */
  readonly hasLongRun: () => boolean
  /** True when somewhere enough digits stand close enough together. Worked out once for each number of digits. */
  readonly hasDense: (needs: DigitNeeds) => boolean
  /** First digit at or after `from` with which enough others stand close together; Infinity when there is none. */
  readonly firstFrom: (from: number, needs: DigitNeeds) => number
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

/** Shortest stretch that holds so many digits in a row, in code units; `reaches` says how far a row goes. */
const narrowest = (positions: readonly number[], minDigits: number, reaches: readonly number[] | null): number => {
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at + minDigits <= positions.length; at += 1) {
    const last = at + minDigits - 1
    if (reaches !== null && reaches[at]! < last) continue
    least = Math.min(least, positions[last]! - positions[at]! + 1)
  }
  return least
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127

/** For each digit the last one that can be reached from it without passing a letter. */
const reachesOf = (text: string, positions: readonly number[]): readonly number[] => {
  const reaches = new Array<number>(positions.length)
  for (let at = positions.length - 1; at >= 0; at -= 1) {
    const next = positions[at + 1]
    let between = positions[at]! + 1
    while (next !== undefined && between < next && !isLetter(text.charCodeAt(between))) between += 1
    reaches[at] = between === next ? reaches[at + 1]! : at
  }
  return reaches
}

/** Looks back from the end of each window: most of the text is never looked at. */
const hasLongRun = (text: string): boolean => {
  let start = 0
  while (start + LONG_RUN <= text.length) {
    let at = start + LONG_RUN - 1
    while (at >= start && text.charCodeAt(at) > 32) at -= 1
    if (at < start) return true
    start = at + 1
  }
  return false
}

const positionsOf = (text: string): number[] => {
  const positions: number[] = []
  const runs = /[0-9]+/g
  // The engine passes over what is no digit faster than a loop does.
  for (let found = runs.exec(text); found !== null; found = runs.exec(text))
    for (let at = found.index; at < runs.lastIndex; at += 1) positions.push(at)
  return positions
}

/** Reads the digits of one text, once. Linear in its length. */
export const readDigits = (text: string): Digits => {
  const positions = positionsOf(text)
  let isLong: boolean | null = null
  let reaches: readonly number[] | null = null
  const reachesFor = (isNumeric: boolean): readonly number[] | null => {
    if (!isNumeric) return null
    reaches ??= reachesOf(text, positions)
    return reaches
  }
  const widths: (number | undefined)[] = []
  const numericWidths: (number | undefined)[] = []
  return {
    count: positions.length,
    hasLongRun: () => {
      isLong ??= hasLongRun(text)
      return isLong
    },
    hasDense: ({ minDigits, maxLength, isNumeric }) => {
      if (minDigits > positions.length) return false
      if (minDigits <= 1) return minDigits <= positions.length
      const known = isNumeric ? numericWidths : widths
      const width = known[minDigits] ?? narrowest(positions, minDigits, reachesFor(isNumeric))
      known[minDigits] = width
      return width <= maxLength
    },
    firstFrom: (from, { minDigits, maxLength, isNumeric }) => {
      const row = reachesFor(isNumeric && minDigits > 1)
      for (let at = indexFrom(positions, from); at + minDigits <= positions.length; at += 1) {
        const last = at + minDigits - 1
        if (row !== null && row[at]! < last) {
          at = row[at]!
          continue
        }
        if (positions[last]! - positions[at]! < maxLength) return positions[at]!
      }
      return Number.POSITIVE_INFINITY
    },
  }
}
