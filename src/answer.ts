import type { Format } from './formats/format.js'
import { findOwnWords } from './formats/own-words.js'
import { createSniffingRestorer, type RestoreStats } from './formats/response.js'
import { createInspection } from './introduced.js'
import type { Runtime } from './runtime.js'
import type { Services } from './services.js'
import { issuedSurrogates, issuedValues, type Turn } from './turn.js'
import type { BodyTransform } from './types.js'

export type AnswerOptions = {
  readonly services: Services
  readonly format: Format
  readonly isAuthorised: boolean
  readonly contentType: string | undefined
  /** Called with the thread that the answer names, when the request named none. */
  readonly onThreadId: ((thread: string) => void) | null
  /** Told once, at the end: what was restored and found, and the time that took. */
  readonly onDone: (stats: RestoreStats, spentMs: number) => void
}

/**
 * The rewrite of one answer, or null when nothing has to be restored, looked for or watched for: then the bytes pass
 * untouched. Its kind is decided by content-type, then by the first bytes.
 */
export const createAnswer = (runtime: Runtime, turn: Turn, options: AnswerOptions): BodyTransform | null => {
  const values = issuedValues(turn, options.isAuthorised)
  const inspection = createInspection(runtime, options.services, { turn, values })
  if (values.size === 0 && inspection === null && options.onThreadId === null) return null
  const { urls, url_hosts } = runtime.config.restore
  const { shape, events, streamed, arrayStreams } = options.format.answer
  const restorer = createSniffingRestorer(
    options.contentType,
    { values, surrogates: issuedSurrogates(turn, values) },
    // Named one by one: copies by spread have no fixed form, and cost more than the restoring of a short answer.
    {
      shape,
      events,
      streamed,
      arrayStreams,
      urls,
      inspection,
      isHostNamed: hostFinder(turn, options.format, url_hosts),
      onThreadId: options.onThreadId ?? undefined,
    },
  )
  let spentMs = 0
  return {
    push: (chunk) => {
      const startMs = performance.now()
      const bytes = restorer.push(chunk)
      spentMs += performance.now() - startMs
      return bytes
    },
    end: () => {
      const rest = restorer.end()
      options.onDone(restorer.stats(), spentMs)
      return rest
    },
  }
}

const HOST_CHARACTER = /[a-z0-9-]/
const DOMAIN_CHARACTER = /[a-z0-9.-]/

/** Says whether the caller's own words (not tool results) or the configuration name a host. Asked only for tokens inside URLs. */
const hostFinder = ({ source }: Turn, { ownWords }: Format, urlHosts: readonly string[]) => {
  let own: string | undefined
  return (host: string): boolean => {
    if (urlHosts.some((named) => named.toLowerCase() === host)) return true
    own ??= findOwnWords(JSON.parse(source), ownWords)
    return host !== '' && occursAsHost(own, host)
  }
}

/** The host as a whole: not a part of a longer name (`example.com` in `evil-example.com` or `example.com.evil.net`). */
const occursAsHost = (text: string, host: string): boolean => {
  for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + host.length] ?? ' '
    const further = text[at + host.length + 1] ?? ' '
    const isLonger = HOST_CHARACTER.test(after) || (after === '.' && HOST_CHARACTER.test(further))
    if (!DOMAIN_CHARACTER.test(before) && !isLonger) return true
  }
  return false
}
