import { type Command, settingsOf, textOf, withSettings } from '../settings.js'
import type { Shell } from '../shell.js'
import { runDiff } from './diff.js'
import { runExplain } from './explain.js'
import { runFmt } from './fmt.js'
import { runHash } from './hash.js'
import { runLint } from './lint.js'
import { runTest } from './test.js'

type Process = { readonly shell: Shell; readonly finish: (code: number) => void }

const RULE_SETTINGS = ['rules', 'engine', 'default-region']

/** Adds `rules lint | test | explain | diff | fmt | hash`. */
export const addRulesCommands = (program: Command, { shell, finish }: Process): void => {
  const rules = program.command('rules').description('Write, test and compare rules.')
  rules.showHelpAfterError('(coatcheck rules --help lists the commands; with a command before --help, what it takes)')
  /** A folder is named in either way. */
  const rulesIn = (folder: string | undefined, options: Record<string, unknown>) => {
    if (folder !== undefined && options.rules !== undefined) rules.error('error: name one folder, here or with --rules')
    return settingsOf(folder === undefined ? options : { ...options, rules: folder })
  }
  withSettings(rules.command('lint'), RULE_SETTINGS)
    .description('Say what is wrong with the rules, and what is worth a second look.')
    .argument('[folder]', 'The same as --rules.')
    .option('--strict', 'Exit with 1 for warnings too.', false)
    .action(async (folder: string | undefined, options: Record<string, unknown>) =>
      finish(await runLint({ flags: rulesIn(folder, options), isStrict: options.strict === true }, shell)),
    )
  withSettings(rules.command('test'), RULE_SETTINGS)
    .description('Run the examples of rules and policies.')
    .argument('[folder]', 'The same as --rules.')
    .option('--only <id>', 'Only this rule or policy.')
    .action(async (folder: string | undefined, options: Record<string, unknown>) =>
      finish(await runTest({ flags: rulesIn(folder, options), only: textOf(options.only) }, shell)),
    )
  withSettings(rules.command('explain'), RULE_SETTINGS)
    .description('Say what the rules see in a text, why, and what the policy does with it.')
    .argument('<text...>', "A text with invented values, between quotes: 'badge AC-123456'.")
    .option('--hint <name>', 'Name of the JSON member that the text is the value of.', '')
    .option('--tenant <tenant>', 'Tenant that sends it.')
    .option('--space <space>', 'Space that it is sent to.')
    .option('--route <path>', 'Path that it is sent to.')
    .option('--all', 'Show every candidate.', false)
    .action(async (words: string[], options: Record<string, unknown>) => {
      const text = words.join(' ')
      const place = { tenant: textOf(options.tenant), space: textOf(options.space), route: textOf(options.route) }
      finish(
        await runExplain(
          { text, hint: String(options.hint), ...place, showsAll: options.all === true, flags: settingsOf(options) },
          shell,
        ),
      )
    })
  rules
    .command('diff')
    .description('Show what a change of rules would newly catch and newly miss.')
    .argument('<before>', 'Directory of the rules in use.')
    .argument('<after>', 'Directory of the changed rules.')
    .option('--on <file>', 'Texts to compare on: {"id","text"} lines, or a .txt file of one text a line.')
    .action(async (before: string, after: string, options: Record<string, unknown>) =>
      finish(await runDiff({ before, after, corpus: textOf(options.on) }, shell)),
    )
  rules
    .command('fmt')
    .description('Write rule files in one form; comments stay.')
    .argument('<path...>', 'Files and directories.')
    .option('--check', 'Say what would change, and change nothing.', false)
    .action((paths: string[], options: Record<string, unknown>) =>
      finish(runFmt({ paths, isCheck: options.check === true }, shell)),
    )
  rules
    .command('hash')
    .description('Read terms from stdin, one a line, and print the hashed part of a list.')
    .action(async () => finish(await runHash(shell)))
}
