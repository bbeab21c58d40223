import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { createAdmin, type Readiness } from './admin.js'
import { createTrafficListener } from './app.js'
import type { Config } from './config/schema.js'
import { GatewayError } from './errors.js'
import { writeClientError, writeRawProblem } from './http/problem.js'
import type { Log } from './log.js'
import { createMetrics } from './metrics.js'
import { buildRuntime, type Runtime } from './runtime.js'
import type { Issue } from './types.js'
import { relayUpgrade } from './unmatched.js'

export type ServerOptions = {
  readonly config: Config
  /** The configuration as it is now: all of it, or all the problems. */
  readonly reloadConfig: () => { readonly config: Config } | { readonly issues: readonly Issue[] }
  readonly log: Log
}

export type RunningServer = {
  readonly url: string
  readonly adminUrl: string
  /** Builds everything anew and swaps it in; on any problem the old one keeps serving and the problems are returned. */
  readonly reload: () => Promise<readonly Issue[]>
  /** Not ready, then no new connections, then the end of running streams or `drain.timeout_ms`. */
  readonly close: () => Promise<void>
}

/** 64 KiB: a PII header may be long, more is refused with 431. */
const MAX_HEADER_BYTES = 64 * 1024
const HEADERS_TIMEOUT_MS = 15_000
const REQUEST_TIMEOUT_MS = 120_000
/** Longer than the idle time of common load balancers, so that they close first. */
const KEEP_ALIVE_MS = 72_000
const SWEEP_MS = 60_000
const CLOSE_RUNTIME_AFTER_MS = 300_000

/** Starts both listeners, or returns the problems of configuration and rules. */
export const startServer = async (
  options: ServerOptions,
): Promise<RunningServer | { readonly issues: readonly Issue[] }> => {
  const { config, log } = options
  const built = await buildRuntime(config)
  if ('issues' in built) return built
  let runtime = built.runtime
  const state = { isDraining: false, isStale: false }
  const metrics = createMetrics()
  const services = { log, metrics }
  const announce = () => metrics.rules(runtime.digest, runtime.ruleSet.engine)
  announce()

  const traffic = createTrafficServer(
    () => runtime,
    createTrafficListener(() => runtime, services),
  )
  const readiness = (): Readiness => ({
    ready: !state.isDraining,
    reasons: [...(state.isDraining ? ['draining'] : []), ...(state.isStale ? ['reload_failed'] : [])],
  })
  const admin = createServer(
    getRequestListener(createAdmin({ readiness, metrics }).fetch, { overrideGlobalObjects: false }),
  )
  await listen(traffic, config)
  await listen(admin, config.admin).catch(async (error: unknown) => {
    await closeServer(traffic, 0)
    throw error
  })
  const sweeper = setInterval(() => {
    runtime.store.sweep()
    metrics.threads(runtime.store.size())
  }, SWEEP_MS).unref()
  warn(config, log)
  log({
    event: 'started',
    port: (traffic.address() as AddressInfo).port,
    admin_port: (admin.address() as AddressInfo).port,
    rules: runtime.ruleSet.rules.length,
    digest: runtime.digest,
    engine: runtime.ruleSet.engine,
  })

  let reloading: Promise<readonly Issue[]> = Promise.resolve([])
  const reloadOnce = async (): Promise<readonly Issue[]> => {
    const fresh = options.reloadConfig()
    const next = 'issues' in fresh ? fresh : await buildRuntime(fresh.config, runtime)
    state.isStale = 'issues' in next
    if ('issues' in next) {
      metrics.reloadFailed()
      log({ event: 'reload_failed', issues: next.issues.length })
      return next.issues
    }
    const previous = runtime
    runtime = next.runtime
    metrics.reloadSucceeded()
    announce()
    log({ event: 'reloaded', digest: runtime.digest, rules: runtime.ruleSet.rules.length })
    if (previous.upstream !== runtime.upstream) retire(previous)
    return []
  }
  return {
    url: urlOf(traffic),
    adminUrl: urlOf(admin),
    reload: () => {
      reloading = reloading.then(reloadOnce, reloadOnce)
      return reloading
    },
    close: async () => {
      const { delay_ms, timeout_ms } = runtime.config.drain
      state.isDraining = true
      log({ event: 'draining', delay_ms, timeout_ms })
      if (delay_ms > 0) await new Promise((done) => setTimeout(done, delay_ms))
      clearInterval(sweeper)
      const cut = await closeServer(traffic, timeout_ms, metrics.inflightRequests.value)
      await closeServer(admin, 0)
      await closeRuntime(runtime)
      log({ event: 'stopped', cut_streams: cut })
    },
  }
}

const createTrafficServer = (
  current: () => Runtime,
  listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Server => {
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    listener,
  )
  server.keepAliveTimeout = KEEP_ALIVE_MS
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

const toKnown = (error: unknown): GatewayError => (error instanceof GatewayError ? error : new GatewayError('internal'))

const listen = (server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })

const urlOf = (server: Server): string => {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** Resolves with the number of requests that were cut because they outlived the timeout. */
const closeServer = (server: Server, timeoutMs: number, running: () => number = () => 0): Promise<number> =>
  new Promise((resolve) => {
    let cut = 0
    const timer = setTimeout(() => {
      cut = running()
      server.closeAllConnections()
    }, timeoutMs)
    server.close(() => {
      clearTimeout(timer)
      resolve(cut)
    })
    server.closeIdleConnections()
  })

const closeRuntime = async ({ upstream, relay }: Runtime): Promise<void> => {
  relay.close()
  await upstream.close()
}

/** Streams that began with a replaced upstream keep it; it is closed when they must have ended. */
const retire = (previous: Runtime): void => {
  setTimeout(() => void closeRuntime(previous), CLOSE_RUNTIME_AFTER_MS).unref()
}

const warn = ({ seal_key, fail, policy }: Config, log: Log): void => {
  if (seal_key === undefined) log({ event: 'seal_key_ephemeral' })
  if (fail === 'open') log({ event: 'fail_open_configured' })
  if (policy.mode !== 'enforce') log({ event: 'policy_not_enforced', mode: policy.mode })
}
