import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { compose, type Reply } from './reply.js'

export type DemoBackendOptions = {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** Hears each message as it arrived here: with placeholders, when the gateway did its work. */
  readonly onMessage?: (message: string) => void
}

const CHAT_PATH = /^(?:\/api-proxy)?\/v1\/spaces\/([^/?]+)\/chat\/?$/
const SPACES_PATH = /^(?:\/api-proxy)?\/v1\/spaces\/?$/
const MAX_BODY_BYTES = 16 * 1024 * 1024
const DELTA_INTERVAL_MS = 15
/** Odd on purpose: placeholders fall apart at almost every place. */
const DELTA_CHARACTERS = 7

type ChatBody = { readonly message?: unknown; readonly thread_id?: unknown; readonly stream?: unknown }

const sendJson = (outgoing: ServerResponse, status: number, value: unknown) => {
  const text = JSON.stringify(value)
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  outgoing.end(text)
}

const readBody = async (incoming: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = []
  let totalBytes = 0
  for await (const chunk of incoming) {
    totalBytes += chunk.length
    if (totalBytes > MAX_BODY_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** FastAPI's answer to a body that does not validate. */
const validationError = (type: string, location: readonly string[], message: string) => ({
  detail: [{ type, loc: location, msg: message }],
})

const parseChat = (text: string | null): ChatBody | null => {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const cutIntoDeltas = (text: string): string[] => {
  const characters = [...text]
  const deltas: string[] = []
  for (let i = 0; i < characters.length; i += DELTA_CHARACTERS) {
    deltas.push(characters.slice(i, i + DELTA_CHARACTERS).join(''))
  }
  return deltas
}

const stream = async (outgoing: ServerResponse, reply: Reply, stopping: AbortSignal) => {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const signal = AbortSignal.any([stopping, gone.signal])
  const send = async (event: string, data: unknown) => {
    outgoing.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    await sleep(DELTA_INTERVAL_MS, undefined, { signal })
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  try {
    await send('start', { thread_id: reply.thread_id, message_id: reply.message_id })
    for (const delta of cutIntoDeltas(reply.answer)) await send('message', { index: 0, delta })
    for (const call of reply.tool_calls) {
      await send('tool_call', { index: 0, id: call.id, name: call.name, arguments_delta: '' })
      for (const delta of cutIntoDeltas(call.arguments)) {
        await send('tool_call', { index: 0, id: call.id, arguments_delta: delta })
      }
    }
    await send('done', { thread_id: reply.thread_id, finish_reason: 'stop' })
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}

/** The chat API in miniature: streams, answers JSON, repeats what it received, calls a tool. */
export const startDemoBackend = async (
  options: DemoBackendOptions,
): Promise<{ url: string; close: () => Promise<void> }> => {
  const stopping = new AbortController()

  const chat = async (incoming: IncomingMessage, outgoing: ServerResponse, spaceId: string) => {
    const body = parseChat(await readBody(incoming))
    if (body === null) {
      sendJson(outgoing, 422, validationError('json_invalid', ['body'], 'JSON decode error'))
      return
    }
    if (typeof body.message !== 'string') {
      const type = body.message === undefined ? 'missing' : 'string_type'
      const text = body.message === undefined ? 'Field required' : 'Input should be a valid string'
      sendJson(outgoing, 422, validationError(type, ['body', 'message'], text))
      return
    }
    options.onMessage?.(body.message)
    const threadId = typeof body.thread_id === 'string' && body.thread_id !== '' ? body.thread_id : randomUUID()
    const reply = compose({ spaceId, threadId, message: body.message, headers: incoming.headers })
    const wantsStream = body.stream === true || (incoming.headers.accept ?? '').includes('text/event-stream')
    if (wantsStream) await stream(outgoing, reply, stopping.signal)
    else sendJson(outgoing, 200, { data: reply })
  }

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const path = (incoming.url ?? '/').split('?', 1)[0]!
    const spaceId = CHAT_PATH.exec(path)?.[1]
    if (spaceId !== undefined && incoming.method === 'POST') await chat(incoming, outgoing, spaceId)
    else if (incoming.method === 'GET' && path === '/health') sendJson(outgoing, 200, { status: 'ok' })
    else if (incoming.method === 'GET' && SPACES_PATH.test(path)) {
      sendJson(outgoing, 200, { data: [{ id: '12345', name: 'Demo space' }] })
    } else if (spaceId !== undefined || SPACES_PATH.test(path))
      sendJson(outgoing, 405, { detail: 'Method Not Allowed' })
    else sendJson(outgoing, 404, { detail: 'Not Found' })
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        stopping.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
