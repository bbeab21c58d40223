import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'

export type Answer = {
  readonly status: number
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  /** False when the connection was cut before the response was whole. */
  readonly isComplete: boolean
  /** Milliseconds from the request to the head, to the first body byte, and to the end. */
  readonly headMs: number
  readonly firstByteMs: number
  readonly totalMs: number
}

export type Call = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
  /** Called with each chunk; return true to leave at once. */
  readonly onChunk?: (chunk: Buffer) => boolean | undefined
}

/** Sends a legal request. Rejects only when no head came. */
export const send = (url: string, { method = 'GET', headers = {}, body, onChunk }: Call = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const startMs = performance.now()
    const elapsed = () => performance.now() - startMs
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = httpRequest(url, { method, headers: { ...length, ...headers }, agent: false }, (response) => {
      const headMs = elapsed()
      let firstByteMs = Number.POSITIVE_INFINITY
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => {
        firstByteMs = Math.min(firstByteMs, elapsed())
        chunks.push(chunk)
        if (onChunk?.(chunk) === true) request.destroy()
      })
      response.on('error', () => {})
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          rawHeaders: response.rawHeaders,
          headers: response.headers,
          body: Buffer.concat(chunks),
          isComplete: response.complete,
          headMs,
          firstByteMs,
          totalMs: elapsed(),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })

export type RawAnswer = { readonly text: string; readonly ending: 'end' | 'reset' | 'timeout' }

/** Writes bytes that no client library would write, and returns what came back until the connection ended or `timeoutMs` passed. */
export const sendRaw = (
  port: number,
  request: string | Buffer,
  { timeoutMs = 2000, end = false } = {},
): Promise<RawAnswer> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const finish = (ending: RawAnswer['ending']) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text: Buffer.concat(chunks).toString('latin1'), ending })
    }
    const timer = setTimeout(() => finish('timeout'), timeoutMs)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => finish('reset'))
    socket.on('end', () => finish('end'))
    socket.on('connect', () => {
      socket.write(request)
      if (end) socket.end()
    })
  })
