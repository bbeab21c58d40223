import type { IncomingMessage } from 'node:http'
import type { Config } from './config/schema.js'
import { GatewayError } from './errors.js'
import { parseTarget } from './http/target.js'
import { createTenantGate, type Leave, type TenantGate } from './policy/limits.js'
import type { Tenant } from './types.js'

/** What one tenant may do. */
type Entry = { readonly spaces: ReadonlySet<string> | null; readonly gate: TenantGate | null; readonly limits: string }

/** The tenants of a configuration; null where it lists none, so that a request pays nothing for them. */
export type Tenancy = {
  readonly entries: ReadonlyMap<string, Entry>
  /** Counts a request in, before its body is read. Rejects with GatewayError `tenant_unknown`, `space_forbidden`, or a 429. */
  readonly enter: (tenant: Tenant, incoming: IncomingMessage) => Promise<void>
  /** Counts a request out, once it has been answered; for one that never came in it does nothing. */
  readonly leave: (incoming: IncomingMessage) => void
  /** Throws GatewayError `space_forbidden`. */
  readonly requireSpace: (tenant: Tenant, space: string) => void
}

const SPACES = /\/v1\/spaces\/([^/]+)/gi

/** The spaces that a request's path names; null for a spelling that could be read in two ways. */
const spacesOf = ({ url = '/' }: IncomingMessage): readonly string[] | null => {
  const target = parseTarget(url)
  if (target.kind === 'bad') return target.loosePath.includes('/spaces/') ? null : []
  return [...target.path.matchAll(SPACES)].map(([, space = '']) => space)
}

/** Builds the tenants; a tenant whose limits did not change keeps its counts over a reload. */
export const createTenancy = (tenants: Config['tenants'], previous?: Tenancy | null): Tenancy | null => {
  const ids = Object.keys(tenants)
  if (ids.length === 0) return null
  const entries = new Map<string, Entry>()
  for (const [id, tenant] of Object.entries(tenants)) {
    const { requests_per_minute, concurrent_requests } = tenant
    const limits = JSON.stringify([requests_per_minute, concurrent_requests])
    const before = previous?.entries.get(id)
    const gate = before?.limits === limits ? before.gate : createTenantGate(id, tenant)
    entries.set(id, { spaces: tenant.spaces === undefined ? null : new Set(tenant.spaces), gate, limits })
  }
  const left = new WeakMap<IncomingMessage, Leave>()
  const entryOf = (tenant: Tenant): Entry => {
    const entry = tenant === null ? undefined : entries.get(tenant)
    if (entry === undefined) throw new GatewayError('tenant_unknown')
    return entry
  }
  const requireSpace = (tenant: Tenant, space: string): void => {
    if (entryOf(tenant).spaces?.has(space) === false) throw new GatewayError('space_forbidden')
  }
  return {
    entries,
    enter: async (tenant, incoming) => {
      const { spaces, gate } = entryOf(tenant)
      if (spaces !== null) {
        const named = spacesOf(incoming)
        if (named === null) throw new GatewayError('space_forbidden')
        for (const space of named) requireSpace(tenant, space)
      }
      if (gate !== null) left.set(incoming, await gate.enter())
    },
    leave: (incoming) => left.get(incoming)?.(),
    requireSpace,
  }
}
