import { anthropicMessages } from '../../src/formats/anthropic-messages.js'
import type { Format } from '../../src/formats/format.js'
import { gemini } from '../../src/formats/gemini.js'
import { mcp } from '../../src/formats/mcp.js'
import { openaiChat, openaiCompletions, openaiEmbeddings } from '../../src/formats/openai-chat.js'
import { openaiResponses } from '../../src/formats/openai-responses.js'
import { spacesChat, threadMessage } from '../../src/formats/spaces-chat.js'

/**
 * One request and one answer of a format. Strings that begin with `#` stand where the format says that there is no text;
 * all others are text.
 */
export type Sample = {
  readonly format: Format
  readonly path: string
  readonly request: unknown
  readonly answer: unknown
}

const REDACTED = 'redacted_thinking'

/** What a block calls itself counts here, so this one cannot be marked. */
export const isText = (text: string): boolean => !text.startsWith('#') && text !== REDACTED

const SCHEMA = {
  type: '#object',
  required: ['#city'],
  properties: { city: { type: '#string', description: 'the city', enum: ['one', 'two'], format: '#f', pattern: '#p' } },
}

const FUNCTION = { name: '#weather', description: 'tells the weather', parameters: SCHEMA, strict: true }

export const SAMPLES: readonly Sample[] = [
  {
    format: spacesChat,
    path: '/v1/spaces/s-1/chat',
    request: {
      thread_id: '#t-1',
      model: { provider: '#p', name: '#n' },
      message: 'hello',
      title: 'a title',
      metadata: { note: 'free', list: ['one', { deep: 'two' }] },
      tools: [{ type: '#function', function: FUNCTION }],
      tool_call_results: [{ tool_call_id: '#c-1', content: 'a result', output: { a: 'b' } }],
      uploaded_files: ['#file-1'],
      from_the_future: { type: 'new', payload: ['x'] },
    },
    answer: {
      id: '#m-1',
      thread_id: '#t-1',
      role: '#assistant',
      content: [{ type: '#text', text: 'an answer' }],
      data: { message: 'more', choices: ['x'] },
    },
  },
  {
    format: threadMessage,
    path: '/v1/spaces/s-1/threads/t-1/messages',
    request: { content: 'hello', role: '#user', metadata: { a: 'b' }, parent_message_id: '#m', title: 'a title' },
    answer: { data: { id: '#m-1', thread_id: '#t-1', content: 'hello', role: '#user', created_at: '#now' } },
  },
  {
    format: openaiChat,
    path: '/openai/v1/chat/completions',
    request: {
      model: '#gpt-5.1',
      messages: [
        { role: '#system', content: 'be kind' },
        { role: '#developer', content: [{ type: '#text', text: 'be brief' }], name: 'a name' },
        {
          role: '#user',
          content: [
            { type: '#text', text: 'hello' },
            { type: '#image_url', image_url: { url: 'https://example.com/a.png', detail: '#low' } },
            { type: '#file', file: { filename: 'a.txt', file_data: 'plain' } },
            { type: '#from_the_future', payload: { words: ['x'] } },
            'a bare string',
          ],
        },
        {
          role: '#assistant',
          content: null,
          refusal: 'no',
          reasoning_content: 'because',
          tool_calls: [
            { id: '#c-1', type: '#function', function: { name: '#weather', arguments: 'not json' } },
            { id: '#c-2', type: '#custom', custom: { name: '#shell', input: 'ls' } },
          ],
          function_call: { name: '#weather', arguments: 'not json' },
          audio: { id: '#a-1' },
        },
        { role: '#tool', tool_call_id: '#c-1', content: 'sunny' },
        { role: '#function', name: 'weather', content: 'sunny' },
      ],
      tools: [
        { type: '#function', function: FUNCTION },
        { type: '#custom', custom: { name: '#shell', description: 'a shell' } },
      ],
      tool_choice: { type: '#function', function: { name: '#weather' } },
      functions: [FUNCTION],
      response_format: { type: '#json_schema', json_schema: { name: '#out', description: 'out', schema: SCHEMA } },
      prediction: { type: '#content', content: [{ type: '#text', text: 'guess' }] },
      web_search_options: {
        search_context_size: '#low',
        user_location: { type: '#approximate', approximate: { city: 'Testville' } },
      },
      stop: ['END', 'STOP'],
      user: 'somebody',
      metadata: { note: 'free' },
      service_tier: '#auto',
      chunks: ['retrieved'],
      from_the_future: ['x'],
    },
    answer: {
      id: '#chatcmpl-1',
      object: '#chat.completion',
      model: '#gpt-5.1',
      system_fingerprint: '#fp',
      choices: [
        {
          index: 0,
          finish_reason: '#stop',
          logprobs: { content: [{ token: '#a', top_logprobs: [{ token: '#b' }] }] },
          message: {
            role: '#assistant',
            content: 'an answer',
            refusal: 'no',
            reasoning_content: 'because',
            annotations: [{ type: '#url_citation', url_citation: { title: 'a page' } }],
            tool_calls: [{ id: '#c-1', type: '#function', function: { name: '#weather', arguments: 'in' } }],
          },
        },
        { index: 1, finish_reason: '#stop', message: { role: '#assistant', content: 'another' } },
      ],
      usage: { service: '#x' },
    },
  },
  {
    format: openaiCompletions,
    path: '/v1/completions',
    request: { model: '#m', prompt: ['one', 'two'], suffix: 'end', stop: 'STOP', user: 'somebody' },
    answer: { id: '#cmpl', object: '#text_completion', choices: [{ text: 'hi', index: 0, finish_reason: '#stop' }] },
  },
  {
    format: openaiEmbeddings,
    path: '/v1/embeddings',
    request: { model: '#m', input: ['one', 'two'], user: 'somebody', encoding_format: '#float' },
    answer: { object: '#list', data: [{ object: '#embedding', embedding: '#AAAA', index: 0 }], model: '#m' },
  },
  {
    format: openaiResponses,
    path: '/openai/v1/responses',
    request: {
      model: '#gpt-5.1',
      instructions: 'be kind',
      previous_response_id: '#resp-0',
      input: [
        { role: '#user', content: 'hello' },
        {
          type: '#message',
          role: '#user',
          content: [
            { type: '#input_text', text: 'hello' },
            { type: '#input_image', image_url: 'https://example.com/a.png' },
            { type: '#input_file', file_id: '#f-1', filename: 'a.txt' },
          ],
        },
        {
          type: '#function_call',
          id: '#fc',
          call_id: '#c-1',
          name: '#weather',
          arguments: 'not json',
          status: '#done',
        },
        { type: '#function_call_output', call_id: '#c-1', output: 'sunny' },
        { type: '#custom_tool_call', call_id: '#c-2', name: '#shell', input: 'ls' },
        { type: '#custom_tool_call_output', call_id: '#c-2', output: [{ type: '#input_text', text: 'file' }] },
        {
          type: '#reasoning',
          id: '#rs',
          encrypted_content: '#secret',
          summary: [{ type: '#summary_text', text: 'because' }],
        },
        { type: '#item_reference', id: '#i-1' },
        { type: '#from_the_future', words: ['x'] },
      ],
      tools: [{ type: '#function', ...FUNCTION }],
      text: { format: { type: '#json_schema', name: '#out', schema: SCHEMA } },
      prompt: { id: '#p-1', version: '#1', variables: { who: 'somebody' } },
      user: 'somebody',
      metadata: { note: 'free' },
    },
    answer: {
      id: '#resp-1',
      object: '#response',
      status: '#completed',
      model: '#gpt-5.1',
      instructions: 'be kind',
      output: [
        {
          type: '#message',
          id: '#msg',
          role: '#assistant',
          status: '#completed',
          content: [
            {
              type: '#output_text',
              text: 'an answer',
              annotations: [{ type: '#file_citation', file_id: '#f', filename: 'a' }],
            },
            { type: '#refusal', refusal: 'no' },
          ],
        },
        { type: '#function_call', id: '#fc', call_id: '#c', name: '#weather', arguments: 'in', status: '#completed' },
        { type: '#custom_tool_call', call_id: '#c', name: '#shell', input: 'ls' },
        { type: '#reasoning', id: '#rs', summary: [{ type: '#summary_text', text: 'because' }] },
      ],
      tools: [{ type: '#function', ...FUNCTION }],
      metadata: { note: 'free' },
    },
  },
  {
    format: anthropicMessages,
    path: '/anthropic/v1/messages',
    request: {
      model: '#claude',
      system: [{ type: '#text', text: 'be kind', cache_control: { type: '#ephemeral' } }],
      messages: [
        { role: '#user', content: 'hello' },
        {
          role: '#assistant',
          content: [
            { type: '#thinking', thinking: '#signed', signature: '#sig' },
            { type: REDACTED, data: '#AAAA' },
            { type: '#text', text: 'well' },
            { type: '#tool_use', id: '#tu-1', name: '#weather', input: { city: 'one', id: 'two', name: ['three'] } },
          ],
        },
        {
          role: '#user',
          content: [
            { type: '#tool_result', tool_use_id: '#tu-1', content: 'sunny' },
            { type: '#tool_result', tool_use_id: '#tu-2', content: [{ type: '#text', text: 'sunny' }] },
            {
              type: '#document',
              title: 'a paper',
              context: 'some context',
              source: { type: '#text', media_type: '#text/plain', data: 'plain text' },
            },
            { type: '#document', source: { type: '#content', content: [{ type: '#text', text: 'inner' }] } },
            { type: '#image', source: { type: '#url', url: 'https://example.com/a.png' } },
            { type: '#from_the_future', payload: { words: ['x'] } },
          ],
        },
      ],
      tools: [{ name: '#weather', description: 'tells the weather', input_schema: SCHEMA }],
      tool_choice: { type: '#tool', name: '#weather' },
      stop_sequences: ['END'],
      metadata: { user_id: 'somebody' },
      from_the_future: 'x',
    },
    answer: {
      id: '#msg',
      type: '#message',
      role: '#assistant',
      model: '#claude',
      content: [
        { type: '#thinking', thinking: '#signed', signature: '#sig' },
        { type: REDACTED, data: '#AAAA' },
        { type: '#text', text: 'an answer', citations: [{ cited_text: 'cited' }] },
        { type: '#tool_use', id: '#tu', name: '#weather', input: { city: 'one', id: 'two', type: 'three' } },
        { type: '#from_the_future', words: 'x' },
      ],
      stop_reason: '#end_turn',
      usage: { service_tier: '#standard' },
    },
  },
  {
    format: gemini,
    path: '/v1beta/models/gemini-3:generateContent',
    request: {
      systemInstruction: { parts: [{ text: 'be kind' }] },
      contents: [
        { role: '#user', parts: [{ text: 'hello' }] },
        {
          role: '#model',
          parts: [
            { text: 'well', thoughtSignature: '#sig' },
            { functionCall: { name: '#weather', id: '#c', args: { city: 'one', name: 'two' } } },
          ],
        },
        { role: '#user', parts: [{ functionResponse: { name: '#weather', response: { sky: 'sunny' } } }] },
        {
          role: '#user',
          parts: [{ fileData: { mimeType: '#text/plain', fileUri: 'gs://a' } }, { from_the_future: 'x' }],
        },
      ],
      tools: [{ functionDeclarations: [{ name: '#weather', description: 'tells', parameters: SCHEMA }] }],
      generationConfig: { stopSequences: ['END'], responseMimeType: '#text/plain' },
      safetySettings: [{ category: '#c', threshold: '#t' }],
    },
    answer: {
      candidates: [
        {
          index: 0,
          finishReason: '#STOP',
          content: {
            role: '#model',
            parts: [
              { text: 'an answer', thoughtSignature: '#sig' },
              { functionCall: { name: '#weather', args: { city: 'one', id: 'two' } } },
            ],
          },
          safetyRatings: [{ category: '#c' }],
        },
      ],
      usageMetadata: { trafficType: '#x' },
      modelVersion: '#gemini-3',
    },
  },
  {
    format: mcp,
    path: '/mcp',
    request: {
      jsonrpc: '#2.0',
      id: '#1',
      method: '#tools/call',
      params: { name: '#weather', arguments: { city: 'one', id: 'two' }, _meta: { progressToken: '#p' } },
    },
    answer: {
      jsonrpc: '#2.0',
      id: '#1',
      result: {
        content: [
          { type: '#text', text: 'sunny' },
          { type: '#resource', resource: { uri: 'file:///a', mimeType: '#text/plain', text: 'inner' } },
        ],
        structuredContent: { id: 'one', name: 'two' },
        isError: false,
      },
    },
  },
]

export type Place = { readonly pointer: string; readonly text: string; readonly isText: boolean }

/** Every string of a sample, by its pointer. */
export const placesOf = (value: unknown, pointer = ''): Place[] => {
  if (typeof value === 'string') return [{ pointer, text: value, isText: isText(value) }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => placesOf(inner, `${pointer}/${key}`))
}

/** The sample with every string replaced. */
export const mapStrings = (value: unknown, map: (text: string, pointer: string) => string, pointer = ''): unknown => {
  if (typeof value === 'string') return map(value, pointer)
  if (Array.isArray(value)) return value.map((inner, index) => mapStrings(inner, map, `${pointer}/${index}`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapStrings(inner, map, `${pointer}/${key}`)]),
  )
}
