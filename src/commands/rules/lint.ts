import type { Flags } from '../../config/load.js'
import { openRules } from '../open-rules.js'
import { createPaint, EXIT, formatIssue, printIssues, type Shell } from '../shell.js'

export type LintOptions = { readonly flags: Flags; readonly isStrict: boolean }

/** Says all that is wrong with the rules, and what is worth a second look. Exit code 1 for errors; strictly for warnings too. */
export const runLint = async ({ flags, isStrict }: LintOptions, shell: Shell): Promise<number> => {
  const opened = await openRules(flags, shell)
  const paint = createPaint(shell.stdout, shell.env)
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
  if ('issues' in opened) {
    printIssues(opened.issues, shell)
    shell.stdout.write(`${paint('red', count(opened.issues.length, 'error'))}\n`)
    return EXIT.failed
  }
  const { rules, warnings, policies, exceptions } = opened.ruleSet
  const warn = createPaint(shell.stderr, shell.env)
  for (const warning of warnings) shell.stderr.write(`${warn('yellow', `warning: ${formatIssue(warning)}`)}\n`)
  const contents = [
    count(rules.length, 'rule'),
    count(exceptions.length, 'exception'),
    policies.length === 1 ? '1 policy' : `${policies.length} policies`,
  ]
  const verdict =
    warnings.length === 0 ? paint('green', 'ok') : `${paint('yellow', count(warnings.length, 'warning'))} in`
  shell.stdout.write(`${verdict} ${contents.join(', ')}\n`)
  return isStrict && warnings.length > 0 ? EXIT.failed : EXIT.ok
}
