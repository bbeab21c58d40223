/**
 * Reads text through the JSON string encodings around it, one character at a time, without decoding the whole.
 * All text is a *binary string*: one char per byte.
 */

/** How many JSON string encodings lie around the logical text: 0 plain text, 1 a JSON string, 2 JSON inside a JSON string. */
export type Depth = 0 | 1 | 2

/** The text ended inside an escape, or before a character. */
export const INCOMPLETE = -1
/** A quote that delimits a string of the inner document (depth 2 only). No byte has this code, and it has no case. */
export const EDGE = 0x2400
/** A character outside ASCII that was written as an escape. */
export const OTHER = 0x2401

const BACKSLASH = 0x5c
const QUOTE = 0x22
const LETTER_U = 0x75

/**
 * Where the character that was read last ends, and the code unit that an `OTHER` stands for. Read them at once: the next
 * read overwrites them (this is a hot path, so no tuple).
 */
export const cursor = { next: 0, unit: 0 }

const hexValue = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

const simpleEscape = (code: number): number => {
  switch (code) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
      return code
    case 0x6e:
      return 10
    case 0x72:
      return 13
    case 0x74:
      return 9
    case 0x62:
      return 8
    case 0x66:
      return 12
    default:
      return INCOMPLETE
  }
}

type Read = (text: string, at: number) => number

const readRaw: Read = (text, at) => {
  if (at >= text.length) return INCOMPLETE
  cursor.next = at + 1
  return text.charCodeAt(at)
}

/** Undoes one encoding over `read`. An escape that JSON does not know is a plain backslash. */
const decodeOnce = (read: Read, text: string, at: number): number => {
  const first = read(text, at)
  if (first !== BACKSLASH) return first
  const afterBackslash = cursor.next
  const kind = read(text, afterBackslash)
  if (kind === INCOMPLETE) return INCOMPLETE
  if (kind !== LETTER_U) {
    const code = simpleEscape(kind)
    if (code !== INCOMPLETE) return code
    cursor.next = afterBackslash
    return BACKSLASH
  }
  let value = 0
  for (let digit = 0; digit < 4; digit++) {
    const code = read(text, cursor.next)
    if (code === INCOMPLETE) return INCOMPLETE
    const hex = hexValue(code)
    if (hex < 0) {
      cursor.next = afterBackslash
      return BACKSLASH
    }
    value = value * 16 + hex
  }
  if (value < 0x80) return value
  cursor.unit = value
  return OTHER
}

const readOnce: Read = (text, at) => decodeOnce(readRaw, text, at)

const readTwice: Read = (text, at) => {
  const outer = readOnce(text, at)
  if (outer === QUOTE) return EDGE
  return outer === BACKSLASH ? decodeOnce(readOnce, text, at) : outer
}

/** Code of the logical character at `at`: a byte, `EDGE`, `OTHER`, or `INCOMPLETE`; `cursor.next` is where it ends. */
export const readLogical = (text: string, at: number, depth: Depth): number => {
  if (at >= text.length) return INCOMPLETE
  const code = text.charCodeAt(at)
  if (depth === 0 || code !== BACKSLASH) {
    cursor.next = at + 1
    return code
  }
  return depth === 1 ? readOnce(text, at) : readTwice(text, at)
}
