import type * as http from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ErrorCode, GatewayError } from '../errors.js'
import { toRelayedRequest, toRelayedResponse } from './headers.js'
import { writeRawProblem } from './problem.js'
import { type RelayCall, track } from './relay-exchange.js'
import { toOriginForm } from './target.js'
import { toCode } from './upstream-code.js'

export type UpgradeOptions = {
  /** The part of http-proxy-3 that is used. */
  readonly proxy: { readonly ws: (incoming: http.IncomingMessage, socket: Socket, head: Buffer) => void }
  readonly basePath: string
  /** From the request to the answer's head. */
  readonly timeoutMs: number
}

/** http-proxy-3 writes an upgrade's answer from this record. Several fields of a name stay several. */
const toHeaderRecord = (flat: readonly string[]): Record<string, string | string[]> => {
  const record: Record<string, string | string[]> = Object.create(null)
  for (let i = 0; i < flat.length; i += 2) {
    const before = record[flat[i]!]
    record[flat[i]!] = before === undefined ? flat[i + 1]! : [before, flat[i + 1]!].flat()
  }
  return record
}

/** Returns what relays a WebSocket upgrade and writes its answer, or a problem, on the socket. Any other protocol is refused. */
export const createUpgrade = ({ proxy, basePath, timeoutMs }: UpgradeOptions) => {
  return (incoming: http.IncomingMessage, socket: Duplex, head: Buffer, call: RelayCall): void => {
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
    }, timeoutMs)
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
}
