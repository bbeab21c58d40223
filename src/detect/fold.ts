import { type Copy, createCopyBuilder } from './copy.js'

/** The zeros of Unicode's decimal digit rows (general category Nd), ASCII left out. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
]
/** First UTF-16 unit of the mathematical letters and digits, and of invisible tags and selectors. */
const MATH_UNIT = 0xd835
const TAG_UNIT = 0xdb40

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
plain([...range(0x2066, 0x206f), 0xfeff, 0x180e, 0x115f, 0x1160, 0x3164, 0xffa0], '')

/** Marks that any character may wear, and what selects its form; those of single scripts are parts of their letters. */
const isCombining = (code: number): boolean =>
  (code >= 0x300 && code <= 0x36f) ||
  (code >= 0x20d0 && code <= 0x20ff) ||
  (code >= 0x1dc0 && code <= 0x1dff) ||
  (code >= 0xfe00 && code <= 0xfe0f)

/** Units beyond ASCII, found by the engine faster than by a loop. */
const NON_ASCII = /[^\x00-\x7f]/g

/** The plain copy of a text with typography in it, or null when there is none to fold, as in all ASCII. Linear. */
export const foldText = (text: string): Copy | null => {
  const builder = createCopyBuilder(text)
  NON_ASCII.lastIndex = 0
  for (let found = NON_ASCII.exec(text); found !== null; found = NON_ASCII.exec(text)) {
    const { index } = found
    const code = text.charCodeAt(index)
    const replacement = PLAIN.get(code)
    if (replacement !== undefined) builder.replace(index, index + 1, replacement)
    else if (code === MATH_UNIT || code === TAG_UNIT) {
      const plainPair = foldPair(text.codePointAt(index) ?? 0)
      if (plainPair === null) continue
      builder.replace(index, index + 2, plainPair)
      NON_ASCII.lastIndex = index + 2
    } else if (isCombining(code) && index > 0) NON_ASCII.lastIndex = foldMarks(text, index, builder)
  }
  return builder.finish()
}

/** Letters and digits of mathematical alphabets in plain type; tags and variation selectors are nothing. */
const foldPair = (codePoint: number): string | null => {
  if (codePoint >= 0xe0000) return codePoint <= 0xe01ef ? '' : null
  const folded = String.fromCodePoint(codePoint).normalize('NFKC')
  return folded.length === 1 ? folded : null
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff

/** Composes marks with the character before them, as far as one code unit can show them; others are left out. */
const foldMarks = (text: string, index: number, builder: ReturnType<typeof createCopyBuilder>): number => {
  const base = index - 1
  const hasBase = builder.position() <= base && !isSurrogate(text.charCodeAt(base))
  let char = hasBase ? text[base]! : ''
  let end = index
  for (; isCombining(text.charCodeAt(end)); end += 1) {
    const composed = (char + text[end]).normalize('NFC')
    if (hasBase && composed.length === 1) char = composed
  }
  builder.replace(hasBase ? base : index, end, char)
  return end
}
