import { type Format, POST } from './format.js'
import { SCHEMA } from './json-schema.js'
import { FREE, type Shape, STRUCTURAL } from './shape.js'

const FUNCTION: Shape = {
  text: true,
  keys: true,
  members: { name: STRUCTURAL, type: STRUCTURAL, parameters: SCHEMA, input_schema: SCHEMA },
  rest: FREE,
}
const TOOL: Shape = { ...FUNCTION, members: { ...FUNCTION.members, id: STRUCTURAL, function: FUNCTION } }

const TOOL_RESULT: Shape = {
  text: true,
  keys: true,
  members: {
    id: STRUCTURAL,
    tool_call_id: STRUCTURAL,
    call_id: STRUCTURAL,
    name: STRUCTURAL,
    type: STRUCTURAL,
    role: STRUCTURAL,
  },
  rest: FREE,
}

/** Body of `POST /v1/spaces/{space_id}/chat` (contract section 2). */
export const SPACES_CHAT: Shape = {
  text: true,
  keys: true,
  rest: FREE,
  members: {
    thread_id: STRUCTURAL,
    parent_message_id: STRUCTURAL,
    branch_id: STRUCTURAL,
    existing_user_message_id: STRUCTURAL,
    project_id: STRUCTURAL,
    model: STRUCTURAL,
    uploaded_files: STRUCTURAL,
    new_tool_call_ids: STRUCTURAL,
    tool_choice: { ...FUNCTION, members: { name: STRUCTURAL, type: STRUCTURAL, function: FUNCTION } },
    tool_call_results: { ...TOOL_RESULT, items: TOOL_RESULT },
    tools: { ...TOOL, items: TOOL },
    message: FREE,
    title: FREE,
    metadata: FREE,
  },
}

const RESPONSE_STRUCTURAL = new Set([
  'id',
  'object',
  'type',
  'role',
  'model',
  'status',
  'event',
  'signature',
  'finish_reason',
  'stop_reason',
  'created_at',
  'updated_at',
])

/** Members of an answer that are never restored into: ids, roles, signatures, protocol enums. */
export const isStructuralAnswerKey = (key: string): boolean =>
  RESPONSE_STRUCTURAL.has(key) || key.endsWith('_id') || key.endsWith('_ids')

/** Members of an answer whose string is itself JSON: tool-call arguments, whole or streamed. */
export const isArgumentsKey = (key: string): boolean =>
  key === 'arguments' || key === 'partial_json' || key === 'arguments_delta'

export const spacesChat: Format = {
  name: 'chat',
  paths: ['/v1/spaces/{space_id}/chat'],
  prefix: 'any',
  methods: POST,
  request: SPACES_CHAT,
  ownWords: [{ at: '', texts: ['/message', '/title'] }],
  answer: { isStructural: isStructuralAnswerKey, isArguments: isArgumentsKey },
  hasThreads: true,
  preview: '/message',
  errors: 'problem',
}
