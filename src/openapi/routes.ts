import type { Format } from '../formats/format.js'
import { ANSWER_HEADERS, REQUEST_HEADERS, refsTo } from './headers.js'

type Json = Readonly<Record<string, unknown>>

/** What a reader should know of each format: a title, and what of a request is text. */
const FORMATS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  chat: ['Chat', '`message`, `title`, and everything inside `metadata`, `tools` and `tool_call_results`'],
  thread_message: ['Thread message', '`content`, `title` and everything inside `metadata`'],
  openai_chat: ['OpenAI chat completions', 'all messages of all roles, tool definitions, arguments and results'],
  openai_completions: ['OpenAI completions', '`prompt`, `suffix`, `user`'],
  openai_embeddings: ['OpenAI embeddings', '`input`, `user`'],
  openai_responses: [
    'OpenAI responses',
    '`instructions`, all items of `input`, tool definitions, arguments and results',
  ],
  anthropic_messages: ['Anthropic messages', '`system`, all content blocks, tool inputs and results'],
  gemini: ['Gemini', 'all parts, function arguments and results'],
  mcp: ['Model Context Protocol', 'arguments and results of tools, prompts and resources'],
}
const DECLARED = ['Declared route', 'as the configuration says'] as const

/** Any refusal: its code says which. */
export const REFUSAL: Json = { $ref: '#/components/responses/Refusal' }

export const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }))

const operationOf = ({ name, prefix, hasThreads }: Format, path: string, method: string): Json => {
  const [title, text] = FORMATS[name] ?? DECLARED
  const where = prefix === 'any' ? ' Any prefix before the path, such as `/api-proxy`, is relayed with it.' : ''
  const threads = hasThreads ? ' With `thread_id` placeholders stay the same over turns.' : ''
  return {
    operationId: `${method.toLowerCase()}_${path.replace(/\W+/g, '_').replace(/^_|_$/g, '')}`,
    tags: ['Protected routes'],
    summary: title,
    description: `Text in a request: ${text}. It is replaced before the request goes on, and restored in the answer.${threads}${where}`,
    parameters: [
      ...pathParameters(path),
      ...Object.keys(REQUEST_HEADERS).map((header) => ({ $ref: `#/components/parameters/${header}` })),
    ],
    requestBody: {
      required: true,
      description: 'As the API of the upstream has it.',
      content: { 'application/json': { schema: { type: name === 'mcp' ? ['object', 'array'] : 'object' } } },
    },
    responses: {
      '200': {
        description: 'The answer of the upstream with the originals put back. Its other statuses are relayed too.',
        headers: refsTo('headers', Object.keys(ANSWER_HEADERS)),
        content: { 'application/json': { schema: {} }, 'text/event-stream': { schema: { type: 'string' } } },
      },
      default: REFUSAL,
    },
  }
}

/** Path items of the protected routes. Two formats never share a path: the first that names it serves it. */
export const protectedPaths = (formats: readonly Format[]): Record<string, Json> => {
  const paths: Record<string, Json> = {}
  for (const format of formats)
    for (const path of format.paths)
      paths[path] ??= Object.fromEntries(
        [...format.methods].map((method) => [method.toLowerCase(), operationOf(format, path, method)]),
      )
  return paths
}
