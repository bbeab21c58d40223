import type { IncomingMessage } from 'node:http'
import { admit } from './admit.js'
import { eraseRequest, parseRequest } from './api-schema.js'
import { intend, notePlace } from './audit-log.js'
import { parseJsonBody } from './body.js'
import type { Exchange } from './endpoints.js'
import { GatewayError } from './errors.js'
import { runGuarded } from './guarded.js'
import { receiveBody } from './http/receive.js'
import { sendJson } from './http/send-json.js'
import { parseTarget } from './http/target.js'
import type { Erased } from './mapping/store/store.js'
import { mapsOf } from './routes.js'
import type { Runtime } from './runtime.js'
import type { Services } from './services.js'

/** Only a caller who has proven who it is may make the store forget, and only what is its own. */
const ownerOf = async (runtime: Runtime, incoming: IncomingMessage) => {
  const { caller, tenant } = await admit(runtime, incoming)
  if (runtime.config.auth.mode !== 'required' || caller === null) throw new GatewayError('auth_required')
  return { caller, tenant }
}

/**
 * `DELETE /v1/spaces/{space_id}/threads/{thread_id}/pii`, and the same without a thread for all of a space: forgets the
 * caller's values and says how many went. Numbers stay taken, so placeholders in the backend's history stay unresolved.
 */
export const handleErase = async (runtime: Runtime, services: Services, { incoming, outgoing, audit }: Exchange) => {
  const { caller, tenant } = await ownerOf(runtime, incoming)
  const target = parseTarget(incoming.url ?? '/')
  const maps = target.kind === 'ok' ? mapsOf(target.path) : null
  if (maps === null) throw new GatewayError('bad_path')
  const { space, thread } = maps
  const what = thread === null ? { caller, space } : { caller, space, thread }
  if (audit) {
    notePlace(audit, { tenant, space, thread })
    await intend(services, audit)
  }
  const erased = await runGuarded(services, async () => {
    const isKnown = thread === null || (await runtime.store.read({ caller, space, thread })) !== undefined
    if (!isKnown) throw new GatewayError('not_found')
    return runtime.store.erase(what)
  })
  if (audit) audit.outcome = 'complete'
  sendJson(outgoing, toAnswer(erased))
}

/** `POST /v1/pii/erase`: forgets one value (of a data subject) in all threads of the caller, or of a space. */
export const handleEraseValue = async (
  runtime: Runtime,
  services: Services,
  { incoming, outgoing, audit }: Exchange,
) => {
  const { caller, tenant } = await ownerOf(runtime, incoming)
  const body = await receiveBody(incoming, services.overload.receiving(runtime.config))
  await services.overload.wait(outgoing)
  const { value, entity, space_id: space } = parseRequest(eraseRequest, parseJsonBody(body).value)
  if (space) runtime.tenancy?.requireSpace(tenant, space)
  if (audit) {
    notePlace(audit, { tenant, space: space ?? null, thread: null })
    await intend(services, audit)
  }
  const keys = new Map<string, string>()
  /** The value's identity, which each type writes in its own way. */
  const keyOf = (type: string): string => {
    const known = keys.get(type) ?? runtime.identify(type, value)
    keys.set(type, known)
    return known
  }
  const erased = await runGuarded(services, () =>
    runtime.store.erase({
      caller,
      ...(space ? { space } : {}),
      holds: (entry) => (entity ? entry.entity === entity : true) && entry.key === keyOf(entry.entity),
    }),
  )
  if (audit) audit.outcome = 'complete'
  sendJson(outgoing, toAnswer(erased))
}

const toAnswer = ({ threads, entries }: Erased) => ({ erased_entries: entries, erased_threads: threads })
