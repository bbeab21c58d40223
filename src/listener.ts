import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { createSecureContext } from 'node:tls'
import type { Config } from './config/schema.js'
import { GatewayError } from './errors.js'
import { writeClientError, writeRawProblem } from './http/problem.js'
import type { Runtime } from './runtime.js'
import type { Issue } from './types.js'
import { relayUpgrade } from './unmatched.js'

export type TrafficServer = Server | TlsServer

type Pem = { readonly cert: Buffer; readonly key: Buffer; readonly ca?: Buffer }

/** 64 KiB: a PII header may be long, more is refused with 431. */
const MAX_HEADER_BYTES = 64 * 1024
/** How often Node looks for clients that are too slow: they are refused so much later than the timeout, at most. */
const CHECK_EVERY_MS = 1_000
/** Longer than the idle time of common load balancers, so that they close first. */
const KEEP_ALIVE_MS = 72_000

const TLS_FILES = { cert: 'cert_file', key: 'key_file', ca: 'client_ca_file' } as const

/** Certificate, key and client authorities of the listener as files hold them now; null where the listener speaks plain HTTP. */
export const readListenerTls = ({
  tls,
}: Pick<Config, 'tls'>): { readonly pem: Pem | null } | { readonly issues: readonly Issue[] } => {
  if (tls === undefined) return { pem: null }
  const issues: Issue[] = []
  const problem = (path: string, message: string) => issues.push({ file: 'configuration', line: 0, path, message })
  const read: Record<string, Buffer> = {}
  for (const [option, name] of Object.entries(TLS_FILES)) {
    const file = tls[name]
    if (file === undefined) continue
    try {
      read[option] = readFileSync(file)
    } catch {
      problem(`tls.${name}`, 'cannot be read: name a PEM file that this process may read')
    }
  }
  if (issues.length > 0) return { issues }
  const pem = read as Pem
  try {
    createSecureContext(pem)
  } catch {
    problem('tls.cert_file', 'is no certificate that fits tls.key_file')
  }
  return issues.length > 0 ? { issues } : { pem }
}

/** The server of the traffic port. Slow clients, broken requests and upgrades are dealt with here; all else is the listener's. */
export const createTrafficServer = (
  { config, pem }: { readonly config: Pick<Config, 'tls' | 'limits'>; readonly pem: Pem | null },
  current: () => Runtime,
  listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): TrafficServer => {
  const { headers_timeout_ms, request_timeout_ms } = config.limits
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    // A request without Host is refused with its framing: Node's own refusal has no body.
    requireHostHeader: false,
    headersTimeout: Math.min(headers_timeout_ms, request_timeout_ms),
    requestTimeout: request_timeout_ms,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
  const asksCertificate = config.tls?.client_ca_file !== undefined
  const server =
    pem === null
      ? createServer(options, listener)
      : createTlsServer(
          {
            ...options,
            ...pem,
            requestCert: asksCertificate,
            rejectUnauthorized: asksCertificate && config.tls?.client_certificate === 'required',
          },
          listener,
        )
  server.on('clientError', writeClientError)
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // A handler begins to read when all checks have passed; a refusal is written before the rest is drained.
    incoming.once('resume', () => {
      if (!outgoing.headersSent) outgoing.writeContinue()
    })
    listener(incoming, outgoing)
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    relayUpgrade(current(), incoming, { socket, head }).catch((error: unknown) =>
      writeRawProblem(socket, toKnown(error)),
    )
  })
  return server
}

/** New connections use these certificates: a renewed one needs no restart. */
export const renewListenerTls = (server: TrafficServer, pem: Pem | null): void => {
  if (pem !== null && 'setSecureContext' in server) server.setSecureContext(pem)
}

const toKnown = (error: unknown): GatewayError => (error instanceof GatewayError ? error : new GatewayError('internal'))
