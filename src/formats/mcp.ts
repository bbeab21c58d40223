import { type Format, POST } from './format.js'
import { SCHEMA } from './json-schema.js'
import { FREE, listOf, object, type Shape, STRUCTURAL, structural } from './shape.js'

const META: Shape = object(structural('progressToken'))

const CONTENT: Shape = listOf(
  object({
    ...structural('type mimeType annotations'),
    resource: object(structural('mimeType')),
    _meta: META,
  }),
)

const PARAMS: Shape = object({
  ...structural('name protocolVersion capabilities cursor level progressToken progress total requestId includeContext'),
  ...structural('modelPreferences maxTokens temperature taskId'),
  _meta: META,
  arguments: FREE,
  clientInfo: STRUCTURAL,
  ref: object(structural('type name')),
  argument: object({ name: STRUCTURAL }),
  requestedSchema: SCHEMA,
  messages: listOf(object({ role: STRUCTURAL, content: CONTENT })),
})

const RESULT: Shape = object({
  ...structural('protocolVersion capabilities serverInfo nextCursor isError role model stopReason action'),
  _meta: META,
  content: CONTENT,
  messages: listOf(object({ role: STRUCTURAL, content: CONTENT })),
  contents: listOf(object(structural('mimeType'))),
  tools: listOf(object({ name: STRUCTURAL, inputSchema: SCHEMA, outputSchema: SCHEMA, _meta: META })),
  prompts: listOf(object({ name: STRUCTURAL, arguments: listOf(object(structural('name required'))) })),
})

/** One JSON-RPC 2.0 message, or a batch: either side may ask and answer. */
const MESSAGE: Shape = listOf(
  object({
    ...structural('jsonrpc id method'),
    params: PARAMS,
    result: RESULT,
    error: object(structural('code')),
  }),
)

/** The Model Context Protocol over HTTP: arguments and results of tools, prompts and resources. Every event is whole. */
export const mcp: Format = {
  name: 'mcp',
  paths: ['/mcp'],
  prefix: 'any',
  methods: POST,
  request: MESSAGE,
  ownWords: [],
  answer: { shape: MESSAGE, streamed: [] },
  hasThreads: false,
  preview: null,
  errors: 'problem',
}
