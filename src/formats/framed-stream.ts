import { GatewayError } from '../errors.js'
import type { TextTransform } from './json-stream.js'

export const DEFAULT_MAX_EVENT_BYTES = 10 * 1024 * 1024

/** Finds where events end. Fed with each text once, in order; keeps its state between texts. */
export type Framer = {
  /** End of the event that is open at `from`, or -1 when the text ends inside it (then the rest has been taken note of). */
  readonly next: (text: string, from: number) => number
}

export type EventRewrite = {
  /** One whole event in, what leaves for it out: `raw` itself where nothing changed. */
  readonly event: (raw: string) => string
  /** The unended rest of the stream in, what leaves at its end out. */
  readonly last: (raw: string) => string
}

/** Cuts a stream into events, whatever the chunks, and joins what the rewrite gives back. Holds at most one event. */
export const createFramedStream = (rewrite: EventRewrite, framer: Framer, maxEventBytes: number): TextTransform => {
  /** The open event's bytes of earlier chunks. */
  let open = ''

  const push = (text: string): string => {
    let out = open
    let clean = 0
    let start = 0
    for (let end = framer.next(text, 0); end >= 0; end = framer.next(text, start)) {
      const piece = start === 0 && end === text.length ? text : text.slice(start, end)
      const raw = open === '' ? piece : open + piece
      if (raw.length > maxEventBytes) throw new GatewayError('upstream_invalid')
      const restored = rewrite.event(raw)
      if (restored !== raw) {
        out = (open === '' ? out + text.slice(clean, start) : '') + restored
        clean = end
      }
      open = ''
      start = end
      if (start === text.length) break
    }
    if (start === 0) {
      open += text
      out = ''
    } else {
      if (start < text.length) open = text.slice(start)
      out = clean === 0 && out === '' && start === text.length ? text : out + text.slice(clean, start)
    }
    if (open.length > maxEventBytes) throw new GatewayError('upstream_invalid')
    return out
  }
  const end = (): string => {
    const rest = open
    open = ''
    return rewrite.last(rest)
  }
  return { push, end }
}
