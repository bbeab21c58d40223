import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'

export type Ask = {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** `status` is 0 where no head came; `isComplete` is false where the answer was cut. */
export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly isComplete: boolean
}

const TIMEOUT_MS = 30_000
const MAX_SOCKETS = 16
const NOTHING: Answer = { status: 0, headers: {}, body: '', isComplete: false }

/** Asks one gateway over kept connections. Never rejects: what did not come is status 0. */
export const createClient = (baseUrl: string) => {
  const { protocol, hostname, port, pathname } = new URL(baseUrl)
  const isTls = protocol === 'https:'
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS }
  const agent = isTls ? new TlsAgent(options) : new Agent(options)
  const prefix = pathname.replace(/\/$/, '')
  const host = hostname.replace(/^\[|\]$/g, '')
  const ask = ({ method = 'POST', path, headers = {}, body }: Ask): Promise<Answer> =>
    new Promise((resolve) => {
      const bytes = body === undefined ? undefined : Buffer.from(body)
      const declared = bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }
      const target = { host, port, agent, method, path: prefix + path, headers: { ...declared, ...headers } }
      const request = (isTls ? httpsRequest : httpRequest)(target, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => {})
        response.on('close', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
            isComplete: response.complete,
          }),
        )
      })
      request.setTimeout(TIMEOUT_MS, () => request.destroy())
      request.on('error', () => resolve(NOTHING))
      request.end(bytes)
    })
  return { ask, close: () => agent.destroy() }
}
