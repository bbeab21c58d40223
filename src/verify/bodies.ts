/** What a client of each wire format would send and an upstream answer: one text in every place that holds text. */
type Json = unknown

export type Wire = {
  /** A request with the text in every place that may hold it. */
  readonly request: (text: string) => Json
  /** JSON Pointer of the text that the upstream repeats in its answer. */
  readonly echo: string
  /** An answer that holds the text; null where answers of this format hold none. */
  readonly answer: ((text: string) => Json) | null
}

const SCHEMA = (text: string) => ({ type: 'object', properties: { note: { type: 'string', description: text } } })
const FUNCTION = (text: string) => ({ name: 'look_up', description: text, parameters: SCHEMA(text) })
const ARGUMENTS = (text: string) => JSON.stringify({ note: text })
/** A block that no version of any format knows: it must be read, not skipped. */
const UNKNOWN = (text: string) => ({ type: 'from_the_future', payload: { words: [text] } })

const CHAT: Wire = {
  request: (text) => ({
    message: text,
    title: text,
    metadata: { note: text, list: [text, { deep: text }] },
    tools: [{ type: 'function', function: FUNCTION(text) }],
    tool_call_results: [{ tool_call_id: 'call-1', content: text, output: { note: text } }],
    from_the_future: UNKNOWN(text),
  }),
  echo: '/message',
  answer: (text) => ({ id: 'message-1', role: 'assistant', content: [{ type: 'text', text }] }),
}

const THREAD_MESSAGE: Wire = {
  request: (text) => ({ role: 'user', content: text, title: text, metadata: { note: text } }),
  echo: '/content',
  answer: (content) => ({ data: { id: 'message-1', role: 'user', content } }),
}

const OPENAI_CHAT: Wire = {
  request: (text) => ({
    model: 'model-1',
    messages: [
      { role: 'system', content: text },
      { role: 'user', name: text, content: [{ type: 'text', text }, UNKNOWN(text)] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'look_up', arguments: ARGUMENTS(text) } }],
      },
      { role: 'tool', tool_call_id: 'call-1', content: text },
      { role: 'user', content: text },
    ],
    tools: [{ type: 'function', function: FUNCTION(text) }],
    user: text,
    metadata: { note: text },
  }),
  echo: '/messages/4/content',
  answer: (content) => ({
    id: 'completion-1',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  }),
}

const OPENAI_COMPLETIONS: Wire = {
  request: (text) => ({ model: 'model-1', prompt: [text, text], suffix: text, user: text }),
  echo: '/prompt/0',
  answer: (text) => ({ id: 'completion-1', choices: [{ index: 0, text, finish_reason: 'stop' }] }),
}

const OPENAI_EMBEDDINGS: Wire = {
  request: (text) => ({ model: 'model-1', input: [text, text], user: text }),
  echo: '/input/0',
  answer: null,
}

const OPENAI_RESPONSES: Wire = {
  request: (text) => ({
    model: 'model-1',
    instructions: text,
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      { type: 'function_call', call_id: 'call-1', name: 'look_up', arguments: ARGUMENTS(text) },
      { type: 'function_call_output', call_id: 'call-1', output: text },
      { type: 'reasoning', id: 'reasoning-1', summary: [{ type: 'summary_text', text }] },
      UNKNOWN(text),
    ],
    tools: [{ type: 'function', ...FUNCTION(text) }],
    user: text,
    metadata: { note: text },
  }),
  echo: '/instructions',
  answer: (text) => ({
    id: 'response-1',
    object: 'response',
    output: [{ type: 'message', id: 'message-1', role: 'assistant', content: [{ type: 'output_text', text }] }],
  }),
}

const ANTHROPIC_MESSAGES: Wire = {
  request: (text) => ({
    model: 'model-1',
    system: [{ type: 'text', text }],
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'use-1', name: 'look_up', input: { note: text } }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'use-1', content: [{ type: 'text', text }] },
          { type: 'document', title: text, source: { type: 'text', media_type: 'text/plain', data: text } },
          UNKNOWN(text),
        ],
      },
    ],
    tools: [{ name: 'look_up', description: text, input_schema: SCHEMA(text) }],
    metadata: { user_id: text },
  }),
  echo: '/messages/0/content',
  answer: (text) => ({ id: 'message-1', type: 'message', role: 'assistant', content: [{ type: 'text', text }] }),
}

const GEMINI: Wire = {
  request: (text) => ({
    systemInstruction: { parts: [{ text }] },
    contents: [
      { role: 'user', parts: [{ text }] },
      { role: 'model', parts: [{ functionCall: { name: 'look_up', args: { note: text } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'look_up', response: { note: text } } }, UNKNOWN(text)] },
    ],
    content: { parts: [{ text }] },
    requests: [{ content: { parts: [{ text }] } }],
    tools: [{ functionDeclarations: [FUNCTION(text)] }],
  }),
  echo: '/contents/0/parts/0/text',
  answer: (text) => ({
    candidates: [{ index: 0, finishReason: 'STOP', content: { role: 'model', parts: [{ text }] } }],
  }),
}

const MCP: Wire = {
  request: (text) => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'look_up', arguments: { note: text, list: [text] } },
  }),
  echo: '/params/arguments/note',
  answer: (text) => ({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text }], isError: false } }),
}

/** By the name of the format. */
export const WIRES: Readonly<Record<string, Wire>> = {
  chat: CHAT,
  thread_message: THREAD_MESSAGE,
  openai_chat: OPENAI_CHAT,
  openai_completions: OPENAI_COMPLETIONS,
  openai_embeddings: OPENAI_EMBEDDINGS,
  openai_responses: OPENAI_RESPONSES,
  anthropic_messages: ANTHROPIC_MESSAGES,
  gemini: GEMINI,
  mcp: MCP,
}
