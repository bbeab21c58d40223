import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction } from 'node:net'

/** What a GET of one document takes and gives, in the terms of the Fetch standard. */
export type Fetch = (
  url: string,
  options: { readonly headers: Headers; readonly signal: AbortSignal },
) => Promise<Response>

const MAX_BYTES = 1024 * 1024

const bodyOf = async (incoming: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new RangeError('the document is larger than 1 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Returns a GET of small documents whose names are resolved by `lookup`, which the runtime's own fetch has no place for. Redirects
 * are not followed, a document over 1 MiB is refused, and no connection is kept: what one lookup allowed is not used after the next.
 * Rejects with what the lookup failed with, or Node's client.
 */
export const createFetch =
  (lookup: LookupFunction | undefined): Fetch =>
  (url, { headers, signal }) =>
    new Promise((resolve, reject) => {
      const { get } = url.startsWith('https:') ? https : http
      const options = { headers: Object.fromEntries(headers), signal, agent: false as const }
      get(url, lookup === undefined ? options : { ...options, lookup }, (incoming) => {
        bodyOf(incoming)
          .then((body) => new Response(body, { status: incoming.statusCode ?? 0 }))
          .then(resolve, reject)
      }).on('error', reject)
    })
