/** Offsets of one text in UTF-16 code units and in bytes of its UTF-8, both ways. */
export type Offsets = {
  readonly toByte: (unit: number) => number
  /** Of a byte offset on a character's edge. O(log n). */
  readonly toUnit: (byte: number) => number
}

const same = (offset: number): number => offset

/** Of ASCII text. */
export const SAME_OFFSETS: Offsets = { toByte: same, toUnit: same }

/** Bytes of the UTF-8 of the code units before each one; both halves of a surrogate pair stand at the pair's start. */
const countBytes = (text: string): Int32Array => {
  const bytes = new Int32Array(text.length + 1)
  let count = 0
  for (let unit = 0; unit < text.length; unit += 1) {
    const code = text.charCodeAt(unit)
    bytes[unit] = count
    if (code < 0x80) count += 1
    else if (code < 0x800) count += 2
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(unit + 1))) {
      unit += 1
      bytes[unit] = count
      count += 4
    } else count += 3 // A lone surrogate becomes U+FFFD, which has three bytes too.
  }
  bytes[text.length] = count
  return bytes
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** Offsets of any text, in time linear in its length. */
export const readOffsets = (text: string): Offsets => {
  const bytes = countBytes(text)
  return {
    toByte: (unit) => bytes[Math.min(unit, text.length)]!,
    toUnit: (byte) => {
      let low = 0
      let high = text.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (bytes[middle]! < byte) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}
