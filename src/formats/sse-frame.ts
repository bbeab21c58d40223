import type { Framer } from './framed-stream.js'

const LF = 10
const CR = 13

/**
 * Finds the blank lines that end events (WHATWG HTML, section 9.2.6): LF, CR or CRLF. A blank line that ends with a CR
 * at the end of a text ends the event at once; an LF that then comes first is a piece of its own.
 */
export const createSseFramer = (): Framer => {
  let isLineStart = true
  let isAfterCr = false
  /** The event just ended with a CR, so that an LF belongs to it still. */
  let isAfterEnd = false

  const nextByLf = (text: string, from: number): number => {
    if (isLineStart && text.charCodeAt(from) === LF) return from + 1
    const at = text.indexOf('\n\n', from)
    if (at >= 0) {
      isLineStart = true
      return at + 2
    }
    if (from < text.length) isLineStart = text.charCodeAt(text.length - 1) === LF
    return -1
  }

  const nextByAny = (text: string, from: number): number => {
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === LF && isAfterCr) {
        isAfterCr = false
        if (isAfterEnd) {
          isAfterEnd = false
          return i + 1
        }
        continue
      }
      isAfterCr = code === CR
      isAfterEnd = false
      if (code !== LF && code !== CR) isLineStart = false
      else if (!isLineStart) isLineStart = true
      else if (code === CR && text.charCodeAt(i + 1) === LF) {
        isAfterCr = false
        return i + 2
      } else {
        isAfterEnd = code === CR
        return i + 1
      }
    }
    return -1
  }

  let isLfOnly = false
  const next = (text: string, from: number): number => {
    if (from === 0) isLfOnly = !isAfterCr && !text.includes('\r')
    return isLfOnly ? nextByLf(text, from) : nextByAny(text, from)
  }
  return { next }
}
