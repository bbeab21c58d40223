import { type Format, POST } from './format.js'
import { SCHEMA } from './json-schema.js'
import { ARGUMENTS, FREE, listOf, object, type Shape, STRUCTURAL, structural, TOOL_VALUES } from './shape.js'
import { TOOL, TOOL_CHOICE } from './tools.js'

const BLOCK_NAMES = structural(
  'type id tool_use_id name cache_control signature is_error encrypted_content encrypted_index encrypted_stdout ' +
    'file_id caller server_name error_code media_type',
)

/** What a document or picture holds: base64 and `data:` URLs are told by their media type. */
const SOURCE: Record<string, Shape> = structural('type media_type file_id')

const members: Record<string, Shape> = {
  ...BLOCK_NAMES,
  source: object(SOURCE),
  input: FREE,
  citations: listOf(object(structural('type encrypted_index file_id'))),
}

/** Thinking goes back byte for byte, with its signature or as data that only its maker can read. */
const BLOCK: Shape = object(members, {
  beside: [
    { member: 'signature', leaf: 'thinking', as: 'signed' },
    { member: 'type', value: 'redacted_thinking', leaf: 'data', as: 'signed' },
  ],
})

/** A string, one block or a list of them; a tool's result holds blocks again, and a string there may be JSON. */
const CONTENT: Shape = listOf(BLOCK)
members.content = { ...CONTENT, json: FREE }
SOURCE.content = CONTENT

const REQUEST: Shape = object({
  ...structural('model max_tokens stream temperature top_p top_k thinking service_tier container context_management'),
  ...structural('betas speed inference_geo'),
  output_config: object({ effort: STRUCTURAL, format: object({ type: STRUCTURAL, schema: SCHEMA }) }),
  output_format: object({ type: STRUCTURAL, schema: SCHEMA }),
  system: CONTENT,
  messages: listOf(object({ role: STRUCTURAL, content: CONTENT })),
  tools: listOf(TOOL),
  tool_choice: TOOL_CHOICE,
  mcp_servers: listOf(object(structural('type name authorization_token tool_configuration'))),
  stop_sequences: FREE,
  metadata: FREE,
})

const answerMembers: Record<string, Shape> = {
  ...BLOCK_NAMES,
  ...structural('thinking data source'),
  input: TOOL_VALUES,
  partial_json: ARGUMENTS,
  citations: { ...FREE, whole: true },
  citation: { ...FREE, whole: true },
}

/** A block, or a piece of one. Thinking is signed, so nothing is put back in it. */
const ANSWER_BLOCK: Shape = object(answerMembers)
answerMembers.content = listOf(ANSWER_BLOCK)

const MESSAGE: Shape = object({
  ...structural('id type role model stop_reason usage container context_management'),
  content: listOf(ANSWER_BLOCK),
})

/** A whole message, or one event of it. */
const ANSWER: Shape = object({
  ...MESSAGE.members,
  ...structural('index'),
  message: MESSAGE,
  content_block: ANSWER_BLOCK,
  delta: object({ ...answerMembers, ...structural('stop_reason container') }),
  error: object(structural('type')),
  request_id: STRUCTURAL,
})

/** `POST /v1/messages` and the counting of its tokens. Only pieces of blocks go on from one event to the next. */
export const anthropicMessages: Format = {
  name: 'anthropic_messages',
  paths: ['/v1/messages', '/v1/messages/count_tokens'],
  prefix: 'any',
  methods: POST,
  request: REQUEST,
  ownWords: [
    { at: '', texts: ['/system', '/system/*/text'] },
    { at: '/messages/*', texts: ['/content', '/content/*/text'], roles: ['user', 'system'] },
  ],
  notice: { at: [['system']], element: '{"type":"text","text":$}', member: '"system":$' },
  promptOrder: ['tools', 'system', 'messages'],
  answer: { shape: ANSWER, streamed: ['content_block_delta'] },
  hasThreads: false,
  preview: null,
  errors: 'anthropic',
}
