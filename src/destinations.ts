import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createSecureContext, rootCertificates } from 'node:tls'
import { isMetadataAddress } from './config/metadata-address.js'
import type { Config } from './config/schema.js'
import { createBreaker } from './http/breaker.js'
import { createLookup } from './http/lookup.js'
import { createRelay, type Relay } from './http/relay.js'
import { type ClientTls, createUpstream, type Upstream } from './http/upstream.js'
import type { Issue, Tenant } from './types.js'

/** The clients of one upstream. */
export type Destination = {
  readonly upstream: Upstream
  readonly relay: Relay
  /** Its breaker is open. */
  readonly isUnavailable: () => boolean
  readonly close: () => Promise<void>
}

/** Where requests may go. The configuration alone says so: nothing in a request leads anywhere else. */
export type Destinations = {
  readonly of: (tenant: Tenant) => Destination
  /** The credential that the upstream knows the gateway by. */
  readonly apiKeyOf: (tenant: Tenant) => string | undefined
  /** By their settings. */
  readonly open: ReadonlyMap<string, Destination>
}

type Settings = Config['upstream']
type Endpoint = { readonly url: string; readonly tls: ClientTls; readonly sendTimeoutMs: number }
const PEM_FILES = [
  ['ca', 'ca_file'],
  ['cert', 'cert_file'],
  ['key', 'key_file'],
] as const

type Pem = { ca?: string; cert?: string; key?: string }

const readPem = (
  settings: Settings,
): { readonly pem: Pem; readonly tls: ClientTls } | { readonly issues: readonly Issue[] } => {
  const issues: Issue[] = []
  const pem: Pem = {}
  for (const [option, name] of PEM_FILES) {
    const file = settings[name]
    if (file === undefined) continue
    try {
      pem[option] = readFileSync(file, 'utf8')
    } catch {
      const message = 'cannot be read: name a PEM file that this process may read'
      issues.push({ file: 'configuration', line: 0, path: `upstream.${name}`, message })
    }
  }
  if (issues.length > 0) return { issues }
  try {
    return { pem, tls: toTls(pem) }
  } catch {
    const message = 'is no certificate that fits upstream.key_file, or upstream.ca_file is none'
    return { issues: [{ file: 'configuration', line: 0, path: 'upstream.cert_file', message }] }
  }
}

/** Made once: the runtime's own authorities are many, and a list of ours would replace them. */
const toTls = ({ ca, ...pem }: Pem): ClientTls =>
  ca === undefined && pem.cert === undefined && pem.key === undefined
    ? {}
    : { secureContext: createSecureContext({ ...pem, ca: [...rootCertificates, ...(ca === undefined ? [] : [ca])] }) }

const connect = (settings: Settings, { url, tls, sendTimeoutMs }: Endpoint): Destination => {
  const { failures, window_ms: windowMs, open_ms: openMs } = settings.breaker
  const breaker = createBreaker({ failures, windowMs, openMs })
  const shared = {
    url,
    tls,
    breaker,
    sendTimeoutMs,
    connectTimeoutMs: settings.connect_timeout_ms,
    bodyTimeoutMs: settings.body_timeout_ms,
    totalTimeoutMs: settings.total_timeout_ms,
    maxConnections: settings.max_connections,
    maxWaiting: settings.max_waiting,
    ...(settings.allow_link_local ? {} : { lookup: createLookup(isMetadataAddress, 'upstream_address') }),
  }
  const upstream = createUpstream({ ...shared, headersTimeoutMs: settings.headers_timeout_ms })
  const relay = createRelay({ ...shared, timeoutMs: settings.headers_timeout_ms })
  const close = async () => {
    relay.close()
    await upstream.close()
  }
  return { upstream, relay, isUnavailable: breaker.isOpen, close }
}

/**
 * Opens the upstream and those of tenants that have their own, or returns the problems. What did not change since `previous`, its
 * certificates included, keeps its connections.
 */
export const openDestinations = (
  { upstream, tenants, limits }: Pick<Config, 'upstream' | 'tenants' | 'limits'>,
  previous?: Destinations,
): { readonly destinations: Destinations } | { readonly issues: readonly Issue[] } => {
  const { url, api_key, ...settings } = upstream
  if (url === undefined) throw new TypeError('openDestinations needs an upstream')
  const read = readPem(settings)
  if ('issues' in read) return read
  const sendTimeoutMs = limits.send_timeout_ms
  const open = new Map<string, Destination>()
  const openOnce = (target: string): Destination => {
    const key = JSON.stringify([target, settings, sendTimeoutMs, read.pem])
    const destination =
      open.get(key) ?? previous?.open.get(key) ?? connect(settings, { url: target, tls: read.tls, sendTimeoutMs })
    open.set(key, destination)
    return destination
  }
  const main = openOnce(url)
  const byTenant = new Map<string, Destination>()
  for (const [id, { upstream: own }] of Object.entries(tenants))
    if (own?.url !== undefined) byTenant.set(id, openOnce(own.url))
  const destinations: Destinations = {
    of: (tenant) => (tenant === null ? main : (byTenant.get(tenant) ?? main)),
    apiKeyOf: (tenant) => {
      const own = tenant === null ? undefined : tenants[tenant]?.upstream
      // A backend of a tenant's own gets no credential of another one.
      return own?.api_key ?? (own?.url === undefined ? api_key : undefined)
    },
    open,
  }
  return { destinations }
}

/** The upstream's credential where the client sends none of its own: a flat list, empty where there is none. */
export const upstreamKey = (
  destinations: Destinations,
  incoming: IncomingMessage,
  { tenant, consumed }: { readonly tenant: Tenant; readonly consumed: ReadonlySet<string> },
): readonly string[] => {
  const isRelayed = incoming.headers['x-api-key'] !== undefined && !consumed.has('x-api-key')
  const key = isRelayed ? undefined : destinations.apiKeyOf(tenant)
  return key === undefined ? [] : ['X-API-Key', key]
}
