import { describe, expect, it } from 'vitest'
import { createAdmin, type Readiness } from '../../src/admin.js'
import { createMetrics } from '../../src/metrics.js'

const adminWith = (readiness: Readiness) => createAdmin({ readiness: () => readiness, metrics: createMetrics() })

describe('createAdmin', () => {
  it('is healthy whatever the readiness', async () => {
    const answer = await adminWith({ ready: false, reasons: ['draining'] }).request('/healthz')
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
  })

  it('says why it is not ready', async () => {
    const answer = await adminWith({ ready: false, reasons: ['draining'] }).request('/readyz')
    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, reasons: ['draining'] }])
  })

  it('stays ready on a stale configuration, and says so', async () => {
    const answer = await adminWith({ ready: true, reasons: ['reload_failed'] }).request('/readyz')
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, reasons: ['reload_failed'] }])
  })

  it('serves the metrics in Prometheus text format', async () => {
    const answer = await adminWith({ ready: true, reasons: [] }).request('/metrics')
    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(await answer.text()).toContain('# TYPE coatcheck_findings_total counter')
  })

  it('says at its root what there is', async () => {
    const answer = await adminWith({ ready: true, reasons: [] }).request('/')
    expect(answer.status).toBe(200)
    for (const path of ['/healthz', '/readyz', '/metrics', '/docs', '/openapi.json', '/playground'])
      expect(await answer.clone().text()).toContain(`\n${path} `)
  })

  it('knows nothing else', async () => {
    expect((await adminWith({ ready: true, reasons: [] }).request('/v1/spaces/1/chat')).status).toBe(404)
  })
})
