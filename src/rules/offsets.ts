/** Offsets of one text in UTF-16 code units and in bytes of its UTF-8, both ways. */
export type Offsets = {
  /** O(log n) in the number of stretches beyond ASCII. */
  readonly toByte: (unit: number) => number
  /** Of a byte offset on a character's edge. O(log n) too. */
  readonly toUnit: (byte: number) => number
}

const same = (offset: number): number => offset

/** Of ASCII text. */
export const SAME_OFFSETS: Offsets = { toByte: same, toUnit: same }

const WIDE = /[^\x00-\x7f]/g

const widthAt = (text: string, unit: number): { readonly units: number; readonly bytes: number } => {
  const code = text.charCodeAt(unit)
  if (code < 0x800) return { units: 1, bytes: 2 }
  if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(unit + 1))) return { units: 2, bytes: 4 }
  // A lone surrogate becomes U+FFFD, which has three bytes too.
  return { units: 1, bytes: 3 }
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** Index of the last value that is not above `wanted`, or -1. */
const lastAtMost = (values: readonly number[], wanted: number): number => {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Offsets of any text, in time linear in its length; only characters beyond ASCII take memory. */
export const readOffsets = (text: string): Offsets => {
  // Behind each character beyond ASCII: the unit and the byte where plain counting goes on.
  const units: number[] = []
  const bytes: number[] = []
  WIDE.lastIndex = 0
  let lastUnit = 0
  let lastByte = 0
  for (let found = WIDE.exec(text); found !== null; found = WIDE.exec(text)) {
    const width = widthAt(text, found.index)
    lastByte += found.index - lastUnit + width.bytes
    lastUnit = found.index + width.units
    WIDE.lastIndex = lastUnit
    units.push(lastUnit)
    bytes.push(lastByte)
  }
  return {
    toByte: (unit) => {
      const at = Math.min(unit, text.length)
      // Both halves of a pair stand at the pair's start.
      const whole = isLowSurrogate(text.charCodeAt(at)) && isHighSurrogate(text.charCodeAt(at - 1)) ? at - 1 : at
      const index = lastAtMost(units, whole)
      return index < 0 ? whole : bytes[index]! + whole - units[index]!
    },
    toUnit: (byte) => {
      const index = lastAtMost(bytes, byte)
      return index < 0 ? byte : units[index]! + byte - bytes[index]!
    },
  }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00
