import { FREE, type Shape, STRUCTURAL } from './shape.js'

/** JSON Schema keywords whose value is grammar (draft 2020-12); `default`, `enum`, `const`, `examples` hold data. */
const SCHEMA_MEMBERS: Record<string, Shape> = {
  type: STRUCTURAL,
  required: STRUCTURAL,
  $ref: STRUCTURAL,
  $schema: STRUCTURAL,
  $id: STRUCTURAL,
  format: STRUCTURAL,
  pattern: STRUCTURAL,
  default: FREE,
  enum: FREE,
  const: FREE,
  examples: FREE,
}
const SCHEMA: Shape = { text: true, keys: false, members: SCHEMA_MEMBERS }
/** An object whose member names are property names of the schema, so that a property may be called `type`. */
const SCHEMA_MAP: Shape = { text: true, keys: false, rest: SCHEMA }
for (const name of ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])
  SCHEMA_MEMBERS[name] = SCHEMA_MAP

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

/** Where the caller's own words are: hosts named here may receive a restored value inside a URL. */
export const SPACES_CHAT_OWN_TEXT: readonly string[] = ['/message', '/title']

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
