import { anthropicMessages } from './anthropic-messages.js'
import type { Format } from './format.js'
import { gemini } from './gemini.js'
import { mcp } from './mcp.js'
import { openaiChat, openaiCompletions, openaiEmbeddings } from './openai-chat.js'
import { openaiResponses } from './openai-responses.js'
import { spacesChat, threadMessage } from './spaces-chat.js'

/** The formats that are protected without any configuration. */
export const BUILT_IN: readonly Format[] = [
  spacesChat,
  threadMessage,
  openaiChat,
  openaiResponses,
  openaiCompletions,
  openaiEmbeddings,
  anthropicMessages,
  gemini,
  mcp,
]
