import { z } from 'zod'

/** Names of formats that a declared route may speak; `json` is any JSON. */
export const FORMAT_NAMES = [
  'json',
  'chat',
  'thread_message',
  'openai_chat',
  'openai_responses',
  'openai_completions',
  'openai_embeddings',
  'anthropic_messages',
  'gemini',
  'mcp',
] as const

const PATH = /^(?:\/[A-Za-z0-9._~!$&'()*+,=:@{}-]+)+$/
/** RFC 6901 with `*` for every element of a list or every member of an object. */
const POINTER = /^(?:\/(?:\*|(?!\d+(?:\/|$))(?:[^~/]|~0|~1)+))+$/

const pointers = z.array(
  z.string().regex(POINTER, 'must be a JSON Pointer such as /comments/*/text (elements of a list are *)'),
)

const places = (what: string) =>
  z
    .strictObject({
      text: pointers.optional().describe(`Pointers of what is text ${what}; all else is not.`),
      not_text: pointers.optional().describe(`Pointers of what is not text ${what}; all else is.`),
    })
    .refine(({ text, not_text }) => text === undefined || not_text === undefined, 'has text or not_text, not both')

export const routes = z
  .array(
    z.strictObject({
      path: z
        .string()
        .regex(PATH, 'must be a path such as /v1/tickets/{id}/notes')
        .describe('Path of the route; `{name}` stands for one segment. No prefix is tried.'),
      methods: z
        .array(z.enum(['POST', 'PUT', 'PATCH']))
        .min(1)
        .default(['POST'])
        .describe('Methods of the route that carry a body.'),
      format: z.enum(FORMAT_NAMES).default('json').describe('What the route speaks: any JSON, or a known format.'),
      request: places('in a request').prefault({}).describe('Text of a request, for the format json.'),
      answer: places('in an answer').prefault({}).describe('Text of an answer, for the format json.'),
    }),
  )
  .default([])
  .describe('Routes that are protected besides the known ones.')
