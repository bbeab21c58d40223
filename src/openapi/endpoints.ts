import { requestSchemas } from '../api-schema.js'
import { pathParameters, REFUSAL } from './routes.js'

type Json = Readonly<Record<string, unknown>>

const MAP: Json = { $ref: '#/components/schemas/Mapping' }

const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
const answer = (description: string, schema: Json): Json => ({
  responses: { '200': { description, ...json(schema) }, default: REFUSAL },
})
const body = (schema: Json): Json => ({ requestBody: { required: true, ...json(schema) } })
const OWN = { tags: ['Own endpoints'] }

const ERASED: Json = {
  type: 'object',
  required: ['threads', 'entries'],
  properties: { threads: { type: 'integer', minimum: 0 }, entries: { type: 'integer', minimum: 0 } },
}

const DETECTED: Json = {
  type: 'object',
  required: ['redacted_text', 'pii_mapping', 'entity_details', 'positions'],
  properties: {
    redacted_text: { type: 'string' },
    pii_mapping: MAP,
    entity_details: {
      type: 'object',
      description: 'What was replaced, by entity.',
      additionalProperties: { type: 'array', items: { $ref: '#/components/schemas/EntityDetail' } },
    },
    positions: { type: 'array', items: { $ref: '#/components/schemas/Position' } },
  },
}

const erasure = (path: string, id: string, what: string): Json => ({
  delete: {
    ...OWN,
    operationId: id,
    summary: `Erase the maps of ${what}`,
    description: 'Forgets the caller’s values; their numbers stay taken. Needs `auth.mode: required`.',
    parameters: pathParameters(path),
    ...answer('How much went.', ERASED),
  },
})

const THREAD = '/v1/spaces/{space_id}/threads/{thread_id}/pii'
const SPACE = '/v1/spaces/{space_id}/pii'
const MAPPING = '/v1/pii/mappings/{id}'

/** Path items of the gateway's own endpoints (contract section 5). */
export const ownPaths = (): Record<string, Json> => {
  const { detect, restore, erase } = requestSchemas()
  return {
    '/v1/pii/detect': {
      post: {
        ...OWN,
        operationId: 'detect',
        summary: 'What would be replaced in a text',
        description: 'Writes no thread and forwards nothing.',
        ...body(detect),
        ...answer('The text as the upstream would receive it, and what stands behind its placeholders.', DETECTED),
      },
    },
    '/v1/pii/restore': {
      post: {
        ...OWN,
        operationId: 'restore',
        summary: 'Put originals back into a text or JSON',
        description: 'Exactly one of `text` and `json`. With `thread_id` it needs `auth.mode: required`.',
        ...body(restore),
        ...answer('The same with originals, and the placeholders that nothing is known of.', {
          type: 'object',
          required: ['unresolved'],
          properties: {
            text: { type: 'string' },
            json: {},
            unresolved: { type: 'array', items: { type: 'string' } },
          },
        }),
      },
    },
    [MAPPING]: {
      get: {
        ...OWN,
        operationId: 'mapping',
        summary: 'A header value that did not fit',
        description: 'The value that an `X-…-Ref` header stands for, for the caller that it was made for.',
        parameters: pathParameters(MAPPING),
        ...answer('The header value.', {
          type: 'object',
          required: ['value'],
          properties: { value: { type: 'string' } },
        }),
      },
    },
    [THREAD]: erasure(THREAD, 'erase_thread', 'a thread'),
    [SPACE]: erasure(SPACE, 'erase_space', 'all threads of a space'),
    '/v1/pii/erase': {
      post: {
        ...OWN,
        operationId: 'erase_value',
        summary: 'Erase one value (of a data subject)',
        description: 'In all threads of the caller, or of a space. Needs `auth.mode: required`.',
        ...body(erase),
        ...answer('How much went.', ERASED),
      },
    },
  }
}
