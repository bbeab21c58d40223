import type { Config } from '../config/schema.js'
import { PII_HEADERS, refName } from '../mapping/headers.js'
import type { Runtime } from '../runtime.js'
import type { Canaries, Canary } from './canaries.js'
import type { Answer, Ask } from './client.js'
import type { OwnGateway } from './own-gateway.js'
import type { Place } from './places.js'
import { type Plan, type Recorder, type Seen, TRIAL_HEADER } from './recorder.js'
import { traceOf } from './traces.js'

/** Who asks: two callers of two tenants, and one without a key. */
export type Who = 'first' | 'second' | 'nobody'

/** What did not hold: a place by its id, and what happened there in constant words. Never a value. */
export type Failure = { readonly where: string; readonly what: string }

export type Section = {
  readonly id: string
  readonly title: string
  readonly tried: number
  readonly failures: readonly Failure[]
  /** What a reader must know to judge the figure. */
  readonly notes: readonly string[]
  /** Why nothing was tried; null where something was. */
  readonly skipped: string | null
}

/** All that the sections of a verification share. */
export type Trial = {
  readonly runtime: Runtime
  readonly config: Config
  readonly recorder: Recorder
  readonly ask: (who: Who, request: Ask) => Promise<Answer>
  readonly places: readonly Place[]
  /** The canaries of a route, by the policy that holds there. */
  readonly canariesOf: (path: string) => Canaries
  /** Null where a running gateway is the target. */
  readonly own: OwnGateway | null
  readonly space: string
  /** One of so many cut and split places of a stream is tried. */
  readonly stride: number
  readonly progress: (step: { readonly section: string; readonly done: number; readonly total: number }) => void
}

/** Asks with a plan for the upstream; resolves with the answer and what the upstream saw of it. */
export const exchange = async (
  { ask, recorder }: Pick<Trial, 'ask' | 'recorder'>,
  who: Who,
  request: Ask,
  plan?: Plan,
): Promise<{ readonly answer: Answer; readonly seen: readonly Seen[] }> => {
  const id = recorder.expect(plan)
  const answer = await ask(who, { ...request, headers: { ...request.headers, [TRIAL_HEADER]: id } })
  return { answer, seen: recorder.take(id) }
}

export const JSON_ANSWER = { 'Content-Type': 'application/json' }

/** An upstream that answers with a JSON value made of what it saw. */
export const answering =
  (make: (seen: Seen) => unknown): Plan =>
  (seen, response) =>
    response.writeHead(200, JSON_ANSWER).end(JSON.stringify(make(seen)))

const MAPS = new Set(Object.values(PII_HEADERS).flatMap((name) => [name.toLowerCase(), refName(name).toLowerCase()]))
const NOTHING: ReadonlySet<string> = new Set()

/** Headers that carry values to the upstream because the configuration says so. */
export const ignoredHeaders = ({ config }: Pick<Trial, 'config'>): ReadonlySet<string> =>
  config.mapping.upstream === 'plain' ? MAPS : NOTHING

/** What the requests that reached the upstream betray of a canary; null: nothing. */
export const betrayed = (trial: Trial, seen: readonly Seen[], { needles }: Pick<Canary, 'needles'>): string | null => {
  for (const one of seen) {
    const trace = traceOf(one, needles, ignoredHeaders(trial))
    if (trace !== null) return `the value reached the upstream: ${trace}`
  }
  return null
}

const AT_ONCE = 8

/** Runs the cases of a section, several at once; each resolves with what failed, or null. Failures keep the order of the cases. */
export const runCases = async <T>(
  trial: Trial,
  section: { readonly id: string; readonly title: string; readonly notes?: readonly string[] },
  cases: readonly T[],
  run: (one: T) => Promise<Failure | null>,
  atOnce = AT_ONCE,
): Promise<Section> => {
  const results: (Failure | null)[] = new Array(cases.length).fill(null)
  let next = 0
  let done = 0
  const work = async () => {
    for (let at = next++; at < cases.length; at = next++) {
      results[at] = await run(cases[at] as T)
      done += 1
      trial.progress({ section: section.title, done, total: cases.length })
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, cases.length) }, work))
  const failures = results.filter((result) => result !== null)
  return { ...section, notes: section.notes ?? [], tried: cases.length, failures, skipped: null }
}
