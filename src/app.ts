import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { handleChat } from './chat.js'
import { corsHeaders, preflightHeaders } from './cors.js'
import { type Exchange, handleDetect, handleMapping, handleRestore } from './endpoints.js'
import { GatewayError, toProblem } from './errors.js'
import { sendProblem } from './http/problem.js'
import { CLIENT_GONE } from './http/receive.js'
import { parseTarget, toOriginForm } from './http/target.js'
import { toErrorName } from './log.js'
import { aimsAtProtected, matchChat, routingPath } from './routes.js'
import type { Runtime } from './runtime.js'
import type { Services } from './services.js'
import { guardHeader } from './turn-headers.js'
import { relayUnmatched } from './unmatched.js'

type Env = { Bindings: HttpBindings }
type Handler = (runtime: Runtime, exchange: Exchange, c: Context<Env>) => Promise<void> | void
type RouteName = 'chat' | 'detect' | 'restore' | 'mapping' | 'relay'
type Listener = (incoming: HttpBindings['incoming'], outgoing: HttpBindings['outgoing']) => void

/** The traffic listener's routes, in order. Handlers read `incoming` and write `outgoing` themselves: web streams cost more than the guard. */
const createRoutes = (current: () => Runtime, services: Services): Hono<Env> => {
  const app = new Hono<Env>({ getPath: (_, options) => routedPath(options as Routed) })
  const route = (name: RouteName, handler: Handler) => (c: Context<Env>) =>
    serve(current(), services, { name, handler, c })

  app.options('*', route('relay', handlePreflight))
  app.post(
    '/v1/spaces/:space_id/chat',
    route('chat', async (runtime, { incoming, outgoing }) => {
      const target = parseTarget(incoming.url ?? '/')
      const chat = target.kind === 'ok' ? matchChat(target.path) : null
      if (target.kind === 'bad' || chat === null) throw new GatewayError('bad_path')
      const query = target.query === '' ? '' : `?${target.query}`
      await handleChat(runtime, services, { incoming, outgoing, route: chat, query })
    }),
  )
  app.post(
    '/v1/pii/detect',
    route('detect', (runtime, exchange) => handleDetect(runtime, services, exchange)),
  )
  app.post(
    '/v1/pii/restore',
    route('restore', (runtime, exchange) => handleRestore(runtime, services, exchange)),
  )
  app.get(
    '/v1/pii/mappings/:id',
    route('mapping', (runtime, exchange, c) => handleMapping(runtime, exchange, c.req.param('id') ?? '')),
  )
  app.all('*', route('relay', handleUnmatched))
  return app
}

const INVALID = new GatewayError('bad_request')
const PROBLEM = { status: INVALID.status, headers: { 'content-type': 'application/problem+json' } }

type Routed = { readonly env: HttpBindings }

const routedPath = ({ env }: Routed): string => {
  const target = parseTarget(env.incoming.url ?? '/')
  return target.kind === 'ok' ? routingPath(target.path) : '/'
}

const handleUnmatched = (runtime: Runtime, exchange: Exchange): Promise<void> =>
  relayUnmatched(runtime, exchange, corsHeaders(runtime, exchange.incoming))

const handlePreflight: Handler = (runtime, exchange) => {
  const headers = preflightHeaders(runtime, exchange.incoming)
  if (headers === null) return handleUnmatched(runtime, exchange)
  exchange.outgoing.writeHead(204, [...headers]).end()
}

type Served = { readonly name: RouteName; readonly handler: Handler; readonly c: Context<Env> }

/** Runs one handler with the runtime that the request began with; every error becomes a problem here and nowhere else. */
const serve = async (runtime: Runtime, services: Services, { name, handler, c }: Served): Promise<Response> => {
  const { incoming, outgoing } = c.env
  const { metrics } = services
  metrics.inflightRequests.up()
  try {
    await handler(runtime, { incoming, outgoing }, c)
    metrics.request(name, outgoing.statusCode)
  } catch (error) {
    refuse(runtime, services, { error, name, exchange: { incoming, outgoing } })
  } finally {
    metrics.inflightRequests.down()
  }
  return RESPONSE_ALREADY_SENT
}

type Refused = { readonly error: unknown; readonly name: RouteName; readonly exchange: Exchange }

const refuse = (runtime: Runtime, { log, metrics }: Services, { error, name, exchange }: Refused): void => {
  if (error === CLIENT_GONE) {
    metrics.request(name, 'client_gone')
    return
  }
  const known = error instanceof GatewayError ? error : new GatewayError('internal')
  if (known !== error) log({ event: 'defect', error: toErrorName(error) })
  metrics.request(name, known.code)
  const entities = Object.values(known.details.entities ?? {}).reduce((sum, count) => sum + count, 0)
  const target = parseTarget(exchange.incoming.url ?? '/')
  const guard = aimsAtProtected(target.loosePath)
    ? ['X-Pii-Guard', guardHeader(runtime, runtime.policy.mode, entities)]
    : []
  const challenge = known.status === 401 ? ['WWW-Authenticate', 'Bearer'] : []
  const headers = [...guard, ...challenge, ...corsHeaders(runtime, exchange.incoming)]
  sendProblem(exchange.outgoing, known, { headers })
}

/**
 * The listener of the traffic port. A path that is not canonical is refused when any reading of it could reach a
 * protected route, and otherwise treated as the unprotected path that it is, without the router.
 */
export const createTrafficListener = (current: () => Runtime, services: Services): Listener => {
  const routes = createRoutes(current, services)
  const listener = getRequestListener(routes.fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    hostname: 'localhost',
    // Handlers never throw: this is a Host that makes no URL.
    errorHandler: () => Response.json(toProblem(INVALID), PROBLEM),
  })
  return (incoming, outgoing) => {
    const target = parseTarget(incoming.url ?? '/')
    const isEvasive = target.kind === 'ok' ? matchesOnlyLoosely(target.path, target.loosePath) : true
    // The router's adapter knows only two spellings of a scheme.
    incoming.url = toOriginForm(incoming.url ?? '/')
    if (!isEvasive) return void listener(incoming, outgoing)
    const c = { env: { incoming, outgoing } } as Context<Env>
    void serve(current(), services, { name: 'relay', handler: handleUnmatched, c })
  }
}

const matchesOnlyLoosely = (path: string, loosePath: string): boolean =>
  aimsAtProtected(loosePath) && !aimsAtProtected(path)
