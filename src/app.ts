import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { corsHeaders, preflightHeaders } from './cors.js'
import { type Exchange, handleDetect, handleMapping, handleRestore } from './endpoints.js'
import { handleErase, handleEraseValue } from './erase.js'
import { GatewayError, retryHeaders, toProblem } from './errors.js'
import { handleExchange } from './exchange.js'
import { errorBody } from './formats/error-body.js'
import { sendProblem } from './http/problem.js'
import { CLIENT_GONE } from './http/receive.js'
import { parseTarget, toOriginForm } from './http/target.js'
import { toErrorName } from './log.js'
import { ERASURE, isOwnPath, ownPath, type Route, type Routes } from './routes.js'
import type { Runtime } from './runtime.js'
import type { Services } from './services.js'
import { guardHeader } from './turn-headers.js'
import { relayUnmatched } from './unmatched.js'

type Traffic = Pick<HttpBindings, 'incoming' | 'outgoing'>
/** `route` is set where the path is protected. */
type Bindings = HttpBindings & { route?: Route | null }
type Env = { Bindings: Bindings }
type Handler = (runtime: Runtime, exchange: Exchange) => Promise<void> | void
/** Own endpoints, and the names of formats. */
type RouteName = string
type Listener = (incoming: Traffic['incoming'], outgoing: Traffic['outgoing']) => void

/** The traffic listener's routes, in order. Handlers read `incoming` and write `outgoing` themselves: web streams cost more than the guard. */
const createRoutes = (current: () => Runtime, services: Services): Hono<Env> => {
  const app = new Hono<Env>({ getPath: (_, options) => routedPath(current().routes, (options as Routed).env) })
  const route =
    (name: RouteName, handler: (runtime: Runtime, exchange: Exchange, c: Context<Env>) => Promise<void> | void) =>
    async (c: Context<Env>) => {
      const own: Handler = (runtime, exchange) => handler(runtime, exchange, c)
      await serve(current(), services, { name, handler: own, traffic: c.env, route: c.env.route ?? null })
      return RESPONSE_ALREADY_SENT
    }

  app.options('*', route('relay', handlePreflight))
  app.all(PROTECTED, async (c) => {
    await serveProtected(current(), services, c.env, c.env.route ?? null)
    return RESPONSE_ALREADY_SENT
  })
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
    route('mapping', (runtime, exchange, c) =>
      handleMapping(runtime, services, { ...exchange, id: c.req.param('id') ?? '' }),
    ),
  )
  app.post(
    '/v1/pii/erase',
    route('erase', (runtime, exchange) => handleEraseValue(runtime, services, exchange)),
  )
  app.delete(
    ERASURE,
    route('erase', (runtime, exchange) => handleErase(runtime, services, exchange)),
  )
  app.all('*', route('relay', handleUnmatched))
  return app
}

const INVALID = new GatewayError('bad_request')
const PROBLEM = { status: INVALID.status, headers: { 'content-type': 'application/problem+json' } }

type Routed = { readonly env: Bindings }

/** Where protected exchanges are routed: no path of a request can spell it. */
const PROTECTED = '/ protected'

const isProtected = (route: Route, { method }: Traffic['incoming']): boolean => route.format.methods.has(method ?? '')

const routedPath = (routes: Routes, env: Bindings): string => {
  const target = parseTarget(env.incoming.url ?? '/')
  if (target.kind !== 'ok') return '/'
  const route = routes.match(target.path)
  if (route === null) return ownPath(target.path)
  env.route = route
  return isProtected(route, env.incoming) ? PROTECTED : target.path
}

const serveProtected = (runtime: Runtime, services: Services, traffic: Traffic, route: Route | null): Promise<void> => {
  const target = parseTarget(traffic.incoming.url ?? '/')
  const handler: Handler = (_, exchange) => {
    if (target.kind === 'bad' || route === null) throw new GatewayError('bad_path')
    const query = target.query === '' ? '' : `?${target.query}`
    return handleExchange(runtime, services, { ...exchange, route, query })
  }
  return serve(runtime, services, { name: route?.format.name ?? 'relay', handler, traffic, route })
}

const handleUnmatched: Handler = (runtime, exchange) =>
  relayUnmatched(runtime, exchange, corsHeaders(runtime, exchange.incoming))

const handlePreflight: Handler = (runtime, exchange) => {
  const headers = preflightHeaders(runtime, exchange.incoming)
  if (headers === null) return handleUnmatched(runtime, exchange)
  exchange.outgoing.writeHead(204, [...headers]).end()
}

type Served = {
  readonly name: RouteName
  readonly handler: Handler
  readonly traffic: Traffic
  readonly route: Route | null
}

/** Runs one handler with the runtime that the request began with; every error becomes a problem here and nowhere else. */
const serve = async (
  runtime: Runtime,
  services: Services,
  { name, handler, traffic, route }: Served,
): Promise<void> => {
  const { incoming, outgoing } = traffic
  const { metrics, overload } = services
  const audit = name === 'relay' ? null : (services.audit?.start(name, runtime.digest) ?? null)
  const exchange = { incoming, outgoing, audit }
  metrics.inflightRequests.up()
  try {
    overload.refuse()
    // What is relayed is never read as a whole: it waits before, all else when its body has come.
    if (name === 'relay') await overload.wait(outgoing)
    await handler(runtime, exchange)
    metrics.request(name, outgoing.statusCode)
  } catch (error) {
    const code = refuse(runtime, services, { error, name, exchange, route })
    if (audit) audit.outcome = code
  } finally {
    metrics.inflightRequests.down()
    runtime.tenancy?.leave(incoming)
    overload.bodies.release(incoming)
    if (audit) {
      audit.status = outgoing.headersSent ? outgoing.statusCode : 0
      services.audit?.finish(audit)
    }
  }
}

type Refused = {
  readonly error: unknown
  readonly name: RouteName
  readonly exchange: Exchange
  readonly route: Route | null
}

/** The policy of a refused request, whose tenant may not be known yet. */
const policyOf = (runtime: Runtime, route: Refused['route']) =>
  route === null
    ? runtime.policy
    : runtime.choosePolicy({ tenant: null, space: route.params.space_id ?? null, route: route.path })

/** Answers an error; returns the code that it is known by. */
const refuse = (runtime: Runtime, { log, metrics }: Services, { error, name, exchange, route }: Refused): string => {
  if (error === CLIENT_GONE) {
    metrics.request(name, 'client_gone')
    return 'client_gone'
  }
  const known = error instanceof GatewayError ? error : new GatewayError('internal')
  if (known !== error) log({ event: 'defect', error: toErrorName(error) })
  metrics.request(name, known.code)
  const entities = Object.values(known.details.entities ?? {}).reduce((sum, count) => sum + count, 0)
  const target = parseTarget(exchange.incoming.url ?? '/')
  const guard = runtime.routes.aimsAtProtected(target.loosePath)
    ? ['X-Pii-Guard', guardHeader(runtime, policyOf(runtime, route), entities)]
    : []
  const challenge = known.status === 401 ? ['WWW-Authenticate', 'Bearer'] : []
  const headers = [...guard, ...challenge, ...retryHeaders(known), ...corsHeaders(runtime, exchange.incoming)]
  const body = route === null ? undefined : errorBody(route.format.errors, known)
  sendProblem(exchange.outgoing, known, body === undefined ? { headers } : { headers, body })
  return known.code
}

/** A Host that needs no thought, port included; any other is the router's to refuse. */
const PLAIN_HOST = /^[a-z0-9._-]+(?::(?:\d{1,4}|[1-5]\d{4}))?$/

/**
 * The listener of the traffic port. A path that is not canonical is refused when any reading of it could reach a
 * protected route, and otherwise treated as the unprotected path that it is, without the router. Nor do protected
 * exchanges and relayed requests go through it: it is for preflights and the gateway's own endpoints, and what it needs
 * for each request costs half as much as passing one on.
 */
export const createTrafficListener = (current: () => Runtime, services: Services): Listener => {
  const routes = createRoutes(current, services)
  const router = getRequestListener(routes.fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    hostname: 'localhost',
    // Handlers never throw: this is a Host that makes no URL.
    errorHandler: () => Response.json(toProblem(INVALID), PROBLEM),
  })
  return (incoming, outgoing) => {
    const runtime = current()
    const target = parseTarget(incoming.url ?? '/')
    // The router's adapter knows only two spellings of a scheme.
    incoming.url = toOriginForm(incoming.url ?? '/')
    const traffic = { incoming, outgoing }
    const route = target.kind === 'ok' ? runtime.routes.match(target.path) : null
    const isEvasive = target.kind === 'bad' || (route === null && matchesOnlyLoosely(runtime.routes, target))
    const isRouted =
      !isEvasive &&
      (incoming.method === 'OPTIONS' ||
        !PLAIN_HOST.test(incoming.headers.host ?? 'localhost') ||
        (route === null && isOwnPath(target.path)))
    if (isRouted) void router(incoming, outgoing)
    else if (route !== null && isProtected(route, incoming)) void serveProtected(runtime, services, traffic, route)
    else void serve(runtime, services, { name: 'relay', handler: handleUnmatched, traffic, route })
  }
}

const matchesOnlyLoosely = (
  { aimsAtProtected }: Routes,
  { path, loosePath }: { readonly path: string; readonly loosePath: string },
): boolean => path !== loosePath && aimsAtProtected(loosePath) && !aimsAtProtected(path)
