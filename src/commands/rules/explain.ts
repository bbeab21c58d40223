import type { Flags } from '../../config/load.js'
import { describeExplanation } from '../../detect/explain.js'
import { resolve } from '../../detect/resolve.js'
import { policiesOf } from '../../policies.js'
import { holdsAt, type Place } from '../../policy/choose.js'
import type { RuleSet } from '../../rules/rule-set.js'
import { createWhy } from '../../rules/why.js'
import type { Finding } from '../../types.js'
import { openRules } from '../open-rules.js'
import { createPaint, EXIT, printIssues, type Shell } from '../shell.js'

export type ExplainOptions = {
  readonly text: string
  /** Name of the JSON member that the text is the value of. */
  readonly hint: string
  readonly tenant: string | null
  readonly space: string | null
  readonly route: string | null
  /** Every candidate, not only the first ones outside of findings. */
  readonly showsAll: boolean
  readonly flags: Flags
}

const MAX_DROPPED = 5

/** The candidates in a text, why it was kept or dropped, and what the policy of a place does with it. */
export const runExplain = async (options: ExplainOptions, shell: Shell): Promise<number> => {
  const opened = await openRules(options.flags, shell)
  if ('issues' in opened) {
    printIssues(opened.issues, shell)
    return EXIT.configuration
  }
  const { config, ruleSet } = opened
  const { text, hint, tenant, space, route } = options
  const place = { tenant, space, route }
  const paint = createPaint(shell.stdout, shell.env)
  const policy = policiesOf(config, ruleSet)(place)
  const say = (line: string) => shell.stdout.write(`${line}\n`)

  const found = ruleSet.observe(text, hint)
  const counted = found.filter((finding) => policy.accepts === null || policy.accepts(finding, text))
  const spans = resolve(counted.map((finding) => ({ ...finding, operator: policy.operatorFor(finding.entity) })))
  const why = createWhy(ruleSet, text, hint)
  for (const finding of [...found].sort((a, b) => a.start - b.start)) {
    const { entity, start, end, rule } = finding
    const isCounted = counted.includes(finding)
    const isWinner = spans.some((span) => span.rule === rule && span.start <= start && end <= span.end)
    const operator = policy.operatorFor(entity)
    const fate = ruleSet.shadow.has(rule)
      ? 'shadow: only counted'
      : !isCounted
        ? leftAloneBy(ruleSet, place, finding, text)
        : operator === 'allow'
          ? 'allow'
          : isWinner
            ? operator
            : 'lies in another finding'
    say(`${paint('cyan', `${entity} ${start}–${end}`)}  ${paint('bold', fate)}`)
    say(`  ${why(finding)}`)
  }
  const dropped = ruleSet.explain(text, hint).filter(({ outcome }) => outcome !== 'found')
  // Of what lies in a finding, or was dropped at once, only the curious want to know.
  const isCovered = ({ start, end }: Finding) => counted.some((one) => one.start < end && start < one.end)
  const shown = options.showsAll ? dropped : dropped.filter((one) => !isCovered(one)).slice(0, MAX_DROPPED)
  for (const one of shown)
    say(paint('dim', `${one.entity} ${one.start}–${one.end}  not found\n  ${describeExplanation(one)}`))
  if (shown.length < dropped.length)
    say(paint('dim', `${dropped.length - shown.length} more candidates: --all shows them`))
  if (found.length + dropped.length === 0) say('no rule sees anything in this text')
  const drafts = ruleSet.rules.flatMap(({ id, status }) => (status === 'draft' ? [id] : []))
  if (drafts.length > 0) say(`not run, because a draft: ${drafts.join(', ')}`)
  say(`policy ${policy.name}, ${policy.mode}`)
  return EXIT.ok
}

/** Who lets a finding pass: an exception by its id, or the policy. */
const leftAloneBy = ({ exceptions }: RuleSet, at: Place, { entity, start, end }: Finding, text: string): string => {
  const value = text.slice(start, end)
  const exception = exceptions.find(
    ({ entities, place, expiresMs, allows }) =>
      (entities === null || entities.has(entity)) && Date.now() < expiresMs && holdsAt(place, at) && allows(value),
  )
  return exception === undefined ? 'left alone by the policy' : `left alone by the exception ${exception.id}`
}
