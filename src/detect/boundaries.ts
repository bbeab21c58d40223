import { UNSPACED } from '../script.js'

const DIGIT = 1
const LETTER = 2
const MARK = 3

const ASCII = new Uint8Array(128)
for (let code = 48; code <= 57; code += 1) ASCII[code] = DIGIT
for (let code = 65; code <= 90; code += 1) ASCII[code] = ASCII[code + 32] = LETTER

const UNICODE_DIGIT = /^\p{Nd}$/u
const UNICODE_MARK = /^\p{M}$/u
const UNICODE_LETTER = /^\p{L}$/u
/** Beyond the scripts without spaces: the ordinals of "Nº", and the Japanese long sound. */
const UNBOUND_SIGNS = 'ªºー'

const kindOf = (text: string, index: number): number => {
  const unit = text.charCodeAt(index)
  if (unit < 128) return ASCII[unit]!
  const char = String.fromCodePoint(text.codePointAt(index) ?? 0)
  if (UNICODE_DIGIT.test(char)) return DIGIT
  if (UNICODE_MARK.test(char)) return MARK
  return UNICODE_LETTER.test(char) && !UNSPACED.test(char) && !UNBOUND_SIGNS.includes(char) ? LETTER : 0
}

const previousIndex = (text: string, index: number): number =>
  index > 1 && (text.codePointAt(index - 2) ?? 0) > 0xffff ? index - 2 : index - 1

/** True when the character is a letter or digit of a script that puts spaces between words. */
export const isWordAt = (text: string, index: number): boolean => {
  const kind = kindOf(text, index)
  return kind === DIGIT || kind === LETTER
}

const isInsideRun = (text: string, index: number): boolean => {
  if (index <= 0 || index >= text.length) return false
  const after = kindOf(text, index)
  if (after === 0) return false
  const before = kindOf(text, previousIndex(text, index))
  if (after === MARK) return before === LETTER
  return before !== 0 && (before !== MARK || after === LETTER)
}

/** True when neither edge of `[start,end)` cuts a run of letters and digits. RE2's `\b` knows ASCII only. */
export const standsAlone = (text: string, start: number, end: number): boolean =>
  !isInsideRun(text, start) && !isInsideRun(text, end)
