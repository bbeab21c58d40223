import { Hono } from 'hono'
import type { Metrics } from './metrics.js'

/** Whether traffic should be sent here; `reasons` are codes such as `draining`, empty when ready. */
export type Readiness = { readonly ready: boolean; readonly reasons: readonly string[] }

type AdminOptions = { readonly readiness: () => Readiness; readonly metrics: Pick<Metrics, 'page'> }

const INDEX = `Coatcheck, admin listener

/healthz       the process answers
/readyz        whether to send traffic here, and why not
/metrics       what happened, in Prometheus text format
/docs          the API of the traffic port, as a page
/openapi.json  the same for programs
/playground    what the guard does to a text, and why (unless admin.playground is false)
`

/** The admin listener: /healthz says that the process answers, /readyz whether to send traffic, /metrics what happened. */
export const createAdmin = ({ readiness, metrics }: AdminOptions): Hono => {
  const admin = new Hono()
  admin.use(async function noStore(c, next) {
    await next()
    c.header('Cache-Control', 'no-store')
  })
  admin.get('/', (c) => c.text(INDEX))
  // Never asks a dependency: an upstream that is down is no reason to restart the gateway.
  admin.get('/healthz', (c) => c.json({ status: 'ok' }))
  admin.get('/readyz', (c) => {
    const { ready, reasons } = readiness()
    return c.json({ ready, reasons }, ready ? 200 : 503)
  })
  admin.get('/metrics', async (c) => {
    const { text, contentType } = await metrics.page()
    return c.body(text, 200, { 'Content-Type': contentType })
  })
  return admin
}
