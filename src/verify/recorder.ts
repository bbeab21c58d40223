import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it reached the upstream. `rawHeaders` is a flat list. */
export type Seen = {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** Answers one request. */
export type Plan = (seen: Seen, response: ServerResponse) => void

/** Names the trial that a request belongs to: an end-to-end header, so the gateway relays it. */
export const TRIAL_HEADER = 'x-coatcheck-verify'

const MAX_HEADER_BYTES = 256 * 1024

const OK: Plan = (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')

/**
 * The upstream of a verification: keeps what arrives, by the trial that it names, until that is taken, and answers as the
 * trial plans. Requests of no trial are answered `{}` and kept under the empty name.
 */
export const startRecorder = async ({ host, port }: { readonly host: string; readonly port: number }) => {
  const plans = new Map<string, Plan>()
  const seenBy = new Map<string, Seen[]>()
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request
      const seen = { method, url, rawHeaders, body: Buffer.concat(chunks) }
      const named = String(request.headers[TRIAL_HEADER] ?? '')
      const id = plans.has(named) ? named : ''
      seenBy.set(id, [...(seenBy.get(id) ?? []), seen])
      ;(plans.get(id) ?? OK)(seen, response)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => resolve())
  })
  const { address, family, port: taken } = server.address() as AddressInfo
  let count = 0
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    /** Announces a trial; returns its name. */
    expect: (plan: Plan = OK): string => {
      count += 1
      const id = `trial-${count}`
      plans.set(id, plan)
      return id
    },
    /** What arrived for a trial (or for none: the empty name) since it was last asked; the trial is over. */
    take: (id: string): readonly Seen[] => {
      const seen = seenBy.get(id) ?? []
      plans.delete(id)
      seenBy.delete(id)
      return seen
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>
