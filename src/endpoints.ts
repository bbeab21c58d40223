import type { IncomingMessage, ServerResponse } from 'node:http'
import { admit } from './admit.js'
import { detectRequest, parseRequest, restoreRequest } from './api-schema.js'
import type { AuditDraft } from './audit/record.js'
import { intend, notePlace, noteTurn } from './audit-log.js'
import { parseJsonBody } from './body.js'
import { countFindings } from './count-findings.js'
import { GatewayError } from './errors.js'
import { GENERIC_ANSWER } from './formats/generic-answer.js'
import { restoreJson, restoreText } from './formats/response.js'
import { STRUCTURAL } from './formats/shape.js'
import { runGuarded } from './guarded.js'
import { receiveBody } from './http/receive.js'
import { sendJson } from './http/send-json.js'
import { mergeSent } from './mapping/merge-sent.js'
import { toSentMap } from './mapping/parse-map.js'
import { andThen, type Eventually } from './mapping/store/eventually.js'
import { wishesOf, withWishes } from './policy/wishes.js'
import { previewOf } from './preview.js'
import { surrogatesOf } from './pseudonyms/stand-ins.js'
import type { Runtime } from './runtime.js'
import type { Scope } from './sent.js'
import type { Services } from './services.js'
import { surrogateIn, takeTurn } from './turn.js'
import type { ThreadMap } from './types.js'

export type Exchange = {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  /** Record of the audit log in the making; null where none is kept. */
  readonly audit: AuditDraft | null
}

const DETECT_SHAPE = { ...STRUCTURAL, members: { text: { text: true, keys: false } } }

const readRequest = async (runtime: Runtime, services: Services, { incoming, outgoing, audit }: Exchange) => {
  const { caller, tenant } = await admit(runtime, incoming)
  if (audit) audit.tenant = tenant
  const body = await receiveBody(incoming, services.overload.receiving(runtime.config))
  await services.overload.wait(outgoing)
  const requireSpace = (space: string): void => {
    if (space !== '') runtime.tenancy?.requireSpace(tenant, space)
  }
  return { caller, tenant, requireSpace, ...parseJsonBody(body) }
}

/** `POST /v1/pii/detect`: what the guard would do to a text. Writes no thread and forwards nothing. */
export const handleDetect = async (runtime: Runtime, services: Services, exchange: Exchange) => {
  const { incoming, outgoing, audit } = exchange
  const { caller, tenant, requireSpace, source, value } = await readRequest(runtime, services, exchange)
  const request = parseRequest(detectRequest, value)
  requireSpace(request.space_id ?? '')
  const bodyMap = request.existing_mapping ? toSentMap(Object.entries(request.existing_mapping), POINTER) : undefined
  const scope = { caller, space: request.space_id ?? '', thread: request.thread_id ?? null }
  const { rawHeaders } = incoming
  const place = { tenant, space: request.space_id ?? null, route: '/v1/pii/detect' }
  const policy = withWishes(runtime.choosePolicy(place), wishesOf(request), runtime.ruleSet)
  const turn = await runGuarded(services, () =>
    takeTurn(runtime, { source, shape: DETECT_SHAPE, scope, policy, rawHeaders, bodyMap }),
  )
  countFindings(services.metrics, turn.result)
  if (audit) {
    notePlace(audit, { tenant, ...scope })
    noteTurn(audit, turn)
    await intend(services, audit)
    audit.outcome = 'complete'
  }
  sendJson(outgoing, previewOf(runtime, turn, '/text'))
}

const POINTER = { pointer: '/existing_mapping' }

/** `POST /v1/pii/restore`: originals put back for another way out of the product (an export, an e-mail). */
export const handleRestore = async (runtime: Runtime, services: Services, exchange: Exchange) => {
  const { outgoing, audit } = exchange
  const { caller, tenant, requireSpace, value } = await readRequest(runtime, services, exchange)
  const request = parseRequest(restoreRequest, value)
  requireSpace(request.space_id ?? '')
  const mapping = request.pii_mapping
    ? toSentMap(Object.entries(request.pii_mapping), { pointer: '/pii_mapping' })
    : undefined
  const { thread_id: thread } = request
  const space = request.space_id ?? ''
  const stored = thread ? await runGuarded(services, () => readOwn(runtime, { caller, space, thread })) : undefined
  const known = mergeSent({ mapping, stored, identify: runtime.identify })
  const values = new Map([...known.entries].map(([token, entry]) => [token, entry.value]))
  const { urls, url_hosts } = runtime.config.restore
  const options = {
    shape: GENERIC_ANSWER,
    urls,
    isHostNamed: (host: string) => url_hosts.includes(host),
  }
  const { operatorFor } = runtime.choosePolicy({ tenant, space, route: '/v1/pii/restore' })
  const surrogateFor = surrogateIn(runtime, { caller, space })
  const surrogates = surrogatesOf(known.entries.values(), { operatorFor, surrogateFor, isTaken: () => false })
  const issued = { values, surrogates, types: runtime.entities }
  const restored =
    request.text === undefined ? restoreJson(request.json, issued, options) : restoreText(request.text, issued, options)
  services.metrics.unresolved(restored.unresolved.length)
  if (audit) {
    notePlace(audit, { tenant, space: request.space_id ?? null, thread: request.thread_id ?? null })
    audit.unresolved = restored.unresolved.length
    await intend(services, audit)
    audit.outcome = 'complete'
  }
  sendJson(outgoing, restored)
}

/** The thread's map, for its own caller only: another caller's thread is as unknown as one that does not exist. */
const readOwn = ({ config, store }: Runtime, { caller, space, thread }: Scope): Eventually<ThreadMap> => {
  if (config.auth.mode !== 'required' || caller === null || thread === null) throw new GatewayError('auth_required')
  return andThen(store.read({ caller, space, thread }), (stored) => {
    if (stored === undefined) throw new GatewayError('not_found')
    return stored
  })
}

/** `GET /v1/pii/mappings/{id}`: a mapping header that did not fit, for the caller that it was made for. */
export const handleMapping = async (
  runtime: Runtime,
  services: Services,
  { incoming, outgoing, audit, id }: Exchange & { readonly id: string },
): Promise<void> => {
  const { caller, tenant } = await admit(runtime, incoming)
  if (audit) audit.tenant = tenant
  const value = caller === null ? undefined : await runGuarded(services, () => runtime.store.kept(caller, id))
  if (value === undefined) throw new GatewayError('not_found')
  if (audit) {
    await intend(services, audit)
    audit.outcome = 'complete'
  }
  sendJson(outgoing, { value })
}
