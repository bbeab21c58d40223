import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../src/metrics.js'

const linesOf = async (metrics: ReturnType<typeof createMetrics>) => (await metrics.page()).text.split('\n')

describe('createMetrics', () => {
  it('counts requests, findings, restored and unresolved', async () => {
    const metrics = createMetrics()
    metrics.request('chat', 200)
    metrics.request('chat', 200)
    metrics.request('chat', 'body_not_json')
    metrics.finding('EMAIL', 3)
    metrics.finding('PHONE')
    metrics.restored(4)
    metrics.unresolved(1)
    metrics.guardFailed()
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'coatcheck_requests_total{route="chat",code="200"} 2',
        'coatcheck_requests_total{route="chat",code="body_not_json"} 1',
        'coatcheck_findings_total{entity="EMAIL"} 3',
        'coatcheck_findings_total{entity="PHONE"} 1',
        'coatcheck_restored_total 4',
        'coatcheck_unresolved_total 1',
        'coatcheck_guard_failures_total 1',
      ]),
    )
  })

  it('does not count twice what was scraped before', async () => {
    const metrics = createMetrics()
    metrics.finding('EMAIL', 2)
    await metrics.page()
    metrics.finding('EMAIL', 1)
    await metrics.page()
    expect(await linesOf(metrics)).toContain('coatcheck_findings_total{entity="EMAIL"} 3')
  })

  it('shows counters that have not moved as 0', async () => {
    expect(await linesOf(createMetrics())).toEqual(
      expect.arrayContaining([
        'coatcheck_restored_total 0',
        'coatcheck_unresolved_total 0',
        'coatcheck_config_stale 0',
      ]),
    )
  })

  it('keeps a cumulative histogram of overhead by phase', async () => {
    const metrics = createMetrics()
    metrics.overhead('guard', 0.00002)
    metrics.overhead('guard', 0.00001)
    metrics.overhead('guard', 7)
    const lines = await linesOf(metrics)
    expect(lines).toEqual(
      expect.arrayContaining([
        'coatcheck_overhead_seconds_bucket{le="0.00001",phase="guard"} 1',
        'coatcheck_overhead_seconds_bucket{le="0.000025",phase="guard"} 2',
        'coatcheck_overhead_seconds_bucket{le="1",phase="guard"} 2',
        'coatcheck_overhead_seconds_bucket{le="+Inf",phase="guard"} 3',
        'coatcheck_overhead_seconds_count{phase="guard"} 3',
        'coatcheck_overhead_seconds_count{phase="restore"} 0',
      ]),
    )
    const sum = lines.find((line) => line.startsWith('coatcheck_overhead_seconds_sum{phase="guard"}'))
    expect(Number(sum?.split(' ')[1])).toBeCloseTo(7.00003, 9)
  })

  it('follows requests and streams up and down', async () => {
    const metrics = createMetrics()
    metrics.inflightRequests.up()
    metrics.inflightRequests.up()
    metrics.inflightRequests.down()
    metrics.openStreams.up()
    expect(metrics.inflightRequests.value()).toBe(1)
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining(['coatcheck_inflight_requests 1', 'coatcheck_open_streams 1']),
    )
  })

  it('shows only the rules in use', async () => {
    const metrics = createMetrics()
    metrics.rules('sha256:old', 're2')
    metrics.rules('sha256:new', 're2')
    const rows = (await linesOf(metrics)).filter((line) => line.startsWith('coatcheck_rules_info{'))
    expect(rows).toEqual(['coatcheck_rules_info{digest="sha256:new",engine="re2"} 1'])
  })

  it('is stale from a failed reload to the next good one', async () => {
    const metrics = createMetrics()
    metrics.reloadFailed()
    metrics.reloadFailed()
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining(['coatcheck_reload_failures_total 2', 'coatcheck_config_stale 1']),
    )
    metrics.reloadSucceeded()
    expect(await linesOf(metrics)).toContain('coatcheck_config_stale 0')
  })
})
