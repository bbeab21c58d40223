import { createEventRestorer, type Framing } from './event-restorer.js'
import { createFramedStream, DEFAULT_MAX_EVENT_BYTES, type Framer } from './framed-stream.js'
import type { TextTransform } from './json-stream.js'
import type { AnswerShape, ChannelSource } from './restore-channel.js'
import type { StreamEvent } from './stream-event.js'

const QUOTE = 0x22
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** Finds where the elements of the outermost array end. */
const createElementFramer = (): Framer => {
  let depth = 0
  let inString = false
  let isEscaped = false
  const next = (text: string, from: number): number => {
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (inString) {
        if (isEscaped) isEscaped = false
        else if (code === BACKSLASH) isEscaped = true
        else if (code === QUOTE) inString = false
      } else if (code === QUOTE) inString = true
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        depth--
        if (depth === 1) return i + 1
      }
    }
    return -1
  }
  return { next }
}

/** What stands before an element: the bracket that opens the array, or a comma. */
const BEFORE = /^[\s,[]*/

const parseElement = (raw: string): StreamEvent => {
  const start = BEFORE.exec(raw)?.[0].length ?? 0
  const data = raw.slice(start)
  return { raw, name: '', data: data.startsWith('{') ? data : null, lines: [{ raw: start, data: 0 }] }
}

const FRAMING: Framing = {
  parse: parseElement,
  withText: ({ raw, lines }, text) => raw.slice(0, lines[0]?.raw ?? 0) + text,
  toCopy: (raw) => raw.replace(BEFORE, ','),
  joinsText: false,
}

/**
 * Restores a JSON array that is written element by element, as a stream of events: the text of one element goes on in the
 * next. Throws `upstream_invalid` for an element that is longer than `maxEventBytes`.
 */
export const createArrayStream = (
  source: ChannelSource,
  shape: AnswerShape,
  maxEventBytes = DEFAULT_MAX_EVENT_BYTES,
): TextTransform =>
  createFramedStream(createEventRestorer(source, shape, FRAMING), createElementFramer(), maxEventBytes)
