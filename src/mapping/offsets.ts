/** What an offset counts: Unicode code points, UTF-16 code units or UTF-8 bytes. */
export type Unit = 'codepoint' | 'utf16' | 'byte'

/** Offset that falls outside the text or inside a character. */
export const NO_OFFSET = -1

const NOT_ASCII = /[^\x00-\x7f]/
const SURROGATE = /[\ud800-\udfff]/
const LAST_ASCII = 0x7f
const LAST_TWO_BYTES = 0x7ff
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff

/** Walks one text forwards. Each call must ask for an offset no smaller than the one before; both return `NO_OFFSET` for what does not exist. */
export type OffsetWalk = {
  readonly toUtf16: (offset: number) => number
  readonly fromUtf16: (offset: number) => number
}

/**
 * Offsets of one text in another unit, in one pass over the text for any number of ascending questions.
 * A lone surrogate counts as one code point and three bytes, as the U+FFFD that UTF-8 encoders put in its place.
 */
export const createOffsetWalk = (text: string, unit: Unit): OffsetWalk => {
  if (unit === 'utf16') return walkSame((offset) => isBoundary(text, offset))
  const differs = unit === 'byte' ? NOT_ASCII : SURROGATE
  if (!differs.test(text)) return walkSame((offset) => offset >= 0 && offset <= text.length)
  return walkCounting(text, unit === 'byte')
}

const walkSame = (exists: (offset: number) => boolean): OffsetWalk => {
  const same = (offset: number) => (exists(offset) ? offset : NO_OFFSET)
  return { toUtf16: same, fromUtf16: same }
}

const walkCounting = (text: string, bytes: boolean): OffsetWalk => {
  let utf16 = 0
  let counted = 0
  const advance = (toUtf16: number, toCounted: number) => {
    let at = utf16
    let count = counted
    while (at < toUtf16 && count < toCounted) {
      const code = text.charCodeAt(at)
      const isPair = isHigh(code) && isLow(text.charCodeAt(at + 1))
      at += isPair ? 2 : 1
      count += bytes ? (code <= LAST_ASCII ? 1 : code <= LAST_TWO_BYTES ? 2 : isPair ? 4 : 3) : 1
    }
    utf16 = at
    counted = count
  }
  return {
    toUtf16: (offset) => {
      advance(text.length, offset)
      return counted === offset ? utf16 : NO_OFFSET
    },
    fromUtf16: (offset) => {
      advance(Math.min(offset, text.length), Number.POSITIVE_INFINITY)
      return utf16 === offset ? counted : NO_OFFSET
    },
  }
}

/** UTF-16 offsets, in the order asked, of any number of offsets of one text; linear in the text plus the sorting. */
export const toUtf16Offsets = (text: string, offsets: readonly number[], unit: Unit): readonly number[] => {
  const walk = createOffsetWalk(text, unit)
  const results = new Array<number>(offsets.length).fill(NO_OFFSET)
  const ascending = offsets.map((_, index) => index).sort((a, b) => offsets[a]! - offsets[b]!)
  for (const index of ascending) results[index] = walk.toUtf16(offsets[index]!)
  return results
}

const isBoundary = (text: string, offset: number): boolean =>
  offset >= 0 &&
  offset <= text.length &&
  !(offset > 0 && isLow(text.charCodeAt(offset)) && isHigh(text.charCodeAt(offset - 1)))
