import { z } from 'zod'

const isHttpUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

/** A base URL; where it leads is the operator's choice and never a request's. */
export const httpUrl = z
  .string()
  .refine(isHttpUrl, 'must be an http or https URL without credentials, query or fragment')

/** Milliseconds from 1 to an hour. */
export const timeoutMs = (value: number) => z.int().min(1).max(3_600_000).default(value)

const breaker = z.strictObject({
  failures: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(20)
    .describe(
      'So many requests without an answer within the window, and no fewer than those with one, open it; 0 is never. Any status is an answer.',
    ),
  window_ms: timeoutMs(10_000).describe('The window, from the first failure, in milliseconds.'),
  open_ms: timeoutMs(5000).describe(
    'Requests are answered 503 for so long; then one at a time is let through until one is answered.',
  ),
})

export const upstream = z.strictObject({
  url: httpUrl.optional().describe('Base URL of the chat backend. Without it `serve` starts the demo backend.'),
  api_key: z.string().min(1).optional().describe('Sent as X-API-Key where the gateway consumed the client’s key.'),
  connect_timeout_ms: timeoutMs(3000).describe(
    'Longest wait for a connection, to be opened or to become free, in milliseconds.',
  ),
  headers_timeout_ms: timeoutMs(60_000).describe('Longest wait for the head of an answer, in milliseconds.'),
  body_timeout_ms: timeoutMs(120_000).describe('Longest pause within the body of an answer, in milliseconds.'),
  total_timeout_ms: timeoutMs(3_600_000).describe('Longest time for one answer as a whole, in milliseconds.'),
  max_connections: z.int().min(1).max(65_535).default(4096).describe('Most connections kept to the upstream.'),
  max_waiting: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(1024)
    .describe('Most requests that wait for one of `max_connections`; one more is answered 503 at once.'),
  allow_link_local: z
    .boolean()
    .default(false)
    .describe(
      'Whether a URL of this file, of an upstream or of an issuer’s keys, may be or lead to a link-local or metadata address, where machines keep their credentials.',
    ),
  breaker: breaker.prefault({}).describe('When an upstream that fails is left alone for a while.'),
  ca_file: z.string().min(1).optional().describe('PEM file of the authorities trusted for the upstream, in addition.'),
  cert_file: z.string().min(1).optional().describe('PEM file of the client certificate shown to the upstream.'),
  key_file: z.string().min(1).optional().describe('PEM file of its private key.'),
})
