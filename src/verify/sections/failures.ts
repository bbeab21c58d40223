import { leadCanary } from '../lead-canary.js'
import type { Part } from '../own-gateway.js'
import { betrayed, exchange, runCases, type Section, type Trial } from '../trial.js'
import { withoutCanary } from './spellings.js'

const SECTION = { id: 'failures', title: 'Detector and store killed' }
const PARTS: readonly Part[] = ['detector', 'store']

/** With a part of the guard dead, nothing is forwarded on any protected route; when it is back, all is as before. */
export const runFailures = async (trial: Trial): Promise<Section> => {
  const { own, places, space } = trial
  if (own === null)
    return {
      ...SECTION,
      tried: 0,
      failures: [],
      notes: [],
      skipped: 'a running gateway cannot be broken from outside: run verify without --target to try it',
    }
  const canary = leadCanary(trial)
  if (canary === null) return withoutCanary(SECTION)
  const cases = PARTS.flatMap((part) =>
    places
      // Routes without threads have no use for the store.
      .filter(({ format }) => part === 'detector' || format === 'chat' || format === 'thread_message')
      .map((place) => ({ part, place })),
  )
  const dead = await runCases(
    trial,
    SECTION,
    cases,
    async ({ part, place: { method, path, request } }) => {
      const sent = request(canary.text)
      const body = JSON.stringify(part === 'store' ? { ...(sent as object), thread_id: 'verify-failures' } : sent)
      own.break(part)
      const { answer, seen } = await exchange(trial, 'first', { method, path, body })
      own.mend()
      const where = `${part} dead, ${method} ${path}`
      const trace = betrayed(trial, seen, canary)
      if (trace !== null) return { where, what: trace }
      if (seen.length > 0) return { where, what: 'something was forwarded' }
      return answer.status === 503 ? null : { where, what: `it was not refused with 503: status ${answer.status}` }
    },
    1,
  )
  const path = `/v1/spaces/${encodeURIComponent(space)}/chat`
  const after = await exchange(trial, 'first', { path, body: JSON.stringify({ message: canary.text }) })
  const isBack = after.answer.status === 200 && after.seen.length === 1 && betrayed(trial, after.seen, canary) === null
  const failures = isBack ? [] : [{ where: 'mended', what: `it does not serve again: status ${after.answer.status}` }]
  return { ...dead, tried: dead.tried + 1, failures: [...dead.failures, ...failures] }
}
