import { type Place, textAt } from './places.js'

type Json = unknown

/** How an upstream of one kind streams a text in pieces, and what a client reads of it: whole events only. */
export type StreamKind = {
  readonly name: string
  readonly path: string
  readonly echo: string
  readonly contentType: string
  readonly request: (text: string) => Json
  readonly write: (pieces: readonly string[]) => Buffer
  readonly read: (body: string) => string
}

const SSE = 'text/event-stream'

/** An event of any format. */
type Event = Record<string, unknown>

const events = (list: readonly Event[], isDone: boolean): Buffer =>
  Buffer.from(
    list
      .map((event) => {
        const name = typeof event.type === 'string' ? `event: ${event.type}\n` : ''
        return `${name}data: ${JSON.stringify(event)}\n\n`
      })
      .join('') + (isDone ? 'data: [DONE]\n\n' : ''),
  )

/** The text of all whole events, each read at a pointer. */
const readEvents =
  (pointer: string) =>
  (body: string): string =>
    body
      .split('\n\n')
      .slice(0, -1)
      .map((event) => textAt(/^data: (.*)$/m.exec(event)?.[1] ?? '', pointer) ?? '')
      .join('')

const readLines = (body: string): string =>
  body
    .split('\n')
    .slice(0, -1)
    .map((line) => textAt(line, '/delta') ?? '')
    .join('')

/** The whole elements of a JSON array that may be cut: each begins as the upstream's do, whatever stands between them. */
const readArray = (body: string): string =>
  body
    .replace(/^\[|\s*\]$/g, '')
    .split(/\s*,(?=\{"candidates")/)
    .map((element) => textAt(element, '/candidates/0/content/parts/0/text') ?? '')
    .join('')

const part = (text: string): Event => ({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }] })
const LAST_PART: Event = { candidates: [{ index: 0, finishReason: 'STOP' }] }
const choice = (delta: object, finish: string | null): Event => ({
  id: 'completion-1',
  choices: [{ index: 0, delta, finish_reason: finish }],
})

/** The kinds of streams, on the places that speak them. */
export const streamKindsOf = (places: readonly Place[]): readonly StreamKind[] => {
  const kinds = (
    format: string,
    name: string,
    kind: Pick<StreamKind, 'contentType' | 'write' | 'read'>,
    suffix = '',
  ): StreamKind[] => {
    const place = places.find((one) => one.format === format && one.path.endsWith(suffix))
    return place === undefined ? [] : [{ name, path: place.path, echo: place.echo, request: place.request, ...kind }]
  }
  return [
    ...kinds('chat', 'chat, events', {
      contentType: SSE,
      write: (pieces) => events([...pieces.map((delta) => ({ type: 'token', delta })), { type: 'done' }], false),
      read: readEvents('/delta'),
    }),
    ...kinds('chat', 'chat, lines of JSON', {
      contentType: 'application/x-ndjson',
      write: (pieces) => Buffer.from(pieces.map((delta) => `${JSON.stringify({ delta })}\n`).join('')),
      read: readLines,
    }),
    ...kinds('chat', 'chat, plain text', {
      contentType: 'text/plain; charset=utf-8',
      write: (pieces) => Buffer.from(pieces.join('')),
      // A cut may leave a part of a character.
      read: (body) => body.replace(/\ufffd+$/u, ''),
    }),
    ...kinds('openai_chat', 'OpenAI chat', {
      contentType: SSE,
      write: (pieces) => events([...pieces.map((content) => choice({ content }, null)), choice({}, 'stop')], true),
      read: readEvents('/choices/0/delta/content'),
    }),
    ...kinds('openai_responses', 'OpenAI responses', {
      contentType: SSE,
      write: (pieces) => {
        const at = { item_id: 'item-1', output_index: 0, content_index: 0 }
        const deltas = pieces.map((delta) => ({ type: 'response.output_text.delta', ...at, delta }))
        return events([...deltas, { type: 'response.completed', response: { id: 'response-1', output: [] } }], false)
      },
      read: readEvents('/delta'),
    }),
    ...kinds('anthropic_messages', 'Anthropic', {
      contentType: SSE,
      write: (pieces) => {
        const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
        return events([...pieces.map(delta), { type: 'content_block_stop', index: 0 }, { type: 'message_stop' }], false)
      },
      read: readEvents('/delta/text'),
    }),
    ...kinds(
      'gemini',
      'Gemini, events',
      {
        contentType: SSE,
        write: (pieces) => events([...pieces.map(part), LAST_PART], false),
        read: readEvents('/candidates/0/content/parts/0/text'),
      },
      ':streamGenerateContent',
    ),
    ...kinds(
      'gemini',
      'Gemini, array',
      {
        contentType: 'application/json',
        write: (pieces) =>
          Buffer.from(`[${[...pieces.map(part), LAST_PART].map((event) => JSON.stringify(event)).join('\n,')}\n]`),
        read: readArray,
      },
      ':streamGenerateContent',
    ),
  ]
}
