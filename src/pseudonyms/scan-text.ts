import { decodeWindow, RESTORED } from './decode-window.js'
import { type Count, type Inspection, type Introduced, type Scan, slicesWithin } from './inspection.js'
import type { Depth } from './logical.js'
import { redact } from './operators/mask.js'

/**
 * How far the scan looks ahead of what it lets go, in code units: longer than any value that is written with spaces, and
 * than the words that speak for one.
 */
const LOOK_AHEAD = 256
/** A run without a space, and an armoured key, may be longer. This bounds what waits for their end. */
const MOST_HELD = 16_384
/** New text that is worth another look. */
const STEP = 64
/** What has left stays in view as context. */
const KEPT_BEHIND = 256

const ARMOUR = /-----BEGIN |PuTTY-User-Key-File/g
const ARMOUR_END = /-----END |Private-MAC/
const SAYS_SOMETHING = /[\p{L}\p{N}]/u
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

const isGraphic = (code: number): boolean => code > 0x20 && code < 0x7f

const lastRunStart = (text: string): number => {
  let start = text.length
  while (start > 0 && isGraphic(text.charCodeAt(start - 1))) start--
  return start
}

/** Start of what may be the beginning of a value without spaces, or of an armoured one; the text's length without one. */
const openStart = (text: string): number => {
  const run = lastRunStart(text)
  const armour = [...text.matchAll(ARMOUR)].at(-1)?.index
  return armour === undefined || ARMOUR_END.test(text.slice(armour)) ? run : Math.min(run, armour)
}

/**
 * Looks through one text as it comes. A sliding window over what is not yet certain; a finding is decided when all that
 * could belong to it or speak for it has been seen. Each text is scanned a bounded number of times.
 */
export const createTextScan = (
  { find, longest }: Inspection,
  { depth, hint, count }: { readonly depth: Depth; readonly hint: string; readonly count: Count },
): Scan => {
  const mostHeld = Math.min(longest, MOST_HELD)
  const lookAhead = Math.min(longest, LOOK_AHEAD)
  let raw = ''
  let restored: number[] = []
  let behind = ''
  let due = lookAhead + STEP

  /** Up to where the text may go; all of `behind` has gone. */
  const cutOf = (text: string, spans: readonly Introduced[]): number => {
    let cut = text.length - lookAhead
    if (text.length - behind.length <= mostHeld) {
      cut = Math.min(cut, openStart(text))
      for (const { start, end } of spans) if (end === text.length) cut = Math.min(cut, start)
    }
    cut = Math.max(cut, behind.length)
    for (const { start, end } of spans) if (start < cut && end > cut) cut = end
    return isLowSurrogate(text.charCodeAt(cut)) ? cut - 1 : cut
  }

  const release = (final: boolean): string => {
    const window = decodeWindow(raw, depth, { restored, final })
    const text = behind + window.text
    const base = behind.length
    const spans = find(text, hint)
      .filter(({ end }) => end > base)
      .map((span) => ({ ...span, start: Math.max(span.start, base) }))
    const cut = final ? text.length : cutOf(text, spans)
    let out = ''
    let from = 0
    for (const { start, end, entity } of spans) {
      if (start >= cut) break
      count(entity)
      let at = start
      for (const part of text.slice(start, end).split(RESTORED)) {
        if (SAYS_SOMETHING.test(part)) {
          out += raw.slice(from, window.rawAt(at - base)) + redact(entity)
          from = window.rawAt(at + part.length - base)
        }
        at += part.length + 1
      }
    }
    const rawCut = final ? raw.length : window.rawAt(cut - base)
    out += raw.slice(from, rawCut)
    behind = text.slice(Math.max(0, cut - KEPT_BEHIND), cut)
    raw = raw.slice(rawCut)
    restored = slicesWithin(restored, rawCut, Number.POSITIVE_INFINITY)
    // What waits long is looked at again when it has grown by a part of itself, so that all looks together stay linear.
    due = Math.min(raw.length + Math.max(STEP, raw.length >> 2), Math.max(mostHeld, raw.length) + STEP)
    return out
  }

  return {
    push: (piece, slices, final) => {
      for (const at of slices) restored.push(at + raw.length)
      raw += piece
      if (raw === '' || (!final && raw.length < due)) return ''
      return release(final)
    },
    heldBytes: () => raw.length,
  }
}
