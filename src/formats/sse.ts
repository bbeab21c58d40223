import { createEventRestorer, type Framing } from './event-restorer.js'
import { createFramedStream, DEFAULT_MAX_EVENT_BYTES } from './framed-stream.js'
import type { TextTransform } from './json-stream.js'
import type { AnswerShape, ChannelSource } from './restore-channel.js'
import { createSseFramer } from './sse-frame.js'
import type { StreamEvent } from './stream-event.js'

const SPACE = 0x20
const BYTE_ORDER_MARK = '\xef\xbb\xbf'

/** Where the line that starts at `at` ends, without its line end. */
const lineEndAt = (raw: string, at: number, hasCr: boolean): number => {
  const lf = raw.indexOf('\n', at)
  const end = lf < 0 ? raw.length : lf
  const cr = hasCr ? raw.indexOf('\r', at) : -1
  return cr < 0 || cr > end ? end : cr
}

/** Reads one event, whatever its line ends (WHATWG HTML, section 9.2.6). Line starts point behind `data: `. */
export const parseSseEvent = (raw: string): StreamEvent => {
  const lines: { raw: number; data: number }[] = []
  let name = ''
  let data: string | null = null
  let at = raw.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
  const hasCr = raw.includes('\r')
  while (at < raw.length) {
    const end = lineEndAt(raw, at, hasCr)
    const found = raw.indexOf(':', at)
    const colon = found < end ? found : -1
    const field = raw.slice(at, colon < 0 ? end : colon)
    const isSpaced = colon >= 0 && raw.charCodeAt(colon + 1) === SPACE
    const start = colon < 0 ? end : colon + (isSpaced ? 2 : 1)
    if (field === 'data') {
      lines.push({ raw: start, data: data === null ? 0 : data.length + 1 })
      data = data === null ? raw.slice(start, end) : `${data}\n${raw.slice(start, end)}`
    } else if (field === 'event') name = raw.slice(start, end)
    at = end + 1
  }
  return { raw, name, data, lines }
}

const LINE_BREAK = /\r\n|\r|\n/
const LINES = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g
const DATA_LINE = /^(?:\xef\xbb\xbf)?data(?=[:\r\n]|$)/

const lineEndOf = (raw: string): string => LINE_BREAK.exec(raw)?.[0] ?? '\n'

/** The event with `text` in place of its data: one `data:` line for each line of it, where the first one was. */
const withText = ({ raw }: StreamEvent, text: string): string => {
  let data: string | null = text
    .split(LINE_BREAK)
    .map((line) => `data: ${line}`)
    .join(lineEndOf(raw))
  let out = ''
  for (const line of raw.match(LINES) ?? []) {
    if (!DATA_LINE.test(line)) out += line
    else if (data !== null) {
      out += data + (LINE_BREAK.exec(line)?.[0] ?? '')
      data = null
    }
  }
  return out
}

/** An event whose last line end was cut after its CR ends as its other lines do. */
const toCopy = (raw: string): string => (raw.endsWith('\r') && raw.includes('\r\n') ? `${raw}\n` : raw)

const FRAMING: Framing = { parse: parseSseEvent, withText, toCopy, joinsText: true }

/** Restores an event stream. Throws `upstream_invalid` for an event that is longer than `maxEventBytes`. */
export const createSseStream = (
  source: ChannelSource,
  shape: AnswerShape,
  maxEventBytes = DEFAULT_MAX_EVENT_BYTES,
): TextTransform => createFramedStream(createEventRestorer(source, shape, FRAMING), createSseFramer(), maxEventBytes)
