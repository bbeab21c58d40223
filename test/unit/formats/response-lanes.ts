import { createBodyRestorer, type RestoreOptions } from '../../../src/formats/response.js'
import { ARGUMENTS, FREE, type Shape } from '../../../src/formats/shape.js'

export type Kind = 'json' | 'sse' | 'ndjson' | 'text'

const PROTOCOL: Shape = { text: false, keys: false, rest: FREE }
const SHAPE: Shape = {
  text: true,
  keys: true,
  members: {
    id: PROTOCOL,
    role: PROTOCOL,
    type: PROTOCOL,
    model: PROTOCOL,
    arguments: ARGUMENTS,
    partial_json: ARGUMENTS,
  },
}

export const OPTIONS: RestoreOptions = {
  shape: SHAPE,
  urls: 'named',
  isHostNamed: (host) => host === 'good.example',
}

/** Bytes of a body sent in the given pieces, and what came out. */
export const restorePieces = (
  kind: Kind,
  pieces: readonly Buffer[],
  values: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
  options: Partial<RestoreOptions> = {},
) => {
  const map = values instanceof Map ? values : new Map(Object.entries(values as Record<string, string>))
  const restorer = createBodyRestorer(kind, { values: map }, { ...OPTIONS, ...options })
  const out = pieces.map((piece) => restorer.push(piece))
  out.push(restorer.end())
  return { bytes: Buffer.concat(out), stats: restorer.stats }
}

/** `bytes` cut at the given offsets. */
export const cutAt = (bytes: Buffer, offsets: readonly number[]): Buffer[] => {
  const sorted = [0, ...[...offsets].sort((one, other) => one - other), bytes.length]
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i] ?? 0, end))
}

export const restoreWhole = (kind: Kind, body: string, values: Record<string, string>, options = {}) =>
  restorePieces(kind, [Buffer.from(body)], values, options).bytes.toString()

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** A place where streamed text can stand: pieces of raw text → body, and what a client reads from the answer. */
export type TextLane = {
  readonly name: string
  readonly kind: Kind
  /** Whether forms without delimiters count here. */
  readonly bare: boolean
  /** Body whose text is the pieces joined; lanes without events join them at once. */
  readonly write: (pieces: readonly string[]) => string
  readonly read: (body: string) => string
}

const sseData = (body: string): string[] =>
  body
    .split(/\r\n\r\n|\n\n/)
    .map((event) =>
      event
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(line.startsWith('data: ') ? 6 : 5))
        .join('\n'),
    )
    .filter((data) => data !== '' && data !== '[DONE]')

const events = (lineEnd: string) => (data: readonly string[]) =>
  [...data, '[DONE]'].map((one) => `data: ${one}${lineEnd}${lineEnd}`).join('')

const anthropic = (pieces: readonly string[]): string => {
  const deltas = pieces.map((partial_json) => {
    const delta = { type: 'input_json_delta', partial_json }
    const data = JSON.stringify({ type: 'content_block_delta', index: 1, delta })
    return `event: content_block_delta\ndata: ${data}\n\n`
  })
  return `${deltas.join('')}event: content_block_stop\ndata: {"type":"content_block_stop","index":1}\n\n`
}

const openai = (piece: string): string =>
  JSON.stringify({ id: 'c1', choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] })

export const LANES: readonly TextLane[] = [
  { name: 'text', kind: 'text', bare: true, write: (pieces) => pieces.join(''), read: (body) => body },
  {
    name: 'JSON leaf',
    kind: 'json',
    bare: true,
    write: (pieces) => `{"id":"x","n":1e400,"message":{"content":"${inJson(pieces.join(''))}"},"z":[null,"y"]}`,
    read: (body) => JSON.parse(body).message.content,
  },
  {
    name: 'JSON key',
    kind: 'json',
    bare: true,
    write: (pieces) => `{"metadata":{"${inJson(pieces.join(''))}":1}}`,
    read: (body) => Object.keys(JSON.parse(body).metadata)[0] ?? '',
  },
  {
    name: 'SSE delta',
    kind: 'sse',
    bare: true,
    write: (pieces) => events('\n')(pieces.map((delta) => JSON.stringify({ delta }))),
    read: (body) =>
      sseData(body)
        .map((data) => JSON.parse(data).delta)
        .join(''),
  },
  {
    name: 'SSE CRLF, OpenAI shape',
    kind: 'sse',
    bare: true,
    write: (pieces) => events('\r\n')(pieces.map(openai)),
    read: (body) =>
      sseData(body)
        .map((data) => JSON.parse(data).choices[0].delta.content)
        .join(''),
  },
  {
    name: 'SSE text',
    kind: 'sse',
    bare: true,
    write: (pieces) => events('\n')(pieces),
    read: (body) => sseData(body).join(''),
  },
  {
    name: 'NDJSON',
    kind: 'ndjson',
    bare: true,
    write: (pieces) => pieces.map((response) => `${JSON.stringify({ response })}\n`).join(''),
    read: (body) =>
      body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).response)
        .join(''),
  },
  {
    name: 'tool arguments, whole',
    kind: 'json',
    bare: false,
    write: (pieces) => JSON.stringify({ arguments: `{"to":"${inJson(pieces.join(''))}"}` }),
    read: (body) => JSON.parse(JSON.parse(body).arguments).to,
  },
  {
    name: 'tool arguments, streamed',
    kind: 'sse',
    bare: false,
    write: (pieces) => anthropic(['{"to":"', ...pieces.map(inJson), '"}']),
    read: (body) => {
      const parts = sseData(body).map((data) => JSON.parse(data).delta?.partial_json ?? '')
      return JSON.parse(parts.join('')).to
    },
  },
]
