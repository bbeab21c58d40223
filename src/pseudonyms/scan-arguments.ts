import { type Count, type Inspection, type Scan, slicesWithin } from './inspection.js'
import { cursor, EDGE, INCOMPLETE, readLogical } from './logical.js'
import { redact } from './operators/mask.js'
import { createTextScan } from './scan-text.js'

const INNER_DEPTH = 2
const MAX_NAME_CHARS = 64
/** As in requests: shorter numbers identify nobody. */
const LEAST_DIGITS = 7
const NUMBER = /-?\d[\d.eE+-]*/g
const MAY_GO_ON = /[\d.eE+-]{1,64}$/
const OPENS_JSON = /[[{\d\u2400-]/
const isSpace = (code: number): boolean => code === 0x20 || (code >= 9 && code <= 13)

/** Next quote of the inner document at or after `from`, and its end; without one, `start` is up to where there is none. */
const nextEdge = (text: string, from: number): { readonly start: number; readonly end: number | null } => {
  for (let at = text.indexOf('\\', from); at >= 0; at = text.indexOf('\\', cursor.next)) {
    const code = readLogical(text, at, INNER_DEPTH)
    if (code === INCOMPLETE) return { start: at, end: null }
    if (code === EDGE) return { start: at, end: cursor.next }
  }
  return { start: text.length, end: null }
}

type Options = { readonly hint: string; readonly count: Count }

/**
 * Looks through JSON that stands in a JSON string, as it comes: each inner string is a text by itself, and a long number
 * that is found becomes a string, so that the document stays JSON. What begins like no JSON is one text.
 */
export const createArgumentsScan = (inspection: Inspection, { hint, count }: Options): Scan => {
  let raw = ''
  let restored: number[] = []
  let inner: Scan | null = null
  let plain: Scan | null = null
  let isDecided = false
  /** The inner string that was read last: the name of what follows, if a colon does. */
  let name = ''
  let nearest = hint

  const decide = (): boolean => {
    for (let at = 0; ; at = cursor.next) {
      const code = readLogical(raw, at, INNER_DEPTH)
      if (code === INCOMPLETE) return false
      if (isSpace(code)) continue
      if (!OPENS_JSON.test(String.fromCharCode(code))) plain = createTextScan(inspection, { depth: 1, hint, count })
      return true
    }
  }

  /** Structure between two strings, with its numbers. */
  const outside = (text: string): string => {
    const colon = text.lastIndexOf(':')
    const rewritten = text.replace(NUMBER, (number, at: number) => {
      if (number.replace(/\D/g, '').length < LEAST_DIGITS) return number
      const [found] = inspection.find(number, at > colon && colon >= 0 ? name : nearest)
      if (found === undefined) return number
      count(found.entity)
      return `\\"${redact(found.entity)}\\"`
    })
    if (colon >= 0) nearest = name
    return rewritten
  }

  const take = (to: number): string => {
    const slice = raw.slice(0, to)
    raw = raw.slice(to)
    restored = slicesWithin(restored, to, Number.POSITIVE_INFINITY)
    return slice
  }

  const inString = (scan: Scan, final: boolean): string => {
    const { start, end } = nextEdge(raw, 0)
    const isClosed = end !== null
    const to = final && !isClosed ? raw.length : start
    const slices = slicesWithin(restored, 0, to)
    const content = take(to)
    if (name.length < MAX_NAME_CHARS) name += content
    const out = scan.push(content, slices, final || isClosed)
    if (!isClosed) return out
    inner = null
    return out + take(end - start)
  }

  const inStructure = (final: boolean): string => {
    const { start, end } = nextEdge(raw, 0)
    const text = raw.slice(0, start)
    if (end === null) {
      const waiting = final ? 0 : (MAY_GO_ON.exec(text)?.[0].length ?? 0)
      return outside(take(final ? raw.length : start - waiting))
    }
    const edge = take(end).slice(start)
    const out = outside(text) + edge
    name = ''
    inner = createTextScan(inspection, { depth: INNER_DEPTH, hint: nearest, count })
    return out
  }

  return {
    push: (piece, slices, final) => {
      for (const at of slices) restored.push(at + raw.length)
      raw += piece
      if (!isDecided) {
        isDecided = decide()
        if (!isDecided && final) plain = createTextScan(inspection, { depth: 1, hint, count })
        else if (!isDecided) return ''
      }
      if (plain !== null) {
        const taken = slicesWithin(restored, 0, raw.length)
        return plain.push(take(raw.length), taken, final)
      }
      let out = ''
      let before: string
      do {
        before = raw
        out += inner === null ? inStructure(final) : inString(inner, final)
      } while (raw !== '' && raw !== before)
      return out
    },
    heldBytes: () => raw.length + (inner?.heldBytes() ?? 0) + (plain?.heldBytes() ?? 0),
  }
}
