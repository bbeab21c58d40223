import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request as it stood on the wire. */
export type Recorded = {
  readonly method: string
  readonly url: string
  /** Flat list as received. */
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Everything: request line, headers, body with its chunk framing. */
  readonly raw: Buffer
  /** Resolves when the peer closes the connection. */
  readonly closed: Promise<void>
}

/** Answers one request by writing to the socket. A behaviour that ends neither socket nor response leaves the peer waiting. */
export type Behaviour = (request: Recorded, socket: Socket) => unknown

const headText = (status: number, headers: readonly string[]) => {
  const lines = [`HTTP/1.1 ${status} Status`]
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

const asChunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
const toBuffer = (bytes: string | Buffer) => (typeof bytes === 'string' ? Buffer.from(bytes) : bytes)

/** A whole, correct answer in one write. */
export const reply =
  (
    body: string | Buffer,
    { status = 200, headers = ['content-type', 'application/json'] as readonly string[] } = {},
  ): Behaviour =>
  (_, socket) => {
    const bytes = toBuffer(body)
    socket.write(
      Buffer.concat([Buffer.from(headText(status, [...headers, 'content-length', String(bytes.length)])), bytes]),
    )
  }

/** A chunked answer, one chunk for each part, `delayMs` apart; `cutAfter` parts the connection is reset. */
export const stream =
  (
    parts: readonly (string | Buffer)[],
    {
      delayMs = 0,
      headers = ['content-type', 'text/event-stream'] as readonly string[],
      cutAfter = Number.POSITIVE_INFINITY,
    } = {},
  ): Behaviour =>
  async (_, socket) => {
    socket.write(headText(200, [...headers, 'transfer-encoding', 'chunked']))
    for (const [i, part] of parts.entries()) {
      if (delayMs > 0) await sleep(delayMs)
      if (i >= cutAfter) {
        socket.resetAndDestroy()
        return
      }
      if (socket.destroyed) return
      socket.write(asChunk(toBuffer(part)))
    }
    socket.write('0\r\n\r\n')
  }

/** Exactly these bytes; then `after` happens. Garbage, half a chunk, a wrong length, a body that ends with its connection. */
export const bytes =
  (raw: string | Buffer, after: 'end' | 'reset' | 'keep' = 'keep', delayMs = 0): Behaviour =>
  async (_, socket) => {
    socket.write(raw)
    if (delayMs > 0) await sleep(delayMs)
    if (after === 'end') socket.end()
    if (after === 'reset') socket.resetAndDestroy()
  }

/** One byte at a time. */
export const drip =
  (raw: string | Buffer, delayMs: number): Behaviour =>
  async (_, socket) => {
    for (const byte of toBuffer(raw)) {
      if (socket.destroyed) return
      socket.write(Buffer.of(byte))
      await sleep(delayMs)
    }
  }

export const hang: Behaviour = () => {}
export const refuse: Behaviour = (_, socket) => socket.resetAndDestroy()

const readChunked = (bytesIn: Buffer): { body: Buffer; used: number } | null => {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytesIn.indexOf('\r\n', at)
    if (lineEnd === -1) return null
    const size = Number.parseInt(bytesIn.toString('latin1', at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (bytesIn.length < next) return null
    if (size === 0) return { body: Buffer.concat(parts), used: next }
    parts.push(bytesIn.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}

const parse = (bytesIn: Buffer, closed: Promise<void>): { request: Recorded; used: number } | null => {
  const headEnd = bytesIn.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [requestLine = '', ...lines] = bytesIn.toString('latin1', 0, headEnd).split('\r\n')
  const [method = '', url = ''] = requestLine.split(' ')
  const rawHeaders: string[] = []
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).trim()
    rawHeaders.push(name, value)
    const lower = name.toLowerCase()
    headers[lower] = headers[lower] === undefined ? value : `${headers[lower]}, ${value}`
  }
  const bodyStart = headEnd + 4
  const rest = bytesIn.subarray(bodyStart)
  let body: Buffer
  let used: number
  if (headers['transfer-encoding'] === 'chunked') {
    const chunked = readChunked(rest)
    if (chunked === null) return null
    body = chunked.body
    used = bodyStart + chunked.used
  } else {
    const length = Number(headers['content-length'] ?? 0)
    if (rest.length < length) return null
    body = rest.subarray(0, length)
    used = bodyStart + length
  }
  return { request: { method, url, rawHeaders, headers, body, raw: bytesIn.subarray(0, used), closed }, used }
}

/**
 * An upstream that records every request raw and answers as told. It speaks HTTP by hand, so that it can also speak it wrongly.
 */
export const startUpstream = async (initial: Behaviour = reply('{}')) => {
  const requests: Recorded[] = []
  const sockets = new Set<Socket>()
  let behaviour = initial
  let connections = 0
  const server = createServer({ noDelay: true }, (socket) => {
    connections++
    sockets.add(socket)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    let pending: Buffer = Buffer.alloc(0)
    let isSwitched = false
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      if (isSwitched) return
      pending = Buffer.concat([pending, chunk])
      for (let parsed = parse(pending, closed); parsed !== null; parsed = parse(pending, closed)) {
        pending = pending.subarray(parsed.used)
        requests.push(parsed.request)
        if (parsed.request.headers.upgrade !== undefined) isSwitched = true
        behaviour(parsed.request, socket)
        if (isSwitched) return
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    last: (): Recorded => {
      const request = requests.at(-1)
      if (request === undefined) throw new Error('nothing was recorded')
      return request
    },
    connections: () => connections,
    answer: (next: Behaviour) => {
      behaviour = next
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

export type TestUpstream = Awaited<ReturnType<typeof startUpstream>>
