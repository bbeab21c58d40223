import type { Canary } from '../canaries.js'
import { type Place, textAt } from '../places.js'
import { answering, betrayed, exchange, type Failure, runCases, type Section, type Trial } from '../trial.js'

type Case = { readonly place: Place; readonly canary: Canary }

const REVERSIBLE: ReadonlySet<string> = new Set(['pseudonymise', 'surrogate'])

/** One request with the value in every place of its body; the upstream repeats the text that reached it. */
const tryOne = async (trial: Trial, { place, canary }: Case): Promise<string | null> => {
  const { method, path } = place
  const body = JSON.stringify(place.request(canary.text))
  const plan = answering(({ body: got }) => place.answer?.(textAt(got.toString(), place.echo) ?? '') ?? {})
  const { answer, seen } = await exchange(trial, 'first', { method, path, body }, plan)
  const trace = betrayed(trial, seen, canary)
  if (trace !== null) return trace
  if (canary.operators.includes('block'))
    return seen.length === 0 && answer.status === 422 ? null : 'the policy blocks it, and it was not refused with 422'
  if (seen.length !== 1) return `the request did not arrive once: status ${answer.status}, arrived ${seen.length} times`
  if (!/^enforce;/.test(String(answer.headers['x-pii-guard']))) return 'X-Pii-Guard does not say enforce'
  if (answer.status !== 200 || !answer.isComplete) return `the answer did not come whole: status ${answer.status}`
  const isReversible = canary.operators.every((operator) => REVERSIBLE.has(operator))
  if (place.answer === null || !isReversible) return null
  if (answer.body === JSON.stringify(place.answer(canary.text))) return null
  const arrived = place.answer(textAt(seen[0]?.body.toString() ?? '', place.echo) ?? '')
  if (staysInUrl(trial, place, canary) && answer.body === JSON.stringify(arrived)) return null
  return 'the answer was not restored to the text'
}

const URL_START = /\b(?:https?|wss?):\/\//i

/** No request can name this URL's host, so what it holds stays a placeholder. */
const staysInUrl = ({ config }: Trial, { namesHosts }: Place, { text }: Canary): boolean =>
  !namesHosts && config.restore.urls === 'named' && URL_START.test(text)

/** Every active rule's canary, in every place of every protected route. */
export const runCanaries = (trial: Trial): Promise<Section> => {
  const cases = trial.places.flatMap((place) =>
    trial.canariesOf(place.path).canaries.map((canary): Case => ({ place, canary })),
  )
  const entities = new Set(cases.map(({ canary }) => canary.entity))
  const rules = new Set(cases.map(({ canary }) => canary.rule))
  const { exempt, without } = trial.canariesOf(trial.places[0]?.path ?? '/')
  const notes = [
    `${entities.size} entities, ${rules.size} rules, ${trial.places.length} routes`,
    ...(exempt.length === 0 ? [] : [`left alone by the policy: ${exempt.join(', ')}`]),
    ...(without.length === 0 ? [] : [`no example can serve as a canary: ${without.join(', ')}`]),
    ...(trial.config.mapping.upstream === 'plain'
      ? ['mapping.upstream is plain: the mapping headers hold values on purpose and were not searched']
      : []),
  ]
  const section = { id: 'canaries', title: 'Every entity, every route', notes }
  return runCases(trial, section, cases, async (one): Promise<Failure | null> => {
    const what = await tryOne(trial, one)
    const where = `${one.place.method} ${one.place.path} ${one.canary.entity} (${one.canary.rule})`
    return what === null ? null : { where, what }
  })
}
