import type { Config } from '../config/schema.js'
import { buildRuntime, type Runtime } from '../runtime.js'
import type { Issue } from '../types.js'
import { type Canaries, canariesOf } from './canaries.js'
import { createClient } from './client.js'
import { type Keys, type OwnGateway, startOwnGateway, verifiedConfig } from './own-gateway.js'
import { placesOf } from './places.js'
import { type Recorder, startRecorder } from './recorder.js'
import type { Report } from './report.js'
import { runCanaries } from './sections/canaries.js'
import { runFailures } from './sections/failures.js'
import { runRefusals } from './sections/refusals.js'
import { runSpellings } from './sections/spellings.js'
import { runStreams } from './sections/streams.js'
import { runTenants } from './sections/tenants.js'
import { exchange, type Section, type Trial, type Who } from './trial.js'

export type VerifyOptions = {
  /** Rules, policy and routes that must hold. */
  readonly config: Config
  /** A running gateway whose upstream is the recorder; null starts one in this process. */
  readonly target: { readonly url: string; readonly keys: Keys } | null
  readonly recorder: { readonly host: string; readonly port: number }
  readonly space: string
  /** Only canaries of these entities; null for all. */
  readonly entities: ReadonlySet<string> | null
  readonly isQuick: boolean
  readonly progress: Trial['progress']
  /** Starts the gateway that is verified. */
  readonly start?: (runtime: Runtime) => Promise<OwnGateway>
}

const SECTIONS: readonly ((trial: Trial) => Promise<Section>)[] = [
  runCanaries,
  runSpellings,
  runRefusals,
  runStreams,
  runTenants,
  runFailures,
]

/** A prime, so that the places that are tried move through the events. */
const QUICK_STRIDE = 23
/** With `--quick` one canary for each entity. */
const firstOfEach = ({ canaries, ...rest }: Canaries): Canaries => ({
  ...rest,
  canaries: canaries.filter(({ entity }, at) => canaries.findIndex((one) => one.entity === entity) === at),
})

const only = (canaries: Canaries, entities: ReadonlySet<string> | null): Canaries =>
  entities === null
    ? canaries
    : { ...canaries, canaries: canaries.canaries.filter(({ entity }) => entities.has(entity)) }

const canaryFinder = (runtime: Runtime, { space, entities, isQuick }: VerifyOptions): Trial['canariesOf'] => {
  const kept = new Map<string, Canaries>()
  return (path) => {
    const policy = runtime.choosePolicy({ tenant: null, space, route: path })
    const known = kept.get(policy.name)
    if (known !== undefined) return known
    const all = only(canariesOf({ ruleSet: runtime.ruleSet, policy, surrogate: runtime.surrogate }), entities)
    const chosen = isQuick ? firstOfEach(all) : all
    kept.set(policy.name, chosen)
    return chosen
  }
}

const problem = (path: string, message: string) => ({ issues: [{ file: 'verify', line: 0, path, message }] })

/** Null where a harmless request of the target arrives at the recorder; else what to do about it. */
const unreachable = async (trial: Trial, url: string) => {
  const path = `/v1/spaces/${encodeURIComponent(trial.space)}/chat`
  const { answer, seen } = await exchange(trial, 'first', { path, body: '{"message":"hello"}' })
  if (answer.status === 0) return problem(url, 'does not answer: start the gateway, or correct --target')
  if (answer.status === 401 || answer.status === 403)
    return problem('--keys', 'is needed: a file with two API keys of two tenants, one a line, for this space')
  if (seen.length === 0)
    return problem(url, `does not forward to the recorder: set upstream.url of the gateway to ${trial.recorder.url}`)
  return null
}

type Running = { readonly recorder: Recorder; readonly built: Runtime; readonly keys: Keys; readonly config: Config }

const runAgainst = async (options: VerifyOptions, { recorder, built, keys, config }: Running) => {
  const { target, space, isQuick, progress } = options
  const own = target === null ? await (options.start ?? startOwnGateway)(built) : null
  const url = target?.url ?? own?.url ?? ''
  const client = createClient(url)
  const headersOf = (who: Who): Record<string, string> => (who === 'nobody' ? {} : { 'X-API-Key': keys[who] })
  const places = placesOf(config, space)
  const trial: Trial = {
    runtime: built,
    config,
    recorder,
    ask: (who, request) => client.ask({ ...request, headers: { ...headersOf(who), ...request.headers } }),
    places,
    canariesOf: canaryFinder(built, options),
    own,
    space,
    stride: isQuick ? QUICK_STRIDE : 1,
    progress,
  }
  try {
    const fault = target === null ? null : await unreachable(trial, url)
    if (fault !== null) return fault
    const startMs = performance.now()
    const sections: Section[] = []
    for (const run of SECTIONS) sections.push(await run(trial))
    const tried = sections.reduce((sum, section) => sum + section.tried, 0)
    const report: Report = {
      target: target?.url ?? 'a gateway of its own',
      digest: built.digest,
      engine: built.ruleSet.engine,
      policy: built.choosePolicy({ tenant: null, space, route: places[0]?.path ?? null }).name,
      isHeld: tried > 0 && sections.every(({ failures }) => failures.length === 0),
      tried,
      seconds: (performance.now() - startMs) / 1000,
      sections,
    }
    return { report }
  } finally {
    client.close()
    await own?.close()
  }
}

/**
 * Tries to get values past a gateway: a recorder stands for the upstream, every trial is judged by the bytes that reach it and
 * by what comes back. Resolves with a report, or with what stands in the way of one.
 */
export const verify = async (
  options: VerifyOptions,
): Promise<{ readonly report: Report } | { readonly issues: readonly Issue[] }> => {
  const recorder = await startRecorder(options.recorder)
  try {
    const made = verifiedConfig(options.config, recorder.url)
    const built = await buildRuntime(made.config)
    if ('issues' in built) return built
    const { runtime } = built
    const unknown = [...(options.entities ?? [])].filter((name) => !runtime.entities.has(name))
    try {
      if (unknown.length > 0) return problem('--entities', `no rule finds these: ${unknown.join(', ')}`)
      return await runAgainst(options, {
        recorder,
        built: runtime,
        keys: options.target?.keys ?? made.keys,
        config: made.config,
      })
    } finally {
      runtime.pins.close()
      await runtime.store.close()
      for (const { close } of runtime.destinations.open.values()) await close()
    }
  } finally {
    await recorder.close()
  }
}
