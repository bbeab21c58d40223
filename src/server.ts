import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { createAdmin, type Readiness } from './admin.js'
import { createAdminPages } from './admin-pages.js'
import { createTrafficListener } from './app.js'
import { openAuditLog } from './audit-log.js'
import type { Config } from './config/schema.js'
import { createTrafficServer, readListenerTls, renewListenerTls, type TrafficServer } from './listener.js'
import { type Log, toErrorName } from './log.js'
import { createMetrics } from './metrics.js'
import { createOverload } from './overload.js'
import { buildRuntime, type Runtime } from './runtime.js'
import type { Issue } from './types.js'
import { version } from './version.js'

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

const SWEEP_MS = 60_000
const CLOSE_IDLE_MS = 50
/** Connections that the kernel keeps until they are accepted, as many as Linux lets by default; one more waits a second and asks anew. */
const MOST_UNACCEPTED = 4096
const CLOSE_RUNTIME_AFTER_MS = 300_000

/** Starts both listeners, or returns the problems of configuration and rules. */
export const startServer = async (
  options: ServerOptions,
): Promise<RunningServer | { readonly issues: readonly Issue[] }> => {
  const { config, log } = options
  const tls = readListenerTls(config)
  if ('issues' in tls) return tls
  const built = await buildRuntime(config)
  if ('issues' in built) return built
  let runtime = built.runtime
  const state = { isDraining: false, isStale: false }
  const metrics = createMetrics()
  const audited = await openAuditLog(config, { log, metrics })
  if ('issues' in audited) return audited
  const { auditor } = audited
  const overload = createOverload({ limits: () => runtime.config.limits, running: metrics.inflightRequests.value })
  const services = { log, metrics, audit: auditor, overload }
  metrics.levels({
    bodyBytes: overload.bodies.heldBytes,
    waitingRequests: overload.waitingRequests,
    upstreamsUnavailable: () => unavailable(runtime),
  })
  const announce = () => metrics.rules(runtime.digest, runtime.ruleSet.engine)
  announce()

  const traffic = createTrafficServer(
    { config, pem: tls.pem },
    () => runtime,
    createTrafficListener(() => runtime, services),
  )
  const upgraded = new Set<Duplex>()
  traffic.on('connection', overload.connected)
  traffic.on('upgrade', (_, socket: Duplex) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
  })
  const readiness = (): Readiness => ({
    ready: !state.isDraining,
    reasons: [
      ...(state.isDraining ? ['draining'] : []),
      ...(state.isStale ? ['reload_failed'] : []),
      ...(unavailable(runtime) > 0 ? ['upstream_unavailable'] : []),
    ],
  })
  const adminApp = createAdmin({ readiness, metrics })
  adminApp.route('/', createAdminPages({ current: () => runtime, trafficUrl: () => urlOf(traffic) }))
  const admin = createServer(getRequestListener(adminApp.fetch, { overrideGlobalObjects: false }))
  const abandon = async (error: unknown) => {
    await closeServer(traffic, 0)
    await auditor?.close()
    throw error
  }
  await listen(traffic, config).catch(abandon)
  await listen(admin, config.admin).catch(abandon)
  const sweeper = setInterval(() => {
    Promise.resolve(runtime.store.sweep()).catch((error: unknown) => {
      log({ event: 'store_failed', error: toErrorName(error) })
      metrics.storeFailed()
    })
    metrics.threads(runtime.store.size() ?? 0)
  }, SWEEP_MS).unref()
  warn(config, log)
  log({
    event: 'started',
    version: version(),
    port: (traffic.address() as AddressInfo).port,
    admin_port: (admin.address() as AddressInfo).port,
    rules: runtime.ruleSet.rules.length,
    digest: runtime.digest,
    engine: runtime.ruleSet.engine,
  })

  let reloading: Promise<readonly Issue[]> = Promise.resolve([])
  const reloadOnce = async (): Promise<readonly Issue[]> => {
    const fresh = options.reloadConfig()
    const renewed = 'issues' in fresh ? fresh : readListenerTls(fresh.config)
    const next = 'issues' in fresh ? fresh : 'issues' in renewed ? renewed : await buildRuntime(fresh.config, runtime)
    state.isStale = 'issues' in next
    if ('issues' in next) {
      metrics.reloadFailed()
      log({ event: 'reload_failed', issues: next.issues.length })
      return next.issues
    }
    const previous = runtime
    runtime = next.runtime
    if ('pem' in renewed) renewListenerTls(traffic, renewed.pem)
    metrics.reloadSucceeded()
    announce()
    log({ event: 'reloaded', digest: runtime.digest, rules: runtime.ruleSet.rules.length })
    retire(previous, runtime)
    if (previous.store !== runtime.store) setTimeout(() => void closeStore(previous), CLOSE_RUNTIME_AFTER_MS).unref()
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
      const cut = await closeServer(traffic, timeout_ms, { running: metrics.inflightRequests.value, upgraded })
      await closeServer(admin, 0)
      await closeRuntime(runtime)
      await closeStore(runtime)
      await auditor?.close()
      log({ event: 'stopped', cut_streams: cut })
    },
  }
}

const listen = (
  server: TrafficServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: MOST_UNACCEPTED }, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** How many upstreams are left alone for a while. */
const unavailable = ({ destinations }: Runtime): number =>
  [...destinations.open.values()].filter(({ isUnavailable }) => isUnavailable()).length

const urlOf = (server: TrafficServer): string => {
  const { address, family, port } = server.address() as AddressInfo
  return `${'setSecureContext' in server ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** Resolves with the number of requests that were cut because they outlived the timeout. */
const closeServer = (
  server: TrafficServer,
  timeoutMs: number,
  { running = () => 0, upgraded = new Set<Duplex>() }: Busy = {},
): Promise<number> =>
  new Promise((resolve) => {
    let cut = 0
    const timer = setTimeout(() => {
      cut = running() + upgraded.size
      server.closeAllConnections()
      // Node counts them as connections, and forgets them as its own.
      for (const socket of upgraded) socket.destroy()
    }, timeoutMs)
    // A connection that is kept alive after its last answer would hold up the end.
    const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS)
    server.close(() => {
      clearTimeout(timer)
      clearInterval(idle)
      resolve(cut)
    })
    server.closeIdleConnections()
  })

/** What a listener still does. */
type Busy = { readonly running?: () => number; readonly upgraded?: ReadonlySet<Duplex> }

const closeRuntime = async ({ destinations }: Runtime): Promise<void> => {
  await Promise.all([...destinations.open.values()].map(({ close }) => close()))
}

/** Streams that began with a replaced upstream keep it; it is closed when they must have ended. */
const retire = ({ destinations: old }: Runtime, { destinations: kept }: Runtime): void => {
  const left = [...old.open].filter(([key]) => !kept.open.has(key))
  if (left.length === 0) return
  setTimeout(() => void Promise.all(left.map(([, { close }]) => close())), CLOSE_RUNTIME_AFTER_MS).unref()
}

const closeStore = async ({ store, pins }: Runtime): Promise<void> => {
  pins.close()
  await store.close()
}

const warn = ({ seal_key, fail, policy }: Config, log: Log): void => {
  if (seal_key === undefined) log({ event: 'seal_key_ephemeral' })
  if (fail === 'open') log({ event: 'fail_open_configured' })
  if (policy.mode !== 'enforce') log({ event: 'policy_not_enforced', mode: policy.mode })
}
