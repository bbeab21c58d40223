import { ERRORS } from '../errors.js'
import type { Format } from '../formats/format.js'
import { ownPaths } from './endpoints.js'
import { answerHeaders, headerParameters } from './headers.js'
import { protectedPaths } from './routes.js'

type Json = Readonly<Record<string, unknown>>

export type OpenApi = {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly parameters: Described; readonly headers: Described } & Json
} & Json

type Described = Readonly<Record<string, { readonly description?: string }>>

const DESCRIPTION =
  'Coatcheck takes personal data out of chat traffic, leaves placeholders such as `<EMAIL_1>`, and puts the originals back in the answer. Paths of the protected routes are those of the upstream.'

const PROBLEM: Json = {
  type: 'object',
  description: 'RFC 9457. `detail` is a constant sentence; the other members say where, by ids and numbers.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    detail: { type: 'string' },
    header: { type: 'string' },
    offset: { type: 'integer' },
    index: { type: 'integer' },
    pointer: { type: 'string' },
    entities: { type: 'object', additionalProperties: { type: 'integer' } },
    retry_after_seconds: { type: 'integer' },
  },
}

const SCHEMAS: Json = {
  Mapping: {
    type: 'object',
    description: 'Placeholder to original.',
    propertyNames: { pattern: '^<[A-Z][A-Z0-9_]*_[1-9][0-9]*>$' },
    additionalProperties: { type: 'string' },
  },
  EntityDetail: {
    type: 'object',
    required: ['placeholder', 'value', 'operator', 'rule', 'score'],
    properties: {
      placeholder: { type: ['string', 'null'] },
      value: { type: 'string' },
      operator: { type: 'string' },
      rule: { type: 'string' },
      score: { type: 'number', minimum: 0, maximum: 1 },
    },
  },
  Position: {
    type: 'object',
    required: ['start', 'end', 'entity', 'field', 'score'],
    properties: {
      start: { type: 'integer', minimum: 0 },
      end: { type: 'integer', minimum: 0 },
      entity: { type: 'string' },
      placeholder: { type: 'string' },
      field: { type: 'string', description: 'JSON Pointer of the text.' },
      score: { type: 'number', minimum: 0, maximum: 1 },
    },
  },
  Problem: PROBLEM,
}

const SECURITY_SCHEMES: Json = {
  ApiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  CoatcheckKey: { type: 'apiKey', in: 'header', name: 'X-Coatcheck-Key' },
  Bearer: { type: 'http', scheme: 'bearer' },
}

export type OpenApiOptions = {
  /** Formats of the protected routes, in the order in which they are tried. */
  readonly formats: readonly Format[]
  /** Base URL of the traffic listener. */
  readonly url: string
  readonly version: string
  /** Whether a key is needed. */
  readonly isAuthRequired: boolean
}

/** OpenAPI 3.1 of the traffic port: the protected routes as they are configured, their headers, and the gateway's own endpoints. */
export const openApiDocument = ({ formats, url, version, isAuthRequired }: OpenApiOptions): OpenApi => ({
  openapi: '3.1.1',
  info: { title: 'Coatcheck', version, description: DESCRIPTION },
  servers: [{ url, description: 'The traffic listener.' }],
  tags: [
    { name: 'Protected routes', description: 'Text is replaced on the way out and restored on the way back.' },
    { name: 'Own endpoints', description: 'Answered by the gateway itself.' },
  ],
  security: [...(isAuthRequired ? [] : [{}]), ...Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] }))],
  paths: { ...protectedPaths(formats), ...ownPaths() },
  components: {
    schemas: SCHEMAS,
    parameters: headerParameters(),
    headers: answerHeaders(),
    securitySchemes: SECURITY_SCHEMES,
    responses: {
      Refusal: {
        description:
          'The gateway refused the request. On OpenAI-, Anthropic- and Gemini-shaped routes the error has that API’s own shape.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  },
})
