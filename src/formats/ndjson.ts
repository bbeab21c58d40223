import { createEventRestorer, type Framing } from './event-restorer.js'
import { createFramedStream, DEFAULT_MAX_EVENT_BYTES, type Framer } from './framed-stream.js'
import type { TextTransform } from './json-stream.js'
import type { AnswerShape, ChannelSource } from './restore-channel.js'
import type { StreamEvent } from './stream-event.js'

const LINE_END = /\r?\n?$/

const parseLine = (raw: string): StreamEvent => {
  const data = raw.replace(LINE_END, '')
  return { raw, name: '', data: data.trim() === '' ? null : data, lines: [{ raw: 0, data: 0 }] }
}

const FRAMING: Framing = {
  parse: parseLine,
  withText: ({ raw }, text) => text + (LINE_END.exec(raw)?.[0] ?? ''),
  joinsText: false,
}

const createLineFramer = (): Framer => ({
  next: (text, from) => {
    const at = text.indexOf('\n', from)
    return at < 0 ? -1 : at + 1
  },
})

/** Restores JSON lines. Throws `upstream_invalid` for a line that is longer than `maxEventBytes`. */
export const createNdjsonStream = (
  source: ChannelSource,
  shape: AnswerShape,
  maxEventBytes = DEFAULT_MAX_EVENT_BYTES,
): TextTransform => createFramedStream(createEventRestorer(source, shape, FRAMING), createLineFramer(), maxEventBytes)
