const QUOTE_MARK = '"'
const BACKSLASH = 92
const LETTER_CASE = 32
const LETTER_E = 101
const PLUS = 43
const MINUS = 45
const DOT = 46
const ZERO = 48
const NINE = 57

/** Index of the quote that closes the string opened at `open`, in valid JSON. */
export const closingQuote = (source: string, open: number): number => {
  let at = open
  for (;;) {
    at = source.indexOf(QUOTE_MARK, at + 1)
    let slashes = at
    while (source.charCodeAt(slashes - 1) === BACKSLASH) slashes--
    if (((at - slashes) & 1) === 0) return at
  }
}

/** What the string literal from `start` to `end` says. */
export const decodeLiteral = (source: string, start: number, end: number): string => {
  const raw = source.slice(start + 1, end - 1)
  return raw.includes('\\') ? (JSON.parse(source.slice(start, end)) as string) : raw
}

/** Where the number that begins at `start` ends, and how many digits it has. */
export const numberEnd = (source: string, start: number): { end: number; digits: number } => {
  let end = start
  let digits = 0
  for (; end < source.length; end++) {
    const code = source.charCodeAt(end)
    if (code >= ZERO && code <= NINE) digits++
    else if (code !== MINUS && code !== PLUS && code !== DOT && (code | LETTER_CASE) !== LETTER_E) break
  }
  return { end, digits }
}

/** True for a valid document. */
export const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
