import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import httpProxy from 'http-proxy-3'
import { type ErrorCode, GatewayError } from '../errors.js'
import { cut } from './cut.js'
import { toRelayedRequest, toRelayedResponse } from './headers.js'
import { writeRawProblem } from './problem.js'
import { toOriginForm } from './target.js'
import type { Outcome } from './upstream.js'

export type RelayOptions = {
  readonly url: string
  /** From the request to the response's head. */
  readonly timeoutMs: number
  /** Default: no limit. */
  readonly maxConnections?: number
  readonly ca?: string
}

export type RelayCall = {
  /** Flat list for the client's response, the 101 of an upgrade included. */
  readonly headers: readonly string[]
  readonly trustedPeer: boolean
  /** Lower-case names of request fields that end here. */
  readonly drop: ReadonlySet<string>
  /** Flat list for the upstream's request. */
  readonly add: readonly string[]
}

type Exchange = {
  readonly headers: http.IncomingHttpHeaders
  readonly onHead: (response: http.IncomingMessage) => void
  readonly onError: (error: NodeJS.ErrnoException) => void
  readonly onRequest: (request: http.ClientRequest) => void
}

const toCode = (error: NodeJS.ErrnoException): ErrorCode =>
  error.code?.startsWith('HPE_') === true ? 'upstream_invalid' : 'upstream_unreachable'

/** http-proxy-3 writes an upgrade's answer from this record. Several fields of a name stay several. */
const toHeaderRecord = (flat: readonly string[]): Record<string, string | string[]> => {
  const record: Record<string, string | string[]> = Object.create(null)
  for (let i = 0; i < flat.length; i += 2) {
    const before = record[flat[i]!]
    record[flat[i]!] = before === undefined ? flat[i + 1]! : [before, flat[i + 1]!].flat()
  }
  return record
}

/**
 * Returns the relay for unprotected routes: bytes pass as they are. Built on http-proxy-3's native path with our own response
 * handling: its default pipe hangs the client when the upstream dies, and its fetch path ends such a response as if complete.
 */
export const createRelay = (options: RelayOptions) => {
  const Agent = options.url.startsWith('https:') ? https.Agent : http.Agent
  const agent = new Agent({ keepAlive: true, maxSockets: options.maxConnections ?? Number.POSITIVE_INFINITY })
  const proxy = httpProxy.createProxyServer({
    target: options.url,
    agent,
    changeOrigin: true,
    selfHandleResponse: true,
    // Otherwise it parses the path as a URL and resolves dot segments: another path than the one that was checked.
    toProxy: true,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  })
  const exchanges = new WeakMap<http.IncomingMessage, Exchange>()

  // Runs after its `deleteLength` pass, which gives a DELETE with chunks a length of 0: the upstream would take the chunks for a second
  // request. That pass works on the empty record of `web`; the real headers come here.
  proxy.on('start', (incoming) => {
    incoming.headers = exchanges.get(incoming)?.headers ?? {}
  })
  proxy.on('proxyReq', (request, incoming) => exchanges.get(incoming)?.onRequest(request))
  proxy.on('proxyRes', (response, incoming) => exchanges.get(incoming)?.onHead(response))
  // A client that leaves before the head is reported here and not to the callback.
  proxy.on('econnreset', (error, incoming) => exchanges.get(incoming)?.onError(error))
  proxy.on('error', (error, incoming) => exchanges.get(incoming)?.onError(error))
  proxy.on('proxyReqWs', (request, incoming) => exchanges.get(incoming)?.onRequest(request))

  /** Relays a request. Resolves when the response is closed; rejects with GatewayError while nothing has been written. */
  const web = (incoming: http.IncomingMessage, outgoing: http.ServerResponse, call: RelayCall): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      let request: http.ClientRequest | null = null
      let ending: Outcome['ending'] | null = null
      let status = 0
      let receivedBytes = 0
      let isOver = false

      const fail = (code: ErrorCode) => {
        if (isOver) return
        if (outgoing.headersSent) {
          ending ??= 'upstream_cut'
          cut(outgoing)
          return
        }
        isOver = true
        clearTimeout(timer)
        outgoing.off('close', onClose)
        request?.destroy()
        reject(new GatewayError(code))
      }
      const onClose = () => {
        isOver = true
        clearTimeout(timer)
        request?.destroy()
        if (ending === null) ending = outgoing.writableFinished ? 'complete' : 'client_gone'
        resolve({ status, ending, receivedBytes, sentBytes: receivedBytes })
      }
      const onHead = (response: http.IncomingMessage) => {
        clearTimeout(timer)
        if (isOver) {
          response.destroy()
          return
        }
        status = response.statusCode ?? 502
        try {
          const headers = toRelayedResponse(response.rawHeaders, call.headers)
          outgoing.writeHead(status, response.statusMessage ?? '', headers)
        } catch {
          response.destroy()
          fail('upstream_invalid')
          return
        }
        if (response.headers['content-length'] === undefined) outgoing.flushHeaders()
        response.on('data', (chunk: Buffer) => {
          receivedBytes += chunk.length
        })
        response.once('error', () => fail('upstream_unreachable'))
        pipeline(response, outgoing, () => {})
      }
      const timer = setTimeout(() => fail('upstream_timeout'), options.timeoutMs)

      if (outgoing.destroyed) {
        onClose()
        return
      }
      outgoing.once('close', onClose)
      exchanges.set(incoming, {
        headers: toRelayedRequest(incoming, { ...call, upgrade: false }) as http.IncomingHttpHeaders,
        onHead,
        onError: (error) => fail(toCode(error)),
        onRequest: (started) => {
          request = started
          if (isOver) started.destroy()
        },
      })
      incoming.url = toOriginForm(incoming.url ?? '/')
      const original = incoming.headers
      incoming.headers = {}
      try {
        proxy.web(incoming, outgoing, {}, (error) => fail(toCode(error)))
      } catch {
        fail('bad_request')
      } finally {
        incoming.headers = original
      }
    })

  /** Relays a WebSocket upgrade and writes its answer, or a problem, on the socket. Any other protocol is refused. */
  const upgrade = (incoming: http.IncomingMessage, socket: Duplex, head: Buffer, call: RelayCall): void => {
    if (incoming.method !== 'GET' || incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
      writeRawProblem(socket, new GatewayError('bad_request'))
      return
    }
    let hasAnswer = false
    const fail = (code: ErrorCode) => {
      clearTimeout(timer)
      if (hasAnswer) socket.destroy()
      else writeRawProblem(socket, new GatewayError(code))
      hasAnswer = true
    }
    let request: http.ClientRequest | null = null
    const timer = setTimeout(() => {
      fail('upstream_timeout')
      request?.destroy()
    }, options.timeoutMs)
    const answer = (response: http.IncomingMessage) => {
      clearTimeout(timer)
      hasAnswer = true
      const isSwitch = response.statusCode === 101
      const kept = isSwitch
        ? ['connection', 'Upgrade', 'upgrade', response.headers.upgrade ?? 'websocket']
        : ['connection', 'close']
      const flat = toRelayedResponse(response.rawHeaders, [...kept, ...call.headers])
      response.headers = toHeaderRecord(
        flat.map((item, i) => (i % 2 === 0 ? item.toLowerCase() : item)),
      ) as http.IncomingHttpHeaders
      response.once('error', () => socket.destroy())
    }
    const original = incoming.headers
    const headers = toRelayedRequest(incoming, { ...call, upgrade: true }) as http.IncomingHttpHeaders
    exchanges.set(incoming, {
      headers,
      onHead: () => {},
      onError: (error) => fail(toCode(error)),
      onRequest: (started) => {
        request = started
        // Before the listeners of http-proxy-3, which write these headers.
        started.on('upgrade', answer)
        started.on('response', answer)
      },
    })
    socket.once('close', () => {
      clearTimeout(timer)
      request?.destroy()
    })
    incoming.url = toOriginForm(incoming.url ?? '/')
    incoming.headers = headers
    try {
      proxy.ws(incoming, socket as Socket, head)
    } catch {
      fail('bad_request')
    } finally {
      incoming.headers = original
    }
  }

  return { web, upgrade, close: (): void => agent.destroy() }
}

export type Relay = ReturnType<typeof createRelay>
