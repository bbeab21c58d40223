import type { Flags } from '../config/load.js'
import { openRules } from './open-rules.js'
import { createPaint, EXIT, printIssues, type Shell } from './shell.js'

/** Validates configuration and rules and runs the rules' own tests. Exit code 1 when there is anything to mend. */
export const runCheck = async ({ flags }: { readonly flags: Flags }, shell: Shell): Promise<number> => {
  const started = performance.now()
  const opened = await openRules(flags, shell)
  const paint = createPaint(shell.stdout, shell.env)
  if ('issues' in opened) {
    printIssues(opened.issues, shell)
    const count = opened.issues.length
    shell.stdout.write(`${paint('red', `${count} ${count === 1 ? 'problem' : 'problems'}`)}\n`)
    return EXIT.failed
  }
  const { config, ruleSet } = opened
  const entities = new Set(ruleSet.rules.map(({ entity }) => entity))
  const ok = paint('green', 'ok')
  const milliseconds = Math.round(performance.now() - started)
  shell.stdout.write(
    [
      `${ok} configuration`,
      `${ok} rules: ${ruleSet.rules.length} rules for ${entities.size} entities, tests passed (${ruleSet.engine}, ${milliseconds} ms)`,
      `   ${paint('dim', ruleSet.digest)}`,
      `   auth ${config.auth.mode}, policy ${config.policy.mode}, fail ${config.fail}, unmatched ${config.unmatched}`,
      '',
    ].join('\n'),
  )
  return EXIT.ok
}
