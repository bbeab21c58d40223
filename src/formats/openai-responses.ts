import { type Format, POST } from './format.js'
import { SCHEMA } from './json-schema.js'
import { CONTENT, LOCATION, OWN_ROLES, RESPONSE_FORMAT_NAMES, SETTINGS } from './openai-parts.js'
import { ARGUMENTS, FREE, listOf, object, type Shape, STRUCTURAL, structural, TOOL_TEXT } from './shape.js'
import { TOOL, TOOL_CHOICE } from './tools.js'

const ITEM_NAMES = structural(
  'type id role status call_id name namespace encrypted_content server_label approval_request_id container_id ' +
    'cache_control phase',
)

/** A message, a call, or what a tool answered. Unknown kinds are text but for these names. */
const ITEM: Shape = object({
  ...ITEM_NAMES,
  content: CONTENT,
  arguments: ARGUMENTS,
  input: FREE,
  output: { ...CONTENT, json: FREE },
  action: object(structural('type')),
  summary: listOf(object(structural('type'))),
})

const FORMAT: Shape = object({ ...RESPONSE_FORMAT_NAMES, schema: SCHEMA })
const TEXT_SETTINGS: Shape = object({ verbosity: STRUCTURAL, format: FORMAT })

const REQUEST: Shape = object({
  ...SETTINGS,
  ...structural('previous_response_id conversation reasoning'),
  input: listOf(ITEM),
  instructions: CONTENT,
  tools: listOf(TOOL),
  tool_choice: TOOL_CHOICE,
  text: TEXT_SETTINGS,
  prompt: object({ ...structural('id version'), variables: FREE }),
  web_search_options: LOCATION,
  user: FREE,
  metadata: FREE,
})

const ANSWER_PART: Shape = object({
  ...structural('type id file_id logprobs'),
  annotations: listOf(object(structural('type file_id container_id'), { rest: { ...FREE, whole: true } })),
})

const ANSWER_ITEM: Shape = object({
  ...ITEM_NAMES,
  content: listOf(ANSWER_PART),
  arguments: ARGUMENTS,
  input: TOOL_TEXT,
  result: FREE,
  action: object(structural('type'), { tool: true, rest: { ...FREE, tool: true } }),
  summary: listOf(ANSWER_PART),
})

/** A response repeats what was asked, tools and instructions included; its schemas keep their names. */
const RESPONSE: Shape = object({
  ...SETTINGS,
  ...structural('id object created_at completed_at status usage previous_response_id conversation reasoning billing'),
  output: listOf(ANSWER_ITEM),
  tools: listOf(TOOL),
  tool_choice: TOOL_CHOICE,
  text: TEXT_SETTINGS,
  error: object(structural('type code param')),
  incomplete_details: STRUCTURAL,
})

const EVENT_NAMES = structural(
  'type sequence_number item_id output_index content_index summary_index annotation_index obfuscation logprobs ' +
    'partial_image_b64 partial_image_index',
)

/** A whole response, or one event of it. */
const ANSWER: Shape = object({
  ...RESPONSE.members,
  ...EVENT_NAMES,
  response: RESPONSE,
  item: ANSWER_ITEM,
  part: ANSWER_PART,
  arguments: ARGUMENTS,
  input: TOOL_TEXT,
})

const withDelta = (delta: Shape): Shape => object({ ...ANSWER.members, delta })

/** `POST /v1/responses`. Only deltas go on from one event to the next; all other events repeat whole texts. */
export const openaiResponses: Format = {
  name: 'openai_responses',
  paths: ['/v1/responses', '/v1/responses/input_tokens', '/v1/responses/compact', '/openai/responses'],
  prefix: 'any',
  methods: POST,
  request: REQUEST,
  ownWords: [
    { at: '', texts: ['/input', '/instructions'] },
    { at: '/input/*', texts: ['/content', '/content/*/text'], roles: OWN_ROLES },
  ],
  notice: { at: [['instructions']], element: null, member: '"instructions":$' },
  promptOrder: ['tools', 'instructions', 'prompt', 'input'],
  answer: {
    shape: ANSWER,
    events: {
      'response.function_call_arguments.delta': withDelta(ARGUMENTS),
      'response.mcp_call_arguments.delta': withDelta(ARGUMENTS),
      'response.custom_tool_call_input.delta': withDelta(TOOL_TEXT),
      'response.code_interpreter_call_code.delta': withDelta(TOOL_TEXT),
      'response.audio.delta': withDelta(STRUCTURAL),
    },
    streamed: ['.delta'],
  },
  hasThreads: false,
  preview: null,
  errors: 'openai',
}
