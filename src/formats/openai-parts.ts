import { ARGUMENTS, BINARY, FREE, listOf, object, type Shape, STRUCTURAL, structural, TOOL_TEXT } from './shape.js'

/** A part of a message, in any of OpenAI's APIs. Files and pictures in `data:` URLs are told by what they hold. */
const PART: Shape = object({
  ...structural('type id file_id cache_control encrypted_content prompt_cache_breakpoint'),
  image_url: object(structural('detail')),
  input_audio: object({ data: BINARY, format: STRUCTURAL }),
  file: object(structural('file_id')),
})

/** Content of a message: a string, one part or a list of parts. */
export const CONTENT: Shape = listOf(PART)

/** A call that the model made: its arguments are JSON in a string. */
export const TOOL_CALL: Shape = object({
  ...structural('id type index'),
  function: object({ name: STRUCTURAL, arguments: ARGUMENTS }),
  custom: object({ name: STRUCTURAL, input: TOOL_TEXT }),
})

/** Reasoning as OpenRouter and others tell it: text with a signature goes back as it came. */
export const REASONING_DETAILS: Shape = listOf(
  object(structural('type id format index signature data'), {
    beside: [{ member: 'signature', leaf: 'text', as: 'signed' }],
  }),
)

/** Settings of OpenAI's APIs that hold no text. */
export const SETTINGS = structural(
  'model n seed temperature top_p top_logprobs logprobs logit_bias max_tokens max_completion_tokens max_output_tokens ' +
    'max_tool_calls presence_penalty frequency_penalty stream stream_options store service_tier reasoning_effort ' +
    'verbosity modalities parallel_tool_calls echo best_of encoding_format dimensions truncation background include ' +
    'prompt_cache_retention context_management uploaded_files thread_id',
)

export const RESPONSE_FORMAT_NAMES = structural('type name strict')

/** Where the caller's own words are in a list of messages: not the tools' and not the model's. */
export const OWN_ROLES: readonly string[] = ['user', 'system', 'developer']

export const LOCATION: Shape = object({
  ...structural('search_context_size type'),
  user_location: object({ type: STRUCTURAL, approximate: FREE }),
})
