import { randomBytes } from 'node:crypto'
import { PII_HEADERS } from '../../mapping/headers.js'
import type { Canary } from '../canaries.js'
import type { Ask } from '../client.js'
import { leadCanary } from '../lead-canary.js'
import { textAt } from '../places.js'
import { traceIn } from '../traces.js'
import { answering, exchange, runCases, type Section, type Trial, type Who } from '../trial.js'
import { withoutCanary } from './spellings.js'

type Attempt = {
  readonly where: string
  readonly who: Who
  readonly request: Ask
  /** What a sealed header of somebody else must meet. */
  readonly mustBe422?: true
}

/** What the first caller was given. */
type Given = { readonly thread: string; readonly token: string; readonly history: string; readonly auto: string }

/** An upstream that repeats the text, and names the token itself: a text that spells a token goes to it as a literal. */
const echoing = (token: string) =>
  answering(({ body }) => ({ text: `${textAt(body.toString(), '/message') ?? ''} and ${token}` }))
const PLACEHOLDER = /<[A-Z][A-Z0-9_]*_[1-9][0-9]*>/
const SEALED = /^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/
const FORGED = ['X-Tenant', 'X-Tenant-Id', 'X-Coatcheck-Tenant', 'X-Organization-Id', 'X-Forwarded-User', 'X-Caller']
const FORGED_HEADERS = Object.fromEntries(FORGED.map((name) => [name, 'verify-one']))

const chatIn = (space: string): string => `/v1/spaces/${encodeURIComponent(space)}/chat`

const altered = (token: string): string => {
  const at = token.lastIndexOf('.') - 2
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

const attemptsOf = ({ thread, token, history, auto }: Given, space: string): readonly Attempt[] => {
  const body = JSON.stringify({ thread_id: thread, message: `what is ${token} ?` })
  const here: Ask = { path: chatIn(space), body }
  const other = JSON.stringify({ thread_id: `${thread}-other`, message: `what is ${token} ?` })
  const json = (path: string, value: object): Ask => ({ path, body: JSON.stringify(value) })
  const isSealed = SEALED.test(history) && SEALED.test(auto)
  const sealed = (where: string, who: Who, request: Ask, name: string, value: string): Attempt[] =>
    isSealed ? [{ where, who, request: { ...request, headers: { [name]: value } }, mustBe422: true }] : []
  return [
    { where: 'same thread, another tenant', who: 'second', request: here },
    { where: 'same thread, forged tenant headers', who: 'second', request: { ...here, headers: FORGED_HEADERS } },
    { where: 'same thread, no key', who: 'nobody', request: here },
    {
      where: 'no thread, another tenant',
      who: 'second',
      request: json(chatIn(space), { message: `what is ${token} ?` }),
    },
    { where: 'same thread, another space', who: 'first', request: { path: chatIn(`${space}-other`), body } },
    { where: 'another thread', who: 'first', request: { path: chatIn(space), body: other } },
    ...sealed('history header of another tenant', 'second', here, PII_HEADERS.history, history),
    ...sealed('auto header of another tenant', 'second', here, PII_HEADERS.auto, auto),
    ...sealed('history header as a mapping', 'second', here, PII_HEADERS.mapping, history),
    ...sealed('history header without a key', 'nobody', here, PII_HEADERS.history, history),
    ...sealed('history header in another thread', 'first', { ...here, body: other }, PII_HEADERS.history, history),
    ...sealed(
      'history header in another space',
      'first',
      { path: chatIn(`${space}-other`), body },
      PII_HEADERS.history,
      history,
    ),
    ...sealed('history header under another name', 'first', here, PII_HEADERS.auto, history),
    ...sealed('altered history header', 'first', here, PII_HEADERS.history, altered(history)),
    {
      where: 'restore of another tenant’s thread',
      who: 'second',
      request: json('/v1/pii/restore', { text: token, thread_id: thread, space_id: space }),
    },
    {
      where: 'restore without a key',
      who: 'nobody',
      request: json('/v1/pii/restore', { text: token, thread_id: thread, space_id: space }),
    },
    {
      where: 'detect in another tenant’s thread',
      who: 'second',
      request: json('/v1/pii/detect', { text: `about ${token} .`, thread_id: thread, space_id: space }),
    },
    {
      where: 'a guessed reference',
      who: 'second',
      request: { method: 'GET', path: `/v1/pii/mappings/${randomBytes(16).toString('base64url')}` },
    },
    {
      where: 'erasure of another tenant’s thread',
      who: 'second',
      request: { method: 'DELETE', path: `/v1/spaces/${encodeURIComponent(space)}/threads/${thread}/pii` },
    },
  ]
}

/** The first caller begins a thread with a value in it. */
const begin = async (trial: Trial, canary: Canary): Promise<Given | null> => {
  const thread = `verify-${randomBytes(8).toString('hex')}`
  const body = JSON.stringify({ thread_id: thread, message: canary.text })
  const { answer, seen } = await exchange(trial, 'first', { path: chatIn(trial.space), body })
  const token = PLACEHOLDER.exec(textAt(seen[0]?.body.toString() ?? '', '/message') ?? '')?.[0]
  const headerOf = (name: string) => String(answer.headers[name.toLowerCase()] ?? '')
  if (token === undefined || answer.status !== 200) return null
  return { thread, token, history: headerOf(PII_HEADERS.history), auto: headerOf(PII_HEADERS.auto) }
}

/** What one caller was given, tried by another, elsewhere and altered: refused, or nothing but the placeholder. */
export const runTenants = async (trial: Trial): Promise<Section> => {
  const canary = leadCanary(trial)
  const section = { id: 'tenants', title: 'Another tenant’s tokens, threads and headers' }
  if (canary === null) return withoutCanary(section)
  const given = await begin(trial, canary)
  if (given === null)
    return {
      ...section,
      tried: 1,
      failures: [{ where: 'first turn', what: 'no thread could be begun' }],
      notes: [],
      skipped: null,
    }
  const notes = SEALED.test(given.history) ? [] : ['mapping.client is not sealed: there are no sealed headers to try']
  const tried = await runCases(
    trial,
    { ...section, notes },
    attemptsOf(given, trial.space),
    async ({ where, who, request, mustBe422 }) => {
      const { answer } = await exchange(trial, who, request, echoing(given.token))
      const trace = traceIn(answer.body + JSON.stringify(answer.headers), canary.needles)
      if (trace !== null) return { where, what: `the answer holds the value (${trace})` }
      if (answer.status === 0 || answer.status >= 500) return { where, what: `status ${answer.status}` }
      const isRefused = answer.status === 422 || (who === 'nobody' && answer.status === 401)
      return mustBe422 && !isRefused
        ? { where, what: `a sealed header was not refused: status ${answer.status}` }
        : null
    },
  )
  // After all attempts, erasure included, the thread is still its owner's: without this the section would prove nothing.
  const own = JSON.stringify({ thread_id: given.thread, message: 'what was it again?' })
  const request = { path: chatIn(trial.space), body: own }
  const { answer } = await exchange(trial, 'first', request, echoing(given.token))
  const isKept = (textAt(answer.body, '/text') ?? '').includes(canary.value)
  const lost = { where: 'its owner, afterwards', what: 'the value was not restored to the caller whose it is' }
  return { ...tried, tried: tried.tried + 1, failures: isKept ? tried.failures : [...tried.failures, lost] }
}
