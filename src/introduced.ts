import { resolve } from './detect/resolve.js'
import type { Inspection } from './formats/response.js'
import { runGuarded } from './guarded.js'
import { applyDirectives } from './mapping/directives.js'
import type { Runtime } from './runtime.js'
import type { Services } from './services.js'
import type { Turn } from './turn.js'
import type { Finding, Operator } from './types.js'

type Answered = { readonly turn: Turn; readonly values: ReadonlyMap<string, string> }

/**
 * Looks for personal data that the model brings itself: what the policy would not let out and the caller never sent.
 * Null where nobody asks for it. A detector that fails ends an answer that is redacted (`guard_failed`); where findings
 * are only counted, it ends the counting.
 */
export const createInspection = (
  { config, ruleSet }: Runtime,
  services: Services,
  { turn, values }: Answered,
): Inspection | null => {
  const { detect } = config.response
  if (detect === 'off') return null
  const operatorFor = applyDirectives(turn.policy.operatorFor, turn.sent.directives)
  const { accepts } = turn.policy
  const isSent = createSentTest(turn, values)
  const look = (text: string, hint: string) => {
    const findings: readonly Finding[] = ruleSet.detect(text, hint)
    const accepted = accepts === null ? findings : findings.filter((finding) => accepts(finding, text))
    if (accepted.length === 0) return accepted
    return resolve(accepted.map((finding) => ({ ...finding, operator: operatorFor(finding.entity) }))).filter(
      ({ start, end }) => !isSent(text.slice(start, end)),
    )
  }
  let isFailed = false
  const find: Inspection['find'] = (text, hint) => {
    if (isFailed) return []
    try {
      return runGuarded(services, () => look(text, hint)) as ReturnType<typeof look>
    } catch (error) {
      if (detect === 'redact') throw error
      isFailed = true
      return []
    }
  }
  return { find, redacts: detect === 'redact', longest: longestOf(ruleSet.rules, operatorFor) }
}

type Rules = Runtime['ruleSet']['rules']

const longestOf = (rules: Rules, operatorFor: (entity: string) => Operator): number =>
  rules.reduce(
    (longest, { entity, maxLength }) => (operatorFor(entity) === 'allow' ? longest : Math.max(longest, maxLength)),
    0,
  )

/** Most text that is searched for the values of one answer, in UTF-16 code units; beyond it every value counts as new. */
const MOST_SEARCHED = 64 * 1024 * 1024
/** A window is looked at several times: so many answers are kept. */
const MOST_KNOWN = 256
const WORD_SIGN = /[\p{L}\p{N}]/u

/** Says whether the caller wrote a value, in this request or where it was mapped. Cases do not matter; whole words do. */
const createSentTest = ({ leaves }: Turn, values: ReadonlyMap<string, string>) => {
  let sent: string | undefined
  let searched = 0
  const known = new Map<string, boolean>()
  const search = (value: string): boolean => {
    sent ??= [...leaves.map(({ text }) => text), ...values.values()].join('\n').toLowerCase()
    searched += sent.length
    return searched <= MOST_SEARCHED && occursAsWord(sent, value.toLowerCase())
  }
  return (value: string): boolean => {
    const before = known.get(value)
    if (before !== undefined) return before
    if (known.size >= MOST_KNOWN) known.clear()
    const isSent = search(value)
    known.set(value, isSent)
    return isSent
  }
}

const occursAsWord = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (!WORD_SIGN.test(text[at - 1] ?? '') && !WORD_SIGN.test(text[at + value.length] ?? '')) return true
  return false
}
