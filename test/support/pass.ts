import { toClientHeaders } from '../../src/http/headers.js'
import { createUpstream, type UpstreamOptions } from '../../src/http/upstream.js'
import type { BodyTransform } from '../../src/types.js'
import { serve } from './serve.js'

export type PassOptions = Partial<UpstreamOptions> & {
  readonly transform?: () => BodyTransform
  readonly add?: readonly string[]
}

/** A gateway without a guard: every request goes through `exchange`, its response through `transform`. */
export const startPass = async (url: string, { transform, add = [], ...options }: PassOptions = {}) => {
  const upstream = createUpstream({
    url,
    connectTimeoutMs: 1000,
    headersTimeoutMs: 5000,
    bodyTimeoutMs: 5000,
    ...options,
  })
  const served = await serve((incoming, outgoing) =>
    upstream.exchange(
      {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: ['x-kept', '1'],
        body: Buffer.from('{"a":1}'),
      },
      outgoing,
      ({ headers }) => ({
        headers: toClientHeaders(headers, { drop: new Set(), add }),
        transform: transform?.() ?? null,
      }),
    ),
  )
  return {
    ...served,
    close: async () => {
      await served.close()
      await upstream.close()
    },
  }
}

/** Upper-cases what passes and appends a mark at the end. */
export const shout = (): BodyTransform => ({
  push: (chunk) => Buffer.from(chunk.toString('latin1').toUpperCase(), 'latin1'),
  end: () => Buffer.from('!'),
})
