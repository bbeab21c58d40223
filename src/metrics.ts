import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the gateway itself spends time on; the upstream's time and the waiting for bytes are not overhead. */
export type Phase = 'parse' | 'guard' | 'headers' | 'restore'

/** Counters of one process. Every function is cheap enough for each request: prom-client is fed only when scraped. */
export type Metrics = {
  /** `code` is the status, or the error code of a refused request. */
  readonly request: (route: string, code: string | number) => void
  readonly overhead: (phase: Phase, seconds: number) => void
  readonly finding: (entity: string, count?: number) => void
  /** A finding of a rule in shadow: counted, and nothing else. */
  readonly shadowFinding: (rule: string, count: number) => void
  /** Values that the model brought itself. */
  readonly responseFinding: (entity: string, count: number) => void
  readonly restored: (count: number) => void
  readonly unresolved: (count: number) => void
  readonly guardFailed: () => void
  /** A thread map that could not be written when its answer was already on the way, or not be swept. */
  readonly storeFailed: () => void
  readonly auditFailed: () => void
  readonly auditDropped: (count: number) => void
  readonly inflightRequests: Level
  readonly openStreams: Level
  readonly threads: (count: number) => void
  /** Levels that others keep; read at each scrape. */
  readonly levels: (
    read: Readonly<Record<'bodyBytes' | 'waitingRequests' | 'upstreamsUnavailable', () => number>>,
  ) => void
  readonly rules: (digest: string, engine: string) => void
  /** A reload that failed keeps the old configuration: it is stale until one succeeds. */
  readonly reloadFailed: () => void
  readonly reloadSucceeded: () => void
  /** The page in Prometheus text format. */
  readonly page: () => Promise<{ readonly text: string; readonly contentType: string }>
}

type Level = { readonly up: () => void; readonly down: () => void; readonly value: () => number }

const PHASES: readonly Phase[] = ['parse', 'guard', 'headers', 'restore']
const BOUNDS_SECONDS = [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 1e-2, 5e-2, 0.25, 1] as const
const OVERHEAD = 'coatcheck_overhead_seconds'
const HELP = 'Time the gateway added, by phase'

type Cell = { readonly counts: Float64Array; sum: number }

/** prom-client spends 0.3 µs on one observation (it hashes the labels); an own array costs a few nanoseconds. */
const createOverhead = (registry: Registry) => {
  const histogram = new Histogram({
    name: OVERHEAD,
    help: HELP,
    labelNames: ['phase'],
    buckets: [...BOUNDS_SECONDS],
    registers: [registry],
  })
  const cell = (): Cell => ({ counts: new Float64Array(BOUNDS_SECONDS.length + 1), sum: 0 })
  const cells = new Map(PHASES.map((phase) => [phase, cell()]))
  const get = async () => ({
    name: OVERHEAD,
    help: HELP,
    type: 'histogram',
    aggregator: 'sum',
    values: [...cells].flatMap(([phase, { counts, sum }]) => {
      let below = 0
      const buckets = [...BOUNDS_SECONDS, '+Inf'].map((le, index) => {
        below += counts[index]!
        return { value: below, metricName: `${OVERHEAD}_bucket`, labels: { le, phase } }
      })
      return [
        ...buckets,
        { value: sum, metricName: `${OVERHEAD}_sum`, labels: { phase } },
        { value: below, metricName: `${OVERHEAD}_count`, labels: { phase } },
      ]
    }),
  })
  // A registry reads whichever of the two there is.
  Object.assign(histogram, { get, getForPromString: get })
  return (phase: Phase, seconds: number): void => {
    const { counts } = cells.get(phase)!
    let index = 0
    while (index < BOUNDS_SECONDS.length && seconds > BOUNDS_SECONDS[index]!) index += 1
    counts[index]! += 1
    cells.get(phase)!.sum += seconds
  }
}

/** A counter by labels whose increments wait in a map until the next scrape. */
const createCounter = <L extends string>(
  registry: Registry,
  options: { name: string; help: string; labels: readonly L[] },
) => {
  const waiting = new Map<string, { labels: Partial<Record<L, string>>; count: number }>()
  new Counter({
    name: options.name,
    help: options.help,
    labelNames: options.labels,
    registers: [registry],
    collect() {
      for (const entry of waiting.values()) {
        this.inc(entry.labels, entry.count)
        entry.count = 0
      }
    },
  })
  return (key: string, count: number, labels: () => Partial<Record<L, string>>): void => {
    const entry = waiting.get(key)
    if (entry === undefined) waiting.set(key, { labels: labels(), count })
    else entry.count += count
  }
}

const createLevel = (registry: Registry, options: { name: string; help: string }): Level => {
  let value = 0
  new Gauge({
    ...options,
    registers: [registry],
    collect() {
      this.set(value)
    },
  })
  return {
    up: () => {
      value += 1
    },
    down: () => {
      value -= 1
    },
    value: () => value,
  }
}

/** A gauge that asks somebody else. */
const createReading = (registry: Registry, options: { name: string; help: string }, read: () => number): void => {
  new Gauge({
    ...options,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

/** A fresh set of metrics with a registry of its own. */
export const createMetrics = (): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  const requests = createCounter(registry, {
    name: 'coatcheck_requests_total',
    help: 'Requests answered',
    labels: ['route', 'code'],
  })
  const findings = createCounter(registry, {
    name: 'coatcheck_findings_total',
    help: 'Findings in requests, by entity',
    labels: ['entity'],
  })
  const shadowFindings = createCounter(registry, {
    name: 'coatcheck_shadow_findings_total',
    help: 'Findings of rules in shadow, by rule',
    labels: ['rule'],
  })
  const responseFindings = createCounter(registry, {
    name: 'coatcheck_response_findings_total',
    help: 'Values in answers that their callers never sent, by entity',
    labels: ['entity'],
  })
  const restored = createCounter(registry, {
    name: 'coatcheck_restored_total',
    help: 'Placeholders put back',
    labels: [],
  })
  const unresolved = createCounter(registry, {
    name: 'coatcheck_unresolved_total',
    help: 'Placeholders in answers that were not issued',
    labels: [],
  })
  const guardFailures = createCounter(registry, {
    name: 'coatcheck_guard_failures_total',
    help: 'Requests for which the guard could not run',
    labels: [],
  })
  const storeFailures = createCounter(registry, {
    name: 'coatcheck_store_failures_total',
    help: 'Thread maps that could not be written behind an answer',
    labels: [],
  })
  const failures = new Counter({ name: 'coatcheck_reload_failures_total', help: 'Reloads that failed', registers })
  const stale = new Gauge({ name: 'coatcheck_config_stale', help: '1 while the last reload failed', registers })
  const threads = new Gauge({ name: 'coatcheck_threads', help: 'Threads with a stored map', registers })
  const info = new Gauge({
    name: 'coatcheck_rules_info',
    help: 'The rules in use',
    labelNames: ['digest', 'engine'],
    registers,
  })
  const auditFailures = createCounter(registry, {
    name: 'coatcheck_audit_failures_total',
    help: 'Times that the audit log could not be written',
    labels: [],
  })
  const auditDropped = createCounter(registry, {
    name: 'coatcheck_audit_dropped_total',
    help: 'Audit records that were lost',
    labels: [],
  })
  const none = () => ({})
  auditFailures('', 0, none)
  auditDropped('', 0, none)
  restored('', 0, none)
  unresolved('', 0, none)
  guardFailures('', 0, none)
  storeFailures('', 0, none)
  return {
    request: (route, code) => requests(`${route} ${code}`, 1, () => ({ route, code: String(code) })),
    overhead: createOverhead(registry),
    finding: (entity, count = 1) => findings(entity, count, () => ({ entity })),
    shadowFinding: (rule, count) => shadowFindings(rule, count, () => ({ rule })),
    responseFinding: (entity, count) => responseFindings(entity, count, () => ({ entity })),
    restored: (count) => restored('', count, none),
    unresolved: (count) => unresolved('', count, none),
    guardFailed: () => guardFailures('', 1, none),
    storeFailed: () => storeFailures('', 1, none),
    auditFailed: () => auditFailures('', 1, none),
    auditDropped: (count) => auditDropped('', count, none),
    inflightRequests: createLevel(registry, { name: 'coatcheck_inflight_requests', help: 'Requests being handled' }),
    openStreams: createLevel(registry, { name: 'coatcheck_open_streams', help: 'Answers being streamed' }),
    levels: ({ bodyBytes, waitingRequests, upstreamsUnavailable }) => {
      const reading = (name: string, help: string, read: () => number) => createReading(registry, { name, help }, read)
      reading('coatcheck_body_bytes', 'Bytes of request bodies in memory', bodyBytes)
      reading('coatcheck_waiting_requests', 'Requests that wait for others before their work begins', waitingRequests)
      reading('coatcheck_upstreams_unavailable', 'Upstreams that are not asked for a while', upstreamsUnavailable)
    },
    threads: (count) => threads.set(count),
    rules: (digest, engine) => {
      info.reset()
      info.set({ digest, engine }, 1)
    },
    reloadFailed: () => {
      failures.inc()
      stale.set(1)
    },
    reloadSucceeded: () => stale.set(0),
    page: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  }
}
