import type { Flags } from '../../config/load.js'
import { didYouMean } from '../../config/suggest.js'
import type { RuleSet } from '../../rules/rule-set.js'
import { openRules } from '../open-rules.js'
import { createPaint, EXIT, printIssues, type Shell } from '../shell.js'

export type TestOptions = {
  readonly flags: Flags
  /** Only this rule or policy is spoken of; null for all. */
  readonly only: string | null
}

/** Runs the examples of rules and policies. Exit code 1 when one does not hold; each says what moved its likelihood. */
export const runTest = async ({ flags, only }: TestOptions, shell: Shell): Promise<number> => {
  const opened = await openRules(flags, shell)
  const paint = createPaint(shell.stdout, shell.env)
  if ('issues' in opened) {
    printIssues(opened.issues, shell)
    shell.stdout.write(`${paint('red', 'failed')}\n`)
    return EXIT.failed
  }
  const { ruleSet } = opened
  const examples = examplesOf(ruleSet).filter(({ id }) => only === null || id === only)
  if (examples.length === 0) {
    const known = examplesOf(ruleSet).map(({ id }) => id)
    shell.stderr.write(`there is no rule or policy ${only}${didYouMean(only ?? '', known)}\n`)
    return EXIT.failed
  }
  if (only !== null)
    for (const { id, match, noMatch } of examples)
      shell.stdout.write(`${paint('green', 'ok')} ${id}: ${match} to match, ${noMatch} not to match\n`)
  const total = examples.reduce((sum, { match, noMatch }) => sum + match + noMatch, 0)
  shell.stdout.write(`${paint('green', 'ok')} ${total} examples hold\n`)
  return EXIT.ok
}

const examplesOf = ({ sources, policies, rehearsals }: RuleSet) => [
  ...[...sources.values()].map(({ id, tests }) => ({
    id,
    match: tests.match.length,
    noMatch: tests.no_match.length,
  })),
  ...policies.map(({ id }) => ({
    id,
    match: rehearsals.filter(({ policy }) => policy === id).length,
    noMatch: 0,
  })),
]
