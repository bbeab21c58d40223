import { cursor, type Depth, EDGE, INCOMPLETE, OTHER, readLogical } from './logical.js'

/** Raw text as a reader sees it. */
export type DecodedWindow = {
  /** UTF-16; one `RESTORED` for each restored value. */
  readonly text: string
  /** Where the code unit at an index begins in the raw text; behind the last one, where the decoding ended. */
  readonly rawAt: (index: number) => number
}

/** Stands for a restored value: no letter, no digit, no sign of any value. */
export const RESTORED = '\ufffc'

const REPLACEMENT = 0xfffd
const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEEDS_DECODING = /[\\\x80-\xff]/

/** Bytes of the UTF-8 sequence that begins with this byte; 0 for a byte that begins none (RFC 3629). */
const sequenceBytes = (lead: number): number => {
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
}

/** Code point of the sequence at `at` and its end; `INCOMPLETE` where the text ends inside it. */
const readSequence = (raw: string, at: number): number => {
  const bytes = sequenceBytes(raw.charCodeAt(at))
  cursor.next = at + 1
  if (bytes === 0) return REPLACEMENT
  let point = raw.charCodeAt(at) & (0xff >> (bytes + 1))
  for (let i = at + 1; i < at + bytes; i++) {
    if (i >= raw.length) return INCOMPLETE
    const code = raw.charCodeAt(i)
    if ((code & 0xc0) !== 0x80) return REPLACEMENT
    point = (point << 6) | (code & 0x3f)
  }
  cursor.next = at + bytes
  return point
}

/**
 * Decodes raw text (a binary string with `depth` JSON encodings around it) up to where it is certain: without `final` an
 * escape or a UTF-8 sequence that the end has cut waits. `restored` are slices of the raw text.
 */
export const decodeWindow = (
  raw: string,
  depth: Depth,
  { restored, final }: { readonly restored: readonly number[]; readonly final: boolean },
): DecodedWindow => {
  if (restored.length === 0 && !NEEDS_DECODING.test(raw)) return { text: raw, rawAt: (index) => index }
  const units: number[] = []
  const starts: number[] = []
  let at = 0
  let slice = 0
  while (at < raw.length) {
    while (slice < restored.length && (restored[slice] as number) < at) slice += 2
    starts.push(at)
    if (restored[slice] === at) {
      units.push(RESTORED.charCodeAt(0))
      at = restored[slice + 1] as number
      slice += 2
      continue
    }
    let code = readLogical(raw, at, depth)
    if (code === OTHER) code = cursor.unit
    else if (code === EDGE) code = QUOTE
    else if (code >= 0x80) code = readSequence(raw, at)
    if (code === INCOMPLETE) {
      if (!final) {
        starts.pop()
        break
      }
      code = raw.charCodeAt(at) === BACKSLASH ? BACKSLASH : REPLACEMENT
      cursor.next = at + 1
    }
    if (code > 0xffff) {
      starts.push(at)
      units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff))
    } else units.push(code)
    at = cursor.next
  }
  const text = Buffer.from(Uint16Array.from(units).buffer).toString('utf16le')
  return { text, rawAt: (index) => starts[index] ?? at }
}
