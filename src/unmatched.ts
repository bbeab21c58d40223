import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { enter, hasMethodOverride } from './admit.js'
import { upstreamKey } from './destinations.js'
import { GatewayError } from './errors.js'
import { peerAddress } from './http/forwarded.js'
import { checkFraming } from './http/framing.js'
import type { Relay } from './http/relay.js'
import type { RelayCall } from './http/relay-exchange.js'
import { parseTarget } from './http/target.js'
import { PII_HEADERS, refName } from './mapping/headers.js'
import { andThen, type Eventually } from './mapping/store/eventually.js'
import type { Runtime } from './runtime.js'

const UNPROTECTED = ['X-Pii-Guard', 'unprotected']
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE'])

/** A mapping holds values, and an unprotected route has no use for one. Lower case. */
const NEVER_RELAYED: ReadonlySet<string> = new Set(
  Object.values(PII_HEADERS).flatMap((name) => [name.toLowerCase(), refName(name).toLowerCase()]),
)

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** Throws where the configuration does not let an unprotected request pass (contract section 2, "every other route"). */
const requireRelayable = ({ config }: Runtime, incoming: IncomingMessage, isUpgrade: boolean): void => {
  if (config.unmatched === 'passthrough') return
  const isSafe = isUpgrade || (SAFE_METHODS.has(incoming.method ?? '') && !hasBody(incoming))
  if (config.unmatched === 'deny' || !isSafe) throw new GatewayError('route_not_protected')
}

type Admitted = { readonly call: RelayCall; readonly relay: Relay }

/** Checks one unprotected request and says how it is relayed: without the gateway's keys and without mapping headers. */
const admitRelay = (runtime: Runtime, incoming: IncomingMessage, isUpgrade: boolean): Eventually<Admitted> => {
  checkFraming(incoming)
  const target = parseTarget(incoming.url ?? '/')
  const { aimsAtProtected } = runtime.routes
  const isProtectedPath =
    aimsAtProtected(target.loosePath) || (target.kind === 'bad' && aimsAtProtected(target.splitPath))
  const isCanonical = target.kind === 'ok' && (!isProtectedPath || aimsAtProtected(target.path))
  const isIllegal = target.kind === 'bad' && target.illegal
  if (isIllegal || (isProtectedPath && !isCanonical)) throw new GatewayError('bad_path')
  if (isProtectedPath && hasMethodOverride(incoming)) throw new GatewayError('method_override')
  if (isUpgrade && isProtectedPath) throw new GatewayError('upgrade_protected')
  return andThen(enter(runtime, incoming), (admission) => {
    requireRelayable(runtime, incoming, isUpgrade)
    const { config, destinations } = runtime
    const call = {
      headers: UNPROTECTED,
      trustedPeer: runtime.isTrustedPeer(peerAddress(incoming)),
      drop: NEVER_RELAYED,
      consumed: admission.consumed,
      add: config.auth.mode === 'required' ? upstreamKey(destinations, incoming, admission) : [],
    }
    return { call, relay: destinations.of(admission.tenant).relay }
  })
}

/** Relays a request on a route that is not protected, byte for byte, marked as such; or refuses it. */
export const relayUnmatched = async (
  runtime: Runtime,
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
  extra: readonly string[],
): Promise<void> => {
  const admitted = admitRelay(runtime, incoming, false)
  const { call, relay } = admitted instanceof Promise ? await admitted : admitted
  await relay.web(incoming, outgoing, extra.length === 0 ? call : { ...call, headers: [...call.headers, ...extra] })
}

/** Relays a WebSocket upgrade off the protected paths, or throws. */
export const relayUpgrade = async (
  runtime: Runtime,
  incoming: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): Promise<void> => {
  socket.once('close', () => runtime.tenancy?.leave(incoming))
  const { call, relay } = await admitRelay(runtime, incoming, true)
  if (socket.destroyed) runtime.tenancy?.leave(incoming)
  else relay.upgrade(incoming, socket, head, call)
}
