import { refName } from './headers.js'

type Header = readonly [name: string, value: string]

/** `: ` and CRLF. */
const LINE_BYTES = 4
const bytesOf = ([name, value]: Header): number => name.length + value.length + LINE_BYTES

/**
 * Headers (ASCII values) that together stay within `maxBytes`, in the given order. As long as they do not fit, the largest is replaced by
 * its `-Ref` with the id that `put` gives, or dropped when `put` gives null or the reference does not fit either. Nothing is cut.
 */
export const fitHeaders = (
  headers: readonly Header[],
  maxBytes: number,
  put: (value: string) => string | null,
): readonly Header[] => {
  let total = 0
  for (const header of headers) total += bytesOf(header)
  if (total <= maxBytes) return headers
  const kept: (Header | null)[] = [...headers]
  const isReference = new Set<number>()
  while (total > maxBytes) {
    const index = largest(kept, isReference)
    const [name, value] = kept[index]!
    total -= bytesOf([name, value])
    const id = isReference.has(index) ? null : put(value)
    kept[index] = id === null ? null : [refName(name), id]
    isReference.add(index)
    if (id !== null) total += bytesOf([refName(name), id])
  }
  return kept.filter((header) => header !== null)
}

/** Index of the largest header, values before references: a reference goes only when no value is left to replace. */
const largest = (headers: readonly (Header | null)[], isReference: ReadonlySet<number>): number => {
  const rank = (index: number): number => {
    const header = headers[index]
    if (!header) return -1
    return isReference.has(index) ? bytesOf(header) / Number.MAX_SAFE_INTEGER : bytesOf(header)
  }
  return headers.reduce((best, _, index) => (rank(index) > rank(best) ? index : best), 0)
}
