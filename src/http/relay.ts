import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction } from 'node:net'
import httpProxy from 'http-proxy-3'
import { type ErrorCode, GatewayError } from '../errors.js'
import { cut } from './cut.js'
import { createDeadlines, type Deadline, NEVER_MS } from './deadlines.js'
import { createGate, type GateOptions, type Pass } from './gate.js'
import { toRelayedRequest, toRelayedResponse } from './headers.js'
import { exchangeOf, type RelayCall, track } from './relay-exchange.js'
import { createUpgrade } from './relay-upgrade.js'
import { limitLastBytes, limitReading, unlimitReading } from './slow-client.js'
import { toOriginForm } from './target.js'
import type { ClientTls, Outcome } from './upstream.js'
import { toCode } from './upstream-code.js'

export type RelayOptions = GateOptions & {
  readonly url: string
  /** From the request to the response's head. */
  readonly timeoutMs: number
  /** Between two chunks of the response's body. Default: no limit. */
  readonly bodyTimeoutMs?: number
  /** For a client that takes nothing of an answer that is there. Default: no limit. */
  readonly sendTimeoutMs?: number
  readonly tls?: ClientTls
  /** How the upstream's name is resolved. Default: the runtime's way. */
  readonly lookup?: LookupFunction
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
  const { tls, sendTimeoutMs = 0, maxConnections: maxSockets = Number.POSITIVE_INFINITY } = options
  const gate = createGate(options)
  const heads = createDeadlines(options.timeoutMs)
  const pauses = createDeadlines(options.bodyTimeoutMs ?? NEVER_MS)
  const { lookup } = options
  const agent = new Agent({ keepAlive: true, maxSockets, ...tls, ...(lookup === undefined ? {} : { lookup }) })
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
      let pass: Pass | null = null
      let pause: Deadline | null = null

      const stop = () => {
        isOver = true
        heads.remove(head)
        if (pause !== null) pauses.remove(pause)
        if (pass !== null) gate.leave(pass)
        track(incoming, undefined)
        request?.destroy()
      }
      const fail = (error: GatewayError) => {
        if (isOver) return
        if (pass !== null && status === 0) gate.failed(pass, error)
        stop()
        if (outgoing.headersSent) {
          ending = 'upstream_cut'
          cut(outgoing)
          return
        }
        outgoing.off('close', onClose)
        reject(error)
      }
      const failAs = (code: ErrorCode) => fail(new GatewayError(code))
      const onClose = () => {
        stop()
        if (ending === null) ending = outgoing.writableFinished ? 'complete' : 'client_gone'
        resolve({ status, ending, receivedBytes, sentBytes: receivedBytes })
      }
      const onHead = (response: http.IncomingMessage) => {
        heads.remove(head)
        if (isOver) {
          response.destroy()
          return
        }
        status = response.statusCode ?? 502
        if (pass !== null) gate.answered(pass)
        try {
          const headers = toRelayedResponse(response.rawHeaders, call.headers)
          outgoing.writeHead(status, response.statusMessage ?? '', headers)
        } catch {
          response.destroy()
          failAs('upstream_invalid')
          return
        }
        if (response.headers['content-length'] === undefined) outgoing.flushHeaders()
        const late = () => failAs('upstream_timeout')
        pause = pauses.add(late)
        const resume = () => {
          pause = pauses.add(late)
          unlimitReading(outgoing, sendTimeoutMs)
          response.resume()
        }
        response.on('data', (chunk: Buffer) => {
          if (isOver) return
          receivedBytes += chunk.length
          if (pause !== null) pauses.remove(pause)
          if (outgoing.write(chunk)) {
            pause = pauses.add(late)
            return
          }
          pause = null
          response.pause()
          limitReading(outgoing, sendTimeoutMs)
          outgoing.once('drain', resume)
        })
        response.once('end', () => {
          if (isOver) return
          if (pause !== null) pauses.remove(pause)
          outgoing.end()
          limitLastBytes(outgoing, sendTimeoutMs)
        })
        // A response that breaks off has an error and no end.
        response.once('error', () => failAs('upstream_unreachable'))
      }
      const head = heads.add(() => failAs('upstream_timeout'))

      if (outgoing.destroyed) {
        onClose()
        return
      }
      try {
        pass = gate.enter(fail)
      } catch (error) {
        heads.remove(head)
        throw error
      }
      gate.waiting(pass, fail)
      outgoing.once('close', onClose)
      track(incoming, {
        headers: toRelayedRequest(incoming, { ...call, upgrade: false }) as http.IncomingHttpHeaders,
        onHead,
        onError: (error) => failAs(toCode(error)),
        onRequest: (started) => {
          request = started
          const begun = () => {
            if (pass !== null) gate.started(pass)
          }
          if (started.socket?.connecting === true) started.socket.once('connect', begun)
          else begun()
        },
      })
      const { headers, url } = incoming
      incoming.headers = {}
      incoming.url = basePath + toOriginForm(url ?? '/')
      try {
        proxy.web(incoming, outgoing, {}, (error) => failAs(toCode(error)))
      } catch {
        failAs('bad_request')
      } finally {
        incoming.headers = headers
        incoming.url = url
      }
    })

  const upgrade = createUpgrade({ proxy, basePath, timeoutMs: options.timeoutMs })

  return { web, upgrade, close: (): void => agent.destroy() }
}

export type Relay = ReturnType<typeof createRelay>
