import type { Shape } from './shape.js'

/** What the formats need of the pseudonyms stage; `createRestorerSource` gives it. Text is a binary string: one char per byte. */
export type RestoreChannel = {
  /** Raw text in, what is certain out; the rest is held back and prefixes the next call. `final` ends the text. */
  readonly push: (text: string, final: boolean) => string
  readonly heldBytes: () => number
}

export type ChannelSource = {
  /**
   * `depth`: JSON string encodings around the text. `bare`: whether forms without delimiters count. `hint`: name of the
   * nearest JSON member.
   */
  readonly open: (channel: {
    readonly depth: 0 | 1 | 2
    readonly bare: boolean
    readonly hint?: string
  }) => RestoreChannel
  /** True when the raw text holds nothing that could open a token. */
  readonly isPlain: (text: string) => boolean
  /** Where, at or after `from`, the raw text first holds something that could open a token; its length where nothing does. */
  readonly nextMaybe: (text: string, from: number) => number
  /** True when, besides, the raw text cannot change how later text of its channel is read. */
  readonly isInert: (text: string) => boolean
  readonly isEmpty: boolean
}

/** What a format says of its answers. */
export type AnswerTable = {
  /** Where values are put back: in all that is text. Strings with a `json` shape are read as JSON in a string. */
  readonly shape: Shape
  /** Shapes of events of a stream that differ, by event name or by their member `type` or `event`. */
  readonly events?: Readonly<Record<string, Shape>> | undefined
  /**
   * How the events are called whose strings go on in later events, or how their names end; those of all other events
   * stand alone. Absent: the strings of all events may go on.
   */
  readonly streamed?: readonly string[] | undefined
  /** A JSON array is a stream, each element an event. */
  readonly arrayStreams?: true | undefined
}

/** What a route knows of its answers. */
export type AnswerShape = AnswerTable & {
  /** Hears of `thread_id` and `data.thread_id` strings of at most 256 characters. */
  readonly onThreadId?: ((id: string) => void) | undefined
}

const MAX_THREAD_ID_CHARS = 256

const IS_CODED = /[\\\x80-\xff]/

/** Decodes the raw inside of a JSON string; what is not valid stays as it is. */
export const decodeJsonString = (raw: string): string => {
  if (!IS_CODED.test(raw)) return raw
  const text = Buffer.from(raw, 'latin1').toString()
  if (!raw.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}

/** Reports a raw `thread_id` leaf, if it is one. */
export const reportThreadId = (shape: AnswerShape, raw: string): void => {
  if (raw === '' || shape.onThreadId === undefined) return
  const id = decodeJsonString(raw)
  if (id.length <= MAX_THREAD_ID_CHARS) shape.onThreadId(id)
}
