import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import httpProxy from 'http-proxy-3'
import { type ErrorCode, GatewayError } from '../errors.js'
import { cut } from './cut.js'
import { toRelayedRequest, toRelayedResponse } from './headers.js'
import { writeRawProblem } from './problem.js'
import { exchangeOf, track } from './relay-exchange.js'
import { toOriginForm } from './target.js'
import type { ClientTls, Outcome } from './upstream.js'

export type RelayOptions = {
  readonly url: string
  /** From the request to the response's head. */
  readonly timeoutMs: number
  /** Default: no limit. */
  readonly maxConnections?: number
  readonly tls?: ClientTls
}

export type RelayCall = {
  /** Flat list for the client's response, the 101 of an upgrade included. */
  readonly headers: readonly string[]
  readonly trustedPeer: boolean
  /** Lower-case names of request fields that end here. */
  readonly drop: ReadonlySet<string>
  readonly consumed: ReadonlySet<string>
  /** Flat list for the upstream's request. */
  readonly add: readonly string[]
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
 * handling: its default pipe hangs the client when the upstream dies, and its fetch path ends such a response as if complete. Not
 * `stream.pipeline`, which makes an AbortController and a DOMException for each response.
 */
export const createRelay = (options: RelayOptions) => {
  const target = new URL(options.url)
  const basePath = target.pathname.replace(/\/+$/, '')
  const Agent = target.protocol === 'https:' ? https.Agent : http.Agent
  const { tls, maxConnections: maxSockets = Number.POSITIVE_INFINITY } = options
  const agent = new Agent({ keepAlive: true, maxSockets, ...tls })
  const proxy = httpProxy.createProxyServer({
    target,
    agent,
    // The base path is put on below: http-proxy-3 would parse it anew for each request.
    prependPath: false,
    changeOrigin: true,
    selfHandleResponse: true,
    // Otherwise it parses the path as a URL and resolves dot segments: another path than the one that was checked.
    toProxy: true,
  })

  // Runs after its `deleteLength` pass, which gives a DELETE with chunks a length of 0: the upstream would take the chunks for a second
  // request. That pass works on the empty record of `web`; the real headers come here.
  proxy.on('start', (incoming) => {
    incoming.headers = exchangeOf(incoming)?.headers ?? {}
  })
  proxy.on('proxyReq', (request, incoming) => {
    const exchange = exchangeOf(incoming)
    // It waited for a connection for so long that its client has been answered.
    if (exchange === undefined) request.destroy()
    else exchange.onRequest(request)
  })
  proxy.on('proxyRes', (response, incoming) => exchangeOf(incoming)?.onHead(response))
  // A client that leaves before the head is reported here and not to the callback.
  proxy.on('econnreset', (error, incoming) => exchangeOf(incoming)?.onError(error))
  proxy.on('error', (error, incoming) => exchangeOf(incoming)?.onError(error))
  proxy.on('proxyReqWs', (request, incoming) => exchangeOf(incoming)?.onRequest(request))

  /** Relays a request. Resolves when the response is closed; rejects with GatewayError while nothing has been written. */
  const web = (incoming: http.IncomingMessage, outgoing: http.ServerResponse, call: RelayCall): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      let request: http.ClientRequest | null = null
      let ending: Outcome['ending'] | null = null
      let status = 0
      let receivedBytes = 0
      let isOver = false

      const stop = () => {
        isOver = true
        clearTimeout(timer)
        track(incoming, undefined)
        request?.destroy()
      }
      const fail = (code: ErrorCode) => {
        if (isOver) return
        stop()
        if (outgoing.headersSent) {
          ending = 'upstream_cut'
          cut(outgoing)
          return
        }
        outgoing.off('close', onClose)
        reject(new GatewayError(code))
      }
      const onClose = () => {
        stop()
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
        const resume = () => response.resume()
        response.on('data', (chunk: Buffer) => {
          if (isOver) return
          receivedBytes += chunk.length
          if (outgoing.write(chunk)) return
          response.pause()
          outgoing.once('drain', resume)
        })
        response.once('end', () => {
          if (!isOver) outgoing.end()
        })
        // A response that breaks off has an error and no end.
        response.once('error', () => fail('upstream_unreachable'))
      }
      const timer = setTimeout(() => fail('upstream_timeout'), options.timeoutMs)

      if (outgoing.destroyed) {
        onClose()
        return
      }
      outgoing.once('close', onClose)
      track(incoming, {
        headers: toRelayedRequest(incoming, { ...call, upgrade: false }) as http.IncomingHttpHeaders,
        onHead,
        onError: (error) => fail(toCode(error)),
        onRequest: (started) => {
          request = started
        },
      })
      const { headers, url } = incoming
      incoming.headers = {}
      incoming.url = basePath + toOriginForm(url ?? '/')
      try {
        proxy.web(incoming, outgoing, {}, (error) => fail(toCode(error)))
      } catch {
        fail('bad_request')
      } finally {
        incoming.headers = headers
        incoming.url = url
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
    const { headers, url } = incoming
    const relayed = toRelayedRequest(incoming, { ...call, upgrade: true }) as http.IncomingHttpHeaders
    track(incoming, {
      headers: relayed,
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
      track(incoming, undefined)
      clearTimeout(timer)
      request?.destroy()
    })
    incoming.url = basePath + toOriginForm(url ?? '/')
    incoming.headers = relayed
    try {
      proxy.ws(incoming, socket as Socket, head)
    } catch {
      fail('bad_request')
    } finally {
      incoming.headers = headers
      incoming.url = url
    }
  }

  return { web, upgrade, close: (): void => agent.destroy() }
}

export type Relay = ReturnType<typeof createRelay>
