import { type Answer, send } from './client.js'
import type { TestUpstream } from './upstream.js'

type Headers = Readonly<Record<string, string | string[]>>

/** Posts a JSON body (an object, or the exact text) to a chat URL. */
export const post = (url: string, body: unknown, headers: Headers = {}): Promise<Answer> =>
  send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    // Bytes: with a string Node would send the headers in the body's encoding too.
    body: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  })

/** JSON of an answer's header; null when it is absent. */
export const jsonHeader = (answer: Answer, name: string): unknown =>
  JSON.parse(String(answer.headers[name.toLowerCase()] ?? 'null'))

export const textHeader = (answer: Answer, name: string): string => String(answer.headers[name.toLowerCase()] ?? '')

/** The body of the last request that the upstream recorded. */
export const forwardedBody = (upstream: TestUpstream): Record<string, unknown> =>
  JSON.parse(upstream.last().body.toString())
