import { type Format, POST } from './format.js'
import { SCHEMA } from './json-schema.js'
import { FREE, listOf, object, type Shape, STRUCTURAL, structural, TOOL_VALUES } from './shape.js'

/** Both spellings of the API: `inlineData` and `inline_data`. */
const both = (name: string, shape: Shape): Record<string, Shape> => ({
  [name]: shape,
  [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]: shape,
})

const FILE: Shape = object(structural('mimeType mime_type'))

const partWith = (tool: Shape): Shape =>
  object({
    ...structural('thought thoughtSignature thought_signature videoMetadata video_metadata'),
    ...both('inlineData', FILE),
    ...both('fileData', FILE),
    ...both('functionCall', object({ ...structural('name id'), args: tool })),
    ...both('functionResponse', object({ ...structural('name id'), response: FREE })),
    ...both('executableCode', object(structural('language id'))),
    ...both('codeExecutionResult', object(structural('outcome id'))),
  })

const contentOf = (part: Shape): Shape => listOf(object({ role: STRUCTURAL, parts: listOf(part) }))

const CONTENT: Shape = contentOf(partWith(FREE))

const FUNCTIONS: Shape = listOf(
  object({
    ...structural('name behavior'),
    parameters: SCHEMA,
    response: SCHEMA,
    ...both('parametersJsonSchema', SCHEMA),
    ...both('responseJsonSchema', SCHEMA),
  }),
)

const GENERATION: Shape = {
  ...STRUCTURAL,
  members: {
    ...both('stopSequences', FREE),
    ...both('responseSchema', SCHEMA),
    ...both('responseJsonSchema', SCHEMA),
  },
}

const requestMembers: Record<string, Shape> = {
  ...structural('model cachedContent cached_content toolConfig tool_config safetySettings safety_settings taskType'),
  ...structural('task_type outputDimensionality output_dimensionality'),
  contents: CONTENT,
  content: CONTENT,
  title: FREE,
  ...both('systemInstruction', CONTENT),
  ...both('generationConfig', GENERATION),
  tools: listOf(object({ ...both('functionDeclarations', FUNCTIONS) })),
}

const REQUEST: Shape = object(requestMembers)
Object.assign(requestMembers, both('generateContentRequest', REQUEST), { requests: listOf(REQUEST) })

const ANSWER: Shape = object({
  ...structural('usageMetadata modelVersion responseId createTime promptFeedback totalTokens promptTokensDetails'),
  ...structural('embedding embeddings'),
  candidates: listOf(
    object({
      ...structural('index finishReason safetyRatings tokenCount avgLogprobs logprobsResult'),
      content: contentOf(partWith(TOOL_VALUES)),
      citationMetadata: { ...FREE, whole: true },
      groundingMetadata: { ...FREE, whole: true },
      urlContextMetadata: { ...FREE, whole: true },
    }),
  ),
  error: object(structural('code status')),
})

/** `generateContent`, `streamGenerateContent` and what goes with them, of the Gemini API and of Vertex AI. */
export const gemini: Format = {
  name: 'gemini',
  paths: ['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent', 'batchEmbedContents'].flatMap(
    (method) => ['models', 'tunedModels', 'endpoints'].map((kind) => `/${kind}/{model}:${method}`),
  ),
  prefix: 'any',
  methods: POST,
  request: REQUEST,
  ownWords: [
    { at: '/contents/*', texts: ['/parts/*/text'], roles: ['user'] },
    { at: '/contents', texts: ['/parts/*/text'], roles: ['user'] },
    { at: '/systemInstruction', texts: ['/parts/*/text'] },
    { at: '/system_instruction', texts: ['/parts/*/text'] },
  ],
  notice: {
    at: [
      ['systemInstruction', 'parts'],
      ['system_instruction', 'parts'],
    ],
    element: '{"text":$}',
    member: '"systemInstruction":{"parts":[{"text":$}]}',
    on: /generateContent$/i,
  },
  promptOrder: ['tools', 'systemInstruction', 'system_instruction', 'contents'],
  answer: { shape: ANSWER, arrayStreams: true },
  hasThreads: false,
  preview: null,
  errors: 'gemini',
}
