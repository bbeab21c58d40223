import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const PII_HEADERS = ['x-pii-mapping', 'x-auto-pii-mapping', 'x-pii-positions', 'x-chat-history-pii-mapping'] as const
const PLACEHOLDER = /<([A-Z][A-Z0-9_]*)_([1-9][0-9]*)>/
const EVERY_PLACEHOLDER = new RegExp(PLACEHOLDER.source, 'g')

export type Question = {
  readonly spaceId: string
  readonly threadId: string
  readonly message: string
  readonly headers: IncomingHttpHeaders
}

export type Reply = {
  readonly thread_id: string
  readonly message_id: string
  readonly space_id: string
  readonly role: 'assistant'
  readonly answer: string
  readonly tool_calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  readonly received: {
    readonly message: string
    /** The message with placeholders spelled so that a gateway does not restore them: `(EMAIL #1)`. */
    readonly message_as_seen_here: string
    readonly headers: Readonly<Record<string, string>>
  }
}

/** Placeholders spelled in a form that nothing restores, so that they survive the way back and a reader sees them. */
export const spellOut = (text: string): string => text.replace(EVERY_PLACEHOLDER, '($1 #$2)')

/** Returns what the demo assistant says. Personal data is repeated only in the form in which it came. */
export const compose = ({ spaceId, threadId, message, headers }: Question): Reply => {
  const received: Record<string, string> = {}
  for (const name of PII_HEADERS) {
    const value = headers[name]
    if (value !== undefined) received[name] = String(value)
  }
  const first = PLACEHOLDER.exec(message)?.[0]
  const tool = {
    id: `call_${randomUUID()}`,
    name: 'look_up_contact',
    arguments: JSON.stringify({ query: first ?? 'nobody' }),
  }
  return {
    thread_id: threadId,
    message_id: randomUUID(),
    space_id: spaceId,
    role: 'assistant',
    answer: `Hello! I received: ${message} — what I could read was: ${spellOut(message)}`,
    tool_calls: [tool],
    received: { message, message_as_seen_here: spellOut(message), headers: received },
  }
}
