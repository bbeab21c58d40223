/** How each format streams: one event for a piece of one of its texts, and what a client reads of it. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into JSON of many shapes
type Json = any

export type Lane = {
  readonly name: string
  /** Whether the text is JSON in pieces. */
  readonly isJson?: true
  readonly event: (piece: string) => Json
  readonly read: (event: Json) => string | undefined
}

export type StreamSample = {
  readonly format: string
  readonly path: string
  readonly request: (text: string) => Json
  readonly lanes: readonly Lane[]
  /** Events that end everything. */
  readonly endings: readonly Json[]
  readonly isDone?: true
  /** Written as a JSON array instead of events. */
  readonly isArray?: true
}

const choice = (index: number, delta: Json) => ({ id: 'c', choices: [{ index, delta, finish_reason: null }] })
const ofChoice = (index: number, read: (delta: Json) => string | undefined) => (event: Json) =>
  event.choices?.[0]?.index === index ? read(event.choices[0].delta) : undefined
const call = (index: number, text: string) => ({ tool_calls: [{ index, function: { arguments: text } }] })

const responses = (type: string, at: object, name = 'delta'): Pick<Lane, 'event' | 'read'> => ({
  event: (piece) => ({ type, ...at, delta: piece }),
  read: (event) => (event.type === type ? event[name] : undefined),
})

const block = (index: number, type: string, key: string): Pick<Lane, 'event' | 'read'> => ({
  event: (piece) => ({ type: 'content_block_delta', index, delta: { type, [key]: piece } }),
  read: (event) => (event.index === index && event.delta ? event.delta[key] : undefined),
})

const part: Pick<Lane, 'event' | 'read'> = {
  event: (text) => ({ candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }] }),
  read: (event) => event.candidates?.[0]?.content?.parts?.[0]?.text,
}

const GEMINI: StreamSample = {
  format: 'gemini',
  path: '/v1beta/models/g:streamGenerateContent',
  request: (text) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
  lanes: [{ name: 'text', ...part }],
  endings: [{ candidates: [{ finishReason: 'STOP', index: 0 }], usageMetadata: { totalTokenCount: 9 } }],
}

export const STREAMS: readonly StreamSample[] = [
  {
    format: 'openai_chat',
    path: '/v1/chat/completions',
    request: (content) => ({ messages: [{ role: 'user', content }] }),
    lanes: [
      { name: 'content', event: (content) => choice(0, { content }), read: ofChoice(0, ({ content }) => content) },
      {
        name: 'second choice',
        event: (content) => choice(1, { content }),
        read: ofChoice(1, ({ content }) => content),
      },
      { name: 'refusal', event: (refusal) => choice(0, { refusal }), read: ofChoice(0, ({ refusal }) => refusal) },
      {
        name: 'reasoning',
        event: (reasoning_content) => choice(0, { reasoning_content }),
        read: ofChoice(0, ({ reasoning_content }) => reasoning_content),
      },
      ...[0, 1].map(
        (at): Lane => ({
          name: `tool call ${at}`,
          isJson: true,
          event: (piece) => choice(0, call(at, piece)),
          read: ofChoice(0, ({ tool_calls }) =>
            tool_calls?.[0].index === at ? tool_calls[0].function.arguments : undefined,
          ),
        }),
      ),
      {
        name: 'function call',
        isJson: true,
        event: (piece) => choice(0, { function_call: { arguments: piece } }),
        read: ofChoice(0, ({ function_call }) => function_call?.arguments),
      },
    ],
    endings: [0, 1].map((index) => ({ id: 'c', choices: [{ index, delta: {}, finish_reason: 'stop' }] })),
    isDone: true,
  },
  {
    format: 'openai_completions',
    path: '/v1/completions',
    request: (prompt) => ({ prompt }),
    lanes: [0, 1].map((index) => ({
      name: `choice ${index}`,
      event: (text) => ({ choices: [{ index, text }] }),
      read: ({ choices }) => (choices[0].index === index ? choices[0].text : undefined),
    })),
    endings: [
      { choices: [{ index: 0, text: '', finish_reason: 'stop' }] },
      { choices: [{ index: 1, text: '', finish_reason: 'stop' }] },
    ],
    isDone: true,
  },
  {
    format: 'openai_responses',
    path: '/v1/responses',
    request: (input) => ({ input }),
    lanes: [
      { name: 'text', ...responses('response.output_text.delta', { item_id: 'm', output_index: 0, content_index: 0 }) },
      { name: 'refusal', ...responses('response.refusal.delta', { item_id: 'm', output_index: 0, content_index: 1 }) },
      {
        name: 'summary',
        ...responses('response.reasoning_summary_text.delta', { item_id: 'r', output_index: 1, summary_index: 0 }),
      },
      {
        name: 'arguments',
        isJson: true,
        ...responses('response.function_call_arguments.delta', { item_id: 'f', output_index: 2 }),
      },
      { name: 'custom', ...responses('response.custom_tool_call_input.delta', { item_id: 'x', output_index: 3 }) },
    ],
    endings: [
      { type: 'response.output_text.done', item_id: 'm', output_index: 0, content_index: 0, text: 'all' },
      { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } },
    ],
  },
  {
    format: 'anthropic_messages',
    path: '/v1/messages',
    request: (content) => ({ messages: [{ role: 'user', content }] }),
    lanes: [
      { name: 'text', ...block(0, 'text_delta', 'text') },
      { name: 'input', isJson: true, ...block(1, 'input_json_delta', 'partial_json') },
      { name: 'second input', isJson: true, ...block(2, 'input_json_delta', 'partial_json') },
    ],
    endings: [
      ...[0, 1, 2].map((index) => ({ type: 'content_block_stop', index })),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ],
  },
  GEMINI,
  { ...GEMINI, format: 'gemini array', isArray: true },
  {
    format: 'chat',
    path: '/v1/spaces/s/chat',
    request: (message) => ({ message }),
    lanes: [
      { name: 'delta', event: (delta) => ({ type: 'token', delta }), read: ({ delta }) => delta },
      {
        name: 'arguments',
        isJson: true,
        event: (piece) => ({ type: 'call', id: 't', arguments: piece }),
        read: (event) => event.arguments,
      },
    ],
    endings: [{ type: 'done' }],
  },
]

export type LineEnd = '\n' | '\r\n'

const writeEvent = (event: Json, isNamed: boolean, end: LineEnd): string =>
  `${isNamed && event.type ? `event: ${event.type}${end}` : ''}data: ${JSON.stringify(event)}${end}${end}`

/** The bytes of a stream of these events and its endings. */
export const writeStream = (
  { endings, isDone, isArray, format }: StreamSample,
  events: Json[],
  end: LineEnd,
): Buffer => {
  const all = [...events, ...endings]
  if (isArray) return Buffer.from(`[${all.map((event) => JSON.stringify(event)).join(`${end},${end}`)}${end}]`)
  const isNamed = format === 'anthropic_messages' || format === 'openai_responses'
  return Buffer.from(
    all.map((event) => writeEvent(event, isNamed, end)).join('') + (isDone ? `data: [DONE]${end}${end}` : ''),
  )
}

/** The events that a client reads. */
export const readStream = (body: string): Json[] => {
  if (body.startsWith('[')) return JSON.parse(body)
  return body
    .split(/\r?\n\r?\n/)
    .map((event) => /^data: (.*)$/m.exec(event)?.[1]?.trim())
    .filter((data) => data?.startsWith('{'))
    .map((data) => JSON.parse(data ?? ''))
}
