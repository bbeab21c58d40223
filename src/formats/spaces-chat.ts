import { type Format, POST } from './format.js'
import { GENERIC_ANSWER, GENERIC_EVENTS } from './generic-answer.js'
import { FREE, listOf, object, type Shape, structural } from './shape.js'
import { TOOL, TOOL_CHOICE } from './tools.js'

const TOOL_RESULT: Shape = object(structural('id tool_call_id call_id name type role'))

/** Body of `POST /v1/spaces/{space_id}/chat` (contract section 2). */
export const SPACES_CHAT: Shape = object({
  ...structural('thread_id parent_message_id branch_id existing_user_message_id project_id model'),
  ...structural('uploaded_files new_tool_call_ids'),
  tool_choice: TOOL_CHOICE,
  tool_call_results: listOf(TOOL_RESULT),
  tools: listOf(TOOL),
  message: FREE,
  title: FREE,
  metadata: FREE,
})

export const spacesChat: Format = {
  name: 'chat',
  paths: ['/v1/spaces/{space_id}/chat'],
  prefix: 'any',
  methods: POST,
  request: SPACES_CHAT,
  ownWords: [{ at: '', texts: ['/message', '/title'] }],
  answer: { shape: GENERIC_ANSWER, events: GENERIC_EVENTS },
  hasThreads: true,
  preview: '/message',
  errors: 'problem',
}

/** A message that is put into a thread: `POST …/threads/messages` and `…/threads/{thread_id}/messages`. */
export const threadMessage: Format = {
  name: 'thread_message',
  paths: ['/v1/spaces/{space_id}/threads/messages', '/v1/spaces/{space_id}/threads/{thread_id}/messages'],
  prefix: 'any',
  methods: POST,
  request: object({
    ...structural('thread_id parent_message_id branch_id project_id role'),
    content: FREE,
    title: FREE,
    metadata: FREE,
  }),
  ownWords: [{ at: '', texts: ['/content', '/title'], roles: ['user', 'system', 'developer'] }],
  answer: { shape: GENERIC_ANSWER, events: GENERIC_EVENTS },
  hasThreads: true,
  preview: null,
  errors: 'problem',
}
