/** A copy of a text in plain typography, and where each of its code units came from. */
export type FoldedText = {
  readonly text: string
  /** Half-open UTF-16 range of the original that `[start,end)` of the copy stands for: whole characters. */
  readonly toOriginal: (start: number, end: number) => { readonly start: number; readonly end: number }
}

/** The zeros of Unicode's decimal digit rows (general category Nd), ASCII left out. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
]
/** First UTF-16 unit of the mathematical digits. */
const MATH_DIGIT_UNIT = 0xd835
const MATH_DIGIT_FIRST = 0x1d7ce
const MATH_DIGIT_LAST = 0x1d7ff

const PLAIN = new Map<number, string>()
const plain = (codes: readonly number[], replacement: string) => {
  for (const code of codes) PLAIN.set(code, replacement)
}
const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)

for (const code of range(0xff01, 0xff5e)) PLAIN.set(code, String.fromCharCode(code - 0xfee0))
for (const zero of ZEROS) for (const code of range(zero, zero + 9)) PLAIN.set(code, String(code - zero))
plain([0xa0, 0x202f, 0x205f, 0x3000, ...range(0x2000, 0x200a)], ' ')
plain([0x2028, 0x2029, 0x85], '\n')
plain([...range(0x2010, 0x2015), 0x2212, 0xfe58, 0xfe63], '-')
plain([0x2018, 0x2019, 0x201b, 0x2032, 0x2bc], "'")
// Soft hyphen, zero-width and bidirectional marks, variation selectors: nothing a reader sees.
plain([0xad, 0x34f, 0x61c, ...range(0x200b, 0x200f), ...range(0x202a, 0x202e), ...range(0x2060, 0x2064)], '')
plain([...range(0x2066, 0x206f), ...range(0xfe00, 0xfe0f), 0xfeff], '')

const isCombining = (code: number): boolean => code >= 0x300 && code <= 0x36f

const foldable = [...PLAIN.keys(), ...range(0x300, 0x36f), MATH_DIGIT_UNIT]
  .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
  .join('')
const FOLDABLE = new RegExp(`[${foldable}]`)

/** The plain copy of a text with typography in it, or null when there is none to fold, as in all ASCII. Linear. */
export const foldText = (text: string): FoldedText | null => (FOLDABLE.test(text) ? fold(text) : null)

const fold = (text: string): FoldedText => {
  const starts = new Int32Array(text.length + 1)
  const ends = new Int32Array(text.length + 1)
  const parts: string[] = []
  let count = 0
  let copiedTo = 0

  const copyTo = (index: number) => {
    for (let at = copiedTo; at < index; at += 1) {
      starts[count] = at
      ends[count] = at + 1
      count += 1
    }
    if (index > copiedTo) parts.push(text.slice(copiedTo, index))
    copiedTo = index
  }
  const put = (replacement: string, index: number, width: number) => {
    copyTo(index)
    copiedTo = index + width
    if (replacement === '') return
    starts[count] = index
    ends[count] = index + width
    count += 1
    parts.push(replacement)
  }

  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 128) continue
    const replacement = PLAIN.get(code)
    if (replacement !== undefined) put(replacement, index, 1)
    else if (code === MATH_DIGIT_UNIT) {
      const digit = mathDigit(text.codePointAt(index) ?? 0)
      if (digit !== null) put(digit, index, 2)
    } else if (isCombining(code) && copiedTo < index) {
      const { char, width } = compose(text, index - 1)
      if (width > 1) put(char, index - 1, width)
    }
  }
  copyTo(text.length)
  return {
    text: parts.join(''),
    toOriginal: (start, end) => ({
      start: start < count ? starts[start]! : text.length,
      end: end > start ? ends[end - 1]! : start < count ? starts[start]! : text.length,
    }),
  }
}

const mathDigit = (codePoint: number): string | null =>
  codePoint >= MATH_DIGIT_FIRST && codePoint <= MATH_DIGIT_LAST ? String((codePoint - MATH_DIGIT_FIRST) % 10) : null

/** The character at `index` with the marks behind it, as far as one code unit can show them. */
const compose = (text: string, index: number): { readonly char: string; readonly width: number } => {
  let char = text[index] ?? ''
  let width = 1
  while (isCombining(text.charCodeAt(index + width))) {
    const composed = (char + text[index + width]).normalize('NFC')
    if (composed.length !== 1) break
    char = composed
    width += 1
  }
  return { char, width }
}
