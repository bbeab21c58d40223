/** A changed copy of a text, and where each of its code units came from. */
export type Copy = {
  readonly text: string
  /** Half-open UTF-16 range of the original that `[start,end)` of the copy stands for: whole characters. */
  readonly toOriginal: (start: number, end: number) => { readonly start: number; readonly end: number }
}

/** Builds a copy by replacements given from left to right; what is between them stays. Memory only for replacements. */
export const createCopyBuilder = (text: string) => {
  const parts: string[] = []
  /** Of each replacement: where it is in the copy and in the original. */
  const copyStarts: number[] = []
  const copyEnds: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  let copied = 0
  let length = 0

  /** Index of the last replacement that begins at or before a place of the copy, or -1. */
  const replacementAt = (at: number): number => {
    let low = 0
    let high = copyStarts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (copyStarts[middle]! <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  /** The original character that stands at a place of the copy. */
  const originOf = (at: number): { readonly start: number; readonly end: number } => {
    const index = replacementAt(at)
    if (index < 0) return { start: at, end: at + 1 }
    if (at < copyEnds[index]!) return { start: starts[index]!, end: ends[index]! }
    const start = ends[index]! + at - copyEnds[index]!
    return { start, end: start + 1 }
  }

  return {
    /** End of what has been replaced or kept so far, in the original. */
    position: () => copied,
    replace: (start: number, end: number, by: string): void => {
      if (start > copied) {
        parts.push(text.slice(copied, start))
        length += start - copied
      }
      parts.push(by)
      copyStarts.push(length)
      length += by.length
      copyEnds.push(length)
      starts.push(start)
      ends.push(end)
      copied = end
    },
    /** The copy, or null when nothing was replaced. */
    finish: (): Copy | null => {
      if (starts.length === 0) return null
      parts.push(text.slice(copied))
      const copy = parts.join('')
      return {
        text: copy,
        toOriginal: (start, end) => {
          if (start >= copy.length) return { start: text.length, end: text.length }
          const first = originOf(start).start
          return { start: first, end: end > start ? originOf(end - 1).end : first }
        },
      }
    },
  }
}

/** A copy of a copy, mapped to the text that the first was made of. */
export const chainCopies = (first: Copy | null, second: Copy | null): Copy | null => {
  if (first === null || second === null) return second ?? first
  return {
    text: second.text,
    toOriginal: (start, end) => {
      const between = second.toOriginal(start, end)
      return first.toOriginal(between.start, between.end)
    },
  }
}
