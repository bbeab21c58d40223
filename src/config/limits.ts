import { z } from 'zod'
import { timeoutMs } from './upstream.js'

export const limits = z.strictObject({
  max_body_bytes: z
    .int()
    .min(1024)
    .max(1_073_741_824)
    .default(10_485_760)
    .describe('Largest request body in bytes, counted while it streams and after decoding.'),
  headers_timeout_ms: timeoutMs(15_000).describe('Longest wait for the head of a request, in milliseconds.'),
  request_timeout_ms: timeoutMs(120_000).describe('Longest wait for a whole request, in milliseconds.'),
  max_requests: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Most requests at work at once, streams included; one more is answered 503 at once.'),
  max_buffered_bytes: z
    .int()
    .min(1024)
    .default(268_435_456)
    .describe('Most bytes of request bodies in memory at once, over all requests; who comes too late gets a 503.'),
  max_delay_ms: z
    .int()
    .min(0)
    .max(60_000)
    .default(150)
    .describe(
      'Longest wait of a request for others before it, in milliseconds, while more than 32 wait; then it is answered 503. 0 is no limit.',
    ),
  send_timeout_ms: timeoutMs(60_000).describe(
    'Longest time in which a client takes nothing of its answer, in milliseconds; then it is cut off.',
  ),
  max_depth: z.int().min(1).max(10_000).default(512).describe('Deepest nesting of a JSON body.'),
})
