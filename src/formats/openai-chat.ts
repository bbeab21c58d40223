import { type Format, POST } from './format.js'
import { SCHEMA } from './json-schema.js'
import {
  CONTENT,
  LOCATION,
  OWN_ROLES,
  REASONING_DETAILS,
  RESPONSE_FORMAT_NAMES,
  SETTINGS,
  TOOL_CALL,
} from './openai-parts.js'
import { ARGUMENTS, FREE, listOf, object, type Shape, STRUCTURAL, structural } from './shape.js'
import { FUNCTION, TOOL, TOOL_CHOICE } from './tools.js'

/** What a tool answered may be JSON in a string. */
const MESSAGE: Shape = object(
  {
    ...structural('role tool_call_id cache_control prefix'),
    content: CONTENT,
    name: FREE,
    refusal: FREE,
    reasoning: FREE,
    reasoning_content: FREE,
    reasoning_details: REASONING_DETAILS,
    tool_calls: listOf(TOOL_CALL),
    function_call: object({ name: STRUCTURAL, arguments: ARGUMENTS }),
    audio: object(structural('id data')),
    annotations: FREE,
  },
  { beside: [{ member: 'tool_call_id', leaf: 'content', as: 'json' }] },
)

const REQUEST: Shape = object({
  ...SETTINGS,
  messages: listOf(MESSAGE),
  tools: listOf(TOOL),
  tool_choice: TOOL_CHOICE,
  functions: listOf(FUNCTION),
  function_call: TOOL_CHOICE,
  response_format: object({
    ...RESPONSE_FORMAT_NAMES,
    json_schema: object({ ...RESPONSE_FORMAT_NAMES, schema: SCHEMA }),
  }),
  prediction: object({ type: STRUCTURAL, content: CONTENT }),
  audio: object(structural('voice format')),
  web_search_options: LOCATION,
  stop: FREE,
  user: FREE,
  metadata: FREE,
})

const ANSWER_MESSAGE: Shape = object({
  ...structural('role reasoning_details'),
  content: listOf(object(structural('type'))),
  tool_calls: listOf(TOOL_CALL),
  function_call: object({ name: STRUCTURAL, arguments: ARGUMENTS }),
  annotations: { ...listOf(object({ type: STRUCTURAL, url_citation: { ...FREE, whole: true } })) },
  audio: object(structural('id data expires_at')),
})

/** Also of the legacy completions, whose choices have a `text`. Log-probabilities keep the tokens that the model wrote. */
const ANSWER: Shape = object({
  ...structural('id object created model system_fingerprint service_tier usage obfuscation provider'),
  choices: listOf(
    object({
      ...structural('index finish_reason native_finish_reason stop_reason logprobs'),
      message: ANSWER_MESSAGE,
      delta: ANSWER_MESSAGE,
    }),
  ),
  error: object(structural('type code param status')),
})

/** `POST /v1/chat/completions`, of OpenAI, of those who speak it, and of the gateway API (with the PII headers). */
export const openaiChat: Format = {
  name: 'openai_chat',
  paths: ['/v1/chat/completions', '/openai/deployments/{deployment}/chat/completions'],
  prefix: 'any',
  methods: POST,
  request: REQUEST,
  ownWords: [{ at: '/messages/*', texts: ['/content', '/content/*/text'], roles: OWN_ROLES }],
  notice: { at: [['messages']], element: '{"role":"system","content":$}', member: null },
  promptOrder: ['tools', 'functions', 'messages'],
  answer: { shape: ANSWER },
  hasThreads: false,
  preview: null,
  errors: 'openai',
}

/** `POST /v1/completions`: a prompt, several, or lists of token numbers. */
export const openaiCompletions: Format = {
  ...openaiChat,
  name: 'openai_completions',
  paths: ['/v1/completions', '/openai/deployments/{deployment}/completions'],
  request: object({ ...SETTINGS, prompt: FREE, suffix: FREE, stop: FREE, user: FREE }),
  ownWords: [{ at: '', texts: ['/prompt', '/prompt/*'] }],
}

/** `POST /v1/embeddings`: nothing comes back but numbers. */
export const openaiEmbeddings: Format = {
  ...openaiChat,
  name: 'openai_embeddings',
  paths: ['/v1/embeddings', '/openai/deployments/{deployment}/embeddings'],
  request: object({ ...SETTINGS, input: FREE, user: FREE }),
  ownWords: [],
  answer: { shape: object(structural('object model usage data')) },
}
