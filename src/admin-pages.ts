import { readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { parseRequest, playgroundRequest } from './api-schema.js'
import { GatewayError, toProblem } from './errors.js'
import { BUILT_IN } from './formats/built-in.js'
import { declaredFormats } from './formats/declared.js'
import { isOwnHost, isSameOrigin } from './local-only.js'
import { openApiDocument } from './openapi/document.js'
import { openApiPage } from './openapi/page.js'
import { playgroundOptions } from './playground/options.js'
import { tryText } from './playground/try-text.js'
import type { Runtime } from './runtime.js'
import { version } from './version.js'

type AdminPagesOptions = {
  readonly current: () => Runtime
  /** Base URL of the traffic listener. */
  readonly trafficUrl: () => string
}

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
}
const MAX_BODY_BYTES = 256 * 1024
const SCRIPT = 'text/javascript; charset=utf-8'

const asset = (name: string): string => readFileSync(new URL(`../pages/${name}`, import.meta.url), 'utf8')

const documentOf = ({ current, trafficUrl }: AdminPagesOptions) => {
  const { config } = current()
  return openApiDocument({
    formats: [...declaredFormats(config.routes), ...BUILT_IN],
    url: trafficUrl(),
    version: version(),
    isAuthRequired: config.auth.mode === 'required',
  })
}

const refusal = (c: Context, error: GatewayError) =>
  c.body(JSON.stringify(toProblem(error)), error.status as 400, { 'Content-Type': 'application/problem+json' })

const tryOut = async (runtime: Runtime, c: Context): Promise<Response> => {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    throw new GatewayError('unsupported_media_type')
  const body: unknown = await c.req.json().catch(() => {
    throw new GatewayError('body_not_json')
  })
  const {
    text,
    tenant = null,
    space = null,
    route = null,
    operator = null,
    country = null,
  } = parseRequest(playgroundRequest, body)
  return c.json(await tryText(runtime, { text, tenant, space, route, operator, country }))
}

/**
 * The pages of the admin listener: `/openapi.json`, `/docs` and, unless the configuration turns it off, `/playground`. They load
 * nothing from elsewhere, and answer no page of another site: no CORS, and the Host must be an address or a name of this machine.
 */
export const createAdminPages = (options: AdminPagesOptions): Hono => {
  const { current } = options
  const pages = new Hono()
  const own = async (c: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    const host = c.req.header('host')
    const from = { host, origin: c.req.header('origin'), fetchSite: c.req.header('sec-fetch-site') }
    if (!isOwnHost(host, current().config.admin.host) || !isSameOrigin(from))
      return refusal(c, new GatewayError('not_found'))
    await next()
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value)
  }
  const playground = async (c: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    if (!current().config.admin.playground) return refusal(c, new GatewayError('not_found'))
    await next()
  }
  pages.onError((error, c) => refusal(c, error instanceof GatewayError ? error : new GatewayError('internal')))
  for (const path of ['/openapi.json', '/docs', '/assets/*', '/playground', '/playground/*']) pages.use(path, own)
  for (const path of ['/playground', '/playground/*', '/assets/playground.js']) pages.use(path, playground)
  pages.get('/openapi.json', (c) => c.json(documentOf(options)))
  pages.get('/docs', (c) => c.html(openApiPage(documentOf(options))))
  pages.get('/assets/pages.css', (c) => c.body(asset('pages.css'), 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  pages.get('/playground', (c) => c.html(asset('playground.html')))
  pages.get('/assets/playground.js', (c) => c.body(asset('playground.js'), 200, { 'Content-Type': SCRIPT }))
  pages.get('/playground/options', (c) => c.json(playgroundOptions(current())))
  pages.post(
    '/playground/try',
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => refusal(c, new GatewayError('body_too_large')) }),
    (c) => tryOut(current(), c),
  )
  return pages
}
