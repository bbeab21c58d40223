import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorCode, GatewayError, toProblem } from '../errors.js'
import { cut } from './cut.js'

const CONTENT_TYPE = 'application/problem+json'
/** How long a client that is still uploading may go on, so that it reads the answer: a close with unread bytes resets the connection. */
const LINGER_MS = 10_000
const LINGER_IDLE_MS = 500
/** How long a client may take to close after the last words on a broken connection. */
const GOODBYE_MS = 1_000

export type ProblemOptions = {
  /** Flat list `[name, value, …]`. */
  readonly headers?: readonly string[]
  /** A body in another API's error shape; default is RFC 9457 problem details. */
  readonly body?: { readonly contentType: string; readonly text: string }
}

/** Reads and drops the rest of the request, then ends. The answer itself has been written before. */
const lingerThenEnd = (outgoing: ServerResponse) => {
  const { req: incoming } = outgoing
  let unheardMs = 0
  let totalMs = 0
  const finish = () => {
    clearInterval(timer)
    if (!outgoing.writableEnded) outgoing.end()
  }
  const timer = setInterval(() => {
    unheardMs += LINGER_IDLE_MS
    totalMs += LINGER_IDLE_MS
    if (unheardMs > LINGER_IDLE_MS || totalMs >= LINGER_MS) finish()
  }, LINGER_IDLE_MS)
  timer.unref()
  incoming.on('data', () => {
    unheardMs = 0
  })
  incoming.once('end', finish)
  outgoing.once('close', () => clearInterval(timer))
  incoming.resume()
}

/**
 * Writes an error as `application/problem+json` (RFC 9457). After a response has begun there is nothing to say: the connection is cut.
 * When the request is not fully read the connection closes, but only after the client had time to read the answer.
 */
export const sendProblem = (outgoing: ServerResponse, error: GatewayError, options: ProblemOptions = {}): void => {
  if (outgoing.destroyed || outgoing.writableEnded) return
  if (outgoing.headersSent) {
    cut(outgoing)
    return
  }
  const text = options.body?.text ?? JSON.stringify(toProblem(error))
  const { headers: sent } = outgoing.req
  const isBodiless = sent['transfer-encoding'] === undefined && (sent['content-length'] ?? '0') === '0'
  outgoing.statusCode = error.status
  outgoing.setHeader('content-type', options.body?.contentType ?? CONTENT_TYPE)
  outgoing.setHeader('content-length', Buffer.byteLength(text))
  outgoing.setHeader('cache-control', 'no-store')
  const headers = options.headers ?? []
  for (let i = 0; i + 1 < headers.length; i += 2) outgoing.setHeader(headers[i]!, headers[i + 1]!)
  if (isBodiless || outgoing.req.complete) {
    outgoing.end(text)
    return
  }
  outgoing.setHeader('connection', 'close')
  outgoing.write(text)
  lingerThenEnd(outgoing)
}

/** Writes a problem on a socket that has no response object: a broken request, or a refused upgrade. Closes it soon after. */
export const writeRawProblem = (socket: Duplex, error: GatewayError): void => {
  if (!socket.writable) return
  const text = JSON.stringify(toProblem(error))
  socket.end(
    `HTTP/1.1 ${error.status} Error\r\ncontent-type: ${CONTENT_TYPE}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` +
      `cache-control: no-store\r\nconnection: close\r\n\r\n${text}`,
  )
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), GOODBYE_MS)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}

const CLIENT_ERRORS: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** For the server's `clientError` event. A socket whose response has begun is destroyed: a second head inside a body is worse. */
export const writeClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  const current = (socket as { readonly _httpMessage?: ServerResponse | null })._httpMessage
  if (error.code === 'ECONNRESET' || current?.headersSent === true) {
    socket.destroy()
    return
  }
  writeRawProblem(socket, new GatewayError(CLIENT_ERRORS[error.code ?? ''] ?? 'bad_request'))
}
