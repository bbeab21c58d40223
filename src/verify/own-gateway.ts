import type { AddressInfo } from 'node:net'
import { createTrafficListener } from '../app.js'
import type { Config } from '../config/schema.js'
import { createTrafficServer } from '../listener.js'
import { createLog } from '../log.js'
import { createMetrics } from '../metrics.js'
import { createOverload } from '../overload.js'
import { createKey } from '../policy/auth.js'
import type { Runtime } from '../runtime.js'

export type Keys = { readonly first: string; readonly second: string }

/**
 * The configuration of a gateway that is only verified: its own ports, the recorder as the upstream of everybody, two made
 * keys of two tenants; and nothing of what the operator keeps is touched (threads, audit log, log).
 */
export const verifiedConfig = (
  config: Config,
  recorderUrl: string,
): { readonly config: Config; readonly keys: Keys } => {
  const pepper = config.hash_key ?? ''
  const [first, second] = [createKey('verify-first', pepper), createKey('verify-second', pepper)]
  const { ca_file: _ca, cert_file: _cert, key_file: _key, ...upstream } = config.upstream
  const { tls: _tls, ...rest } = config
  return {
    keys: { first: first.key, second: second.key },
    config: {
      ...rest,
      host: '127.0.0.1',
      port: 0,
      upstream: { ...upstream, url: recorderUrl },
      auth: {
        ...config.auth,
        mode: 'required',
        jwt: [],
        certificates: [],
        keys: [
          { id: 'verify-first', hash: first.hash, tenant: 'verify-one' },
          { id: 'verify-second', hash: second.hash, tenant: 'verify-two' },
        ],
      },
      tenants: {},
      vault: 'memory:',
      audit: { ...config.audit, sink: 'off', required: false },
    },
  }
}

/** What can be broken inside a gateway. */
export type Part = 'detector' | 'store'

const broken = (): never => {
  throw new Error('broken on purpose')
}

/** The runtime with a part that throws whenever it is used. */
const withBroken = (runtime: Runtime, part: Part): Runtime =>
  part === 'detector'
    ? { ...runtime, detect: broken }
    : { ...runtime, store: { ...runtime.store, read: broken, add: broken } }

/** The product's own traffic listener over a runtime, in this process, so that its parts can be broken and mended. */
export const startOwnGateway = async (runtime: Runtime) => {
  let current = runtime
  const metrics = createMetrics()
  const overload = createOverload({ limits: () => current.config.limits, running: metrics.inflightRequests.value })
  const services = { log: createLog('silent'), metrics, audit: null, overload }
  const listener = createTrafficListener(() => current, services)
  const server = createTrafficServer({ config: runtime.config, pem: null }, () => current, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0 }, () => resolve())
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    break: (part: Part) => {
      current = withBroken(runtime, part)
    },
    mend: () => {
      current = runtime
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type OwnGateway = Awaited<ReturnType<typeof startOwnGateway>>
