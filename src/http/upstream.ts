import type { ServerResponse } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { GatewayError } from '../errors.js'
import { cut } from './cut.js'
import { parseCodings } from './decode.js'
import { createGate, type GateOptions, type Pass } from './gate.js'
import { type ClientHead, createSender, type Sender, UNDECODABLE } from './send.js'
import { toCode } from './upstream-code.js'

/** Whom to trust, and the certificate that is shown to the upstream. Default: the runtime's authorities, and none. */
export type ClientTls = { readonly secureContext?: SecureContext }

export type UpstreamOptions = GateOptions & {
  /** Origin with an optional base path, which prefixes every path. */
  readonly url: string
  /** From the request's last byte to the response's head. */
  readonly headersTimeoutMs: number
  /** Between two chunks of the response's body. 0 is no limit. */
  readonly bodyTimeoutMs: number
  /** For a client that takes nothing of an answer that is there. Default: no limit. */
  readonly sendTimeoutMs?: number
  readonly tls?: ClientTls
  /** How the upstream's name is resolved. Default: the runtime's way. */
  readonly lookup?: LookupFunction
}

export type UpstreamRequest = {
  readonly method: string
  /** Origin form, with query. */
  readonly path: string
  /** Flat list `[name, value, …]` without Host and framing. */
  readonly headers: readonly string[]
  readonly body: Buffer | null
}

/** Head of the upstream's answer; `headers` is the flat list as received, in Latin-1. */
export type UpstreamHead = { readonly status: number; readonly headers: readonly string[] }

/**
 * How a response ended after its head: whole; cut by the upstream (or undecodable, or too slow); left by the client; or stopped
 * because a transform threw. `status` is 0 when the client left before the head.
 */
export type Outcome = {
  readonly status: number
  readonly ending: 'complete' | 'upstream_cut' | 'client_gone' | 'failed'
  readonly receivedBytes: number
  readonly sentBytes: number
}

/** The PII headers of a long thread do not fit into Node's 16 KiB. */
const MAX_HEADER_BYTES = 64 * 1024
const STOPPED = new Error('stopped')
/**
 * Undici takes a reset for the regular end of a response that ends with its connection, and asserts when the client is slow at that
 * moment, which ends the process. Under another code it is the error that it is.
 */
const nameResets = (socket: Socket) => {
  socket.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = 'UPSTREAM_RESET'
  })
}

const toFlat = (raw: Dispatcher.DispatchController['rawHeaders']): string[] => {
  const flat: string[] = []
  if (Array.isArray(raw)) for (const item of raw) flat.push(typeof item === 'string' ? item : item.toString('latin1'))
  return flat
}

const fieldOf = (flat: readonly string[], lowerName: string): string | undefined => {
  let value: string | undefined
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i]!.length !== lowerName.length || flat[i]!.toLowerCase() !== lowerName) continue
    value = value === undefined ? flat[i + 1]! : `${value},${flat[i + 1]!}`
  }
  return value
}

/** Returns the client of one upstream. Connections are kept alive; nothing is ever retried or redirected. */
export const createUpstream = (options: UpstreamOptions) => {
  const url = new URL(options.url)
  const basePath = url.pathname.replace(/\/+$/, '')
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    ...options.tls,
    ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
  })
  const pool = new Pool(url.origin, {
    connections: options.maxConnections ?? null,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect: (target, done) =>
      connect(target, (...result) => {
        if (result[0] === null) nameResets(result[1])
        done(...result)
      }),
  })

  const gate = createGate(options)
  const { sendTimeoutMs = 0 } = options

  /**
   * Sends a request and writes its answer to `outgoing` as it comes. Resolves when the response is closed, however it ended.
   * Rejects, with nothing written, with what `onHead` threw or with GatewayError `upstream_unreachable`, `upstream_invalid`,
   * `upstream_timeout`, `upstream_unavailable`, `upstream_busy`, `bad_request`.
   */
  const exchange = (
    request: UpstreamRequest,
    outgoing: ServerResponse,
    onHead: (head: UpstreamHead) => ClientHead,
  ): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | null = null
      let sender: Sender | null = null
      let status = 0
      let receivedBytes = 0
      let ending: Outcome['ending'] | null = null
      /** Nothing more is taken from the upstream. */
      let isStopped = false
      let pass: Pass | null = null

      const leave = () => {
        isStopped = true
        if (pass !== null) gate.leave(pass)
      }
      const stop = () => {
        leave()
        sender?.kill()
        controller?.abort(STOPPED)
      }
      const onClose = () => {
        const isWhole = ending === 'complete' && outgoing.writableFinished
        // After a whole response there is nothing to abort, and the connection is another request's by now.
        if (isWhole) leave()
        else if (!isStopped) stop()
        if (ending === null || (ending === 'complete' && !isWhole)) ending = 'client_gone'
        resolve({ status, ending, receivedBytes, sentBytes: sender?.sentBytes() ?? 0 })
      }
      const fail = (error: unknown, reason: 'upstream_cut' | 'failed') => {
        if (isStopped) return
        if (pass !== null && status === 0 && reason === 'upstream_cut') gate.failed(pass, error as GatewayError)
        stop()
        if (sender?.hasBegun() === true) {
          ending = reason
          cut(outgoing)
          return
        }
        outgoing.off('close', onClose)
        reject(error)
      }
      const failFrom = (error: unknown) =>
        error === UNDECODABLE ? fail(new GatewayError('upstream_invalid'), 'upstream_cut') : fail(error, 'failed')

      const failLate = (error: GatewayError) => fail(error, 'upstream_cut')

      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(started) {
          controller = started
          if (pass !== null) gate.started(pass)
          if (isStopped) started.abort(STOPPED)
        },
        onResponseStart(started, upstreamStatus) {
          if (isStopped || upstreamStatus < 200) return
          if (pass !== null) gate.answered(pass)
          try {
            const headers = toFlat(started.rawHeaders)
            const coding = fieldOf(headers, 'content-encoding')
            const bodiless = request.method === 'HEAD' || upstreamStatus === 204 || upstreamStatus === 304
            const codings = coding === undefined || bodiless ? [] : parseCodings(coding)
            if (codings === undefined) throw new GatewayError('upstream_invalid')
            const head = onHead({ status: upstreamStatus, headers })
            const isUnchanged = head.transform === null && codings.length === 0 && upstreamStatus !== 204
            status = upstreamStatus
            sender = createSender(outgoing, {
              status,
              head,
              codings,
              bodiless,
              passedBytes: isUnchanged ? fieldOf(headers, 'content-length') : undefined,
              sendTimeoutMs,
              stall: () => started.pause(),
              flow: () => started.resume(),
              onError: failFrom,
            })
          } catch (error) {
            fail(error, 'failed')
          }
        },
        onResponseData(_, chunk) {
          if (isStopped) return
          receivedBytes += chunk.length
          try {
            sender?.write(chunk)
          } catch (error) {
            failFrom(error)
          }
        },
        onResponseEnd() {
          if (isStopped) return
          try {
            sender?.end()
            ending = 'complete'
          } catch (error) {
            failFrom(error)
          }
        },
        onResponseError(_, error) {
          fail(new GatewayError(toCode(error)), 'upstream_cut')
        },
      }

      if (outgoing.destroyed) {
        onClose()
        return
      }
      pass = gate.enter(failLate)
      outgoing.once('close', onClose)
      pool.dispatch(
        {
          method: request.method,
          path: basePath + request.path,
          headers: request.headers as string[],
          body: request.body,
        },
        handler,
      )
      if (controller === null && !isStopped) gate.waiting(pass, failLate)
    })

  return {
    exchange,
    /** Throws GatewayError `upstream_unavailable` or `upstream_busy` where `exchange` would reject with it now. */
    check: gate.check,
    /** Closes every connection; what is still in flight is cut. */
    close: (): Promise<void> => pool.destroy(),
  }
}

export type Upstream = ReturnType<typeof createUpstream>
