import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { admit } from './admit.js'
import { createAnswer } from './answer.js'
import type { AuditDraft } from './audit/record.js'
import { intend, notePlace, noteTurn } from './audit-log.js'
import { memberOf, parseJsonBody } from './body.js'
import { corsHeaders } from './cors.js'
import { countFindings } from './count-findings.js'
import { upstreamKey } from './destinations.js'
import { GatewayError } from './errors.js'
import { runGuarded } from './guarded.js'
import { peerAddress } from './http/forwarded.js'
import { contentTypeOf, toClientHeaders, toUpstreamHeaders } from './http/headers.js'
import { receiveBody } from './http/receive.js'
import { sendJson } from './http/send-json.js'
import { PII_HEADERS, refName } from './mapping/headers.js'
import { andThen, type Eventually } from './mapping/store/eventually.js'
import type { Phase } from './metrics.js'
import type { Policy } from './policy/choose.js'
import { previewOf } from './preview.js'
import { guardOf, type Protection, toProtection } from './protection.js'
import { refusePiiInQuery } from './query.js'
import type { Route } from './routes.js'
import type { Runtime } from './runtime.js'
import type { Scope } from './sent.js'
import type { Services } from './services.js'
import { commitTurn, takeReservedTurn } from './settle.js'
import { threadOf } from './thread.js'
import { type Turn, takeTurn } from './turn.js'
import { clientHeaders, upstreamHeaders } from './turn-headers.js'
import type { Caller, Tenant } from './types.js'
import { createWrites, type Writes } from './writes.js'

/** One request and where it goes. */
export type ProtectedRequest = {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  /** Record of the audit log in the making; null where none is kept. */
  readonly audit: AuditDraft | null
  readonly route: Route
  /** With its `?`, or empty. */
  readonly query: string
}

/** Headers that are consumed: what goes on is computed. Lower case. */
const CONSUMED: ReadonlySet<string> = new Set(
  [...Object.values(PII_HEADERS), 'X-Pii-Guard']
    .flatMap((name) => [name, refName(name)])
    .map((name) => name.toLowerCase()),
)

/** One exchange on a protected route, whatever it speaks: receive, protect, forward, restore, send. */
export const handleExchange = async (
  runtime: Runtime,
  services: Services,
  request: ProtectedRequest,
): Promise<void> => {
  const { incoming, outgoing, audit, route } = request
  const admitted = admit(runtime, incoming)
  const admission = admitted instanceof Promise ? await admitted : admitted
  const { caller, tenant, consumed } = admission
  if (audit) audit.tenant = tenant
  const received = await receiveBody(incoming, services.overload.receiving(runtime.config))
  await services.overload.wait(outgoing)
  const lap = createLap(services)
  const { source, value } = parseJsonBody(received)
  lap('parse')
  const scope = scopeOf(caller, route, incoming.headers, value)
  if (audit) notePlace(audit, { tenant, ...scope })
  const { preview } = route.format
  const isPreview = preview !== null && memberOf(value, 'pii_preview') === true
  const policy = runtime.choosePolicy({ tenant, space: route.params.space_id ?? null, route: route.path })
  // Nothing is scanned for an upstream that is left alone for a while.
  if (!isPreview) runtime.destinations.of(tenant).upstream.check()
  const taken = takeGuardedTurn(runtime, services, { request, source, scope, policy, isPreview })
  // A store that answers at once must not cost a turn of the event loop.
  const turn = taken instanceof Promise ? await taken : taken
  lap('guard')
  if (turn) countFindings(services.metrics, turn.result)
  if (turn && audit) noteTurn(audit, turn)
  if (turn && preview !== null && isPreview)
    return sendJson(outgoing, previewOf(runtime, turn, preview), [
      ...['X-Pii-Guard', guardOf(runtime, turn)],
      ...corsHeaders(runtime, incoming),
    ])
  const protection = toProtection(runtime, { turn, policy, route }, received)
  const writes = createWrites(runtime, services)
  const keep = (work: Eventually<void>) => writes.pend(() => work)
  const headers = toUpstreamHeaders(incoming, {
    drop: CONSUMED,
    consumed,
    add: [
      ...(protection.turn ? upstreamHeaders(runtime, protection.turn, keep) : []),
      ...upstreamKey(runtime.destinations, incoming, admission),
    ],
    trustedPeer: runtime.isTrustedPeer(peerAddress(incoming)),
  })
  lap('headers')
  if (audit) {
    audit.policy = policy.name
    audit.guard = protection.guard.slice(0, protection.guard.indexOf(';'))
    await intend(services, audit)
  }
  // A reference that the upstream receives can be resolved at once.
  const kept = writes.settled()
  if (kept !== null) await kept
  await exchange(runtime, services, { ...request, tenant, headers, protection, writes })
}

/** Reports the time since the last lap as the overhead of one phase. */
const createLap = ({ metrics }: Services) => {
  let fromMs = performance.now()
  return (phase: Phase): void => {
    const nowMs = performance.now()
    metrics.overhead(phase, (nowMs - fromMs) / 1000)
    fromMs = nowMs
  }
}

/** The gateway API's own variant of an OpenAI route names its space in a header. */
const spaceHeader = (headers: IncomingHttpHeaders): string => {
  const space = headers['x-space-id']
  return typeof space === 'string' ? space : ''
}

/** Space and thread as path and body name them; a format without threads has a new conversation in each request. */
const scopeOf = (caller: Caller, { format, params }: Route, headers: IncomingHttpHeaders, body: unknown): Scope => {
  const thread = params.thread_id ?? (format.hasThreads ? memberOf(body, 'thread_id') : null)
  const space = params.space_id ?? spaceHeader(headers)
  return { caller, space, thread: typeof thread === 'string' && thread !== '' ? thread : null }
}

type GuardedInput = {
  readonly request: ProtectedRequest
  readonly source: string
  readonly scope: Scope
  readonly policy: Policy
  readonly isPreview: boolean
}

/** One turn under the guard; null in mode off, and where the guard failed with `fail: open`. */
const takeGuardedTurn = (
  runtime: Runtime,
  services: Services,
  { request, source, scope, policy, isPreview }: GuardedInput,
): Eventually<Turn | null> => {
  if (policy.mode === 'off' && !isPreview) return null
  const fail = (error: unknown): null => {
    const isFailure = error instanceof GatewayError && error.code === 'guard_failed'
    if (isFailure && runtime.config.fail === 'open' && !isPreview) return null
    throw error
  }
  try {
    const turn = runGuarded(services, () => {
      const { request: shape, promptOrder } = request.route.format
      const input = { source, shape, promptOrder, scope, policy, rawHeaders: request.incoming.rawHeaders }
      const check = (taken: Turn): Turn =>
        policy.mode === 'enforce' ? refuseUnread(runtime, taken, request.query) : taken
      if (policy.mode === 'enforce' && !isPreview) return takeReservedTurn(runtime, input, check)
      return andThen(takeTurn(runtime, input), check)
    })
    return turn instanceof Promise ? turn.catch(fail) : turn
  } catch (error) {
    return fail(error)
  }
}

/** No value goes on in a query; files that nothing reads go on or not, as the configuration says. */
const refuseUnread = (runtime: Runtime, turn: Turn, query: string): Turn => {
  refusePiiInQuery(runtime, turn, query)
  const isBlocked = turn.unscanned.binary > 0 && runtime.config.attachments.binary === 'block'
  if (isBlocked) throw new GatewayError('attachment_blocked')
  return turn
}

type ExchangeInput = ProtectedRequest & {
  readonly tenant: Tenant
  readonly headers: string[]
  readonly protection: Protection
  readonly writes: Writes
}

const NOTHING_HELD = (): void => {}

/** A client that reads trailers (RFC 9110, section 10.1.4) is told at the end what became of its placeholders. */
const asksForTrailers = ({ headers, httpVersion }: IncomingMessage): boolean =>
  httpVersion !== '1.0' && /(?:^|[\s,])trailers\b/i.test(String(headers.te ?? ''))

const exchange = async (
  runtime: Runtime,
  services: Services,
  { incoming, outgoing, audit, route, query, tenant, headers, protection, writes }: ExchangeInput,
): Promise<void> => {
  const { metrics } = services
  const { turn, body, guard } = protection
  let release = NOTHING_HELD
  const request = { method: incoming.method ?? 'POST', path: route.path + query, headers, body }
  let isStreaming = false
  let counts = ''
  const told = (): [string, string][] => [['X-Pii-Guard', `${guard};${counts}`]]
  const exchanged = runtime.destinations.of(tenant).upstream.exchange(request, outgoing, (head) => {
    isStreaming = true
    metrics.openStreams.up()
    const isAuthorised = head.status >= 200 && head.status < 300
    if (turn && isAuthorised) {
      writes.pend(() => commitTurn(runtime, turn, turn.scope.thread))
      release = runtime.pins.hold(threadOf(turn.scope, turn.scope.thread))
    }
    const pii = turn ? clientHeaders(runtime, turn, { isAuthorised, pend: (work) => writes.pend(() => work) }) : []
    const add = ['X-Pii-Guard', guard, ...pii, ...corsHeaders(runtime, incoming)]
    const transform =
      turn &&
      createAnswer(runtime, turn, {
        services,
        format: route.format,
        isAuthorised,
        contentType: contentTypeOf(head.headers),
        onThreadId:
          isAuthorised && route.format.hasThreads && adoptsThread(turn)
            ? (thread) => writes.pend(() => commitTurn(runtime, turn, thread))
            : null,
        onDone: ({ restored, unresolved, introduced }, spentMs) => {
          counts = `restored=${restored};unresolved=${unresolved}${introducedCount(runtime, introduced)}`
          for (const [entity, count] of introduced) metrics.responseFinding(entity, count)
          metrics.overhead('restore', spentMs / 1000)
          metrics.restored(restored)
          metrics.unresolved(unresolved)
          if (audit) Object.assign(audit, { restored, unresolved })
        },
      })
    const answerHeaders = toClientHeaders(head.headers, { drop: CONSUMED, add })
    const trailers = transform && asksForTrailers(incoming) ? { names: 'X-Pii-Guard', fields: told } : null
    return { status: head.status, headers: answerHeaders, transform, settled: writes.settled, trailers }
  })
  const { ending } = await exchanged.finally(() => {
    if (isStreaming) metrics.openStreams.down()
    release()
  })
  if (audit) audit.outcome = ending
}

const introducedCount = ({ config }: Runtime, introduced: ReadonlyMap<string, number>): string =>
  config.response.detect === 'off' ? '' : `;introduced=${[...introduced.values()].reduce((sum, n) => sum + n, 0)}`

/** True for a first turn with something to keep: the thread is the one that the answer names. */
const adoptsThread = ({ scope, result, known }: Turn): boolean =>
  scope.caller !== null &&
  scope.thread === null &&
  (result.used.size > 0 || known.entries.size > 0 || result.literals.size > 0)
