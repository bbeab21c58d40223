#!/usr/bin/env node
import process from 'node:process'
import { Command, Option } from 'commander'
import { runAuditVerify, runKeysAudit } from './commands/audit.js'
import { runCheck } from './commands/check.js'
import { runDemo } from './commands/demo.js'
import { runEval } from './commands/eval.js'
import { runKeysNew, runKeysSeal } from './commands/keys.js'
import { addRulesCommands } from './commands/rules/commands.js'
import { runScan } from './commands/scan.js'
import { runServe } from './commands/serve.js'
import { settingsOf, textOf, withSettings } from './commands/settings.js'
import { EXIT, printIssues, type Shell } from './commands/shell.js'
import { strayArguments } from './commands/stray-arguments.js'
import { runVerify, verifyOptionsOf } from './commands/verify.js'
import { HELD_OUT } from './eval/held-out.js'
import { version } from './version.js'

const shell: Shell = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onSignal: (signal, listener) => process.on(signal, listener),
}

const program = new Command('coatcheck')

const finish = (code: number): void => {
  process.exitCode = code
}

const flagsOf = (command: Command): string[] => [
  '--help',
  ...command.options.flatMap(({ long }) => (long ? [long] : [])),
]

const stray = (command: Command) =>
  strayArguments(command.args, {
    flags: flagsOf(command),
    commands: program.commands.map((child) => child.name()),
  })

program
  .description('A gateway that takes personal data out of chat traffic and puts it back in the answer.')
  .version(version(), '--version', 'Print the version.')
  .showSuggestionAfterError(true)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.configuration))

const serve = withSettings(program.command('serve', { isDefault: true }))
  .description('Run the gateway (the default command).')
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (options: Record<string, unknown>, command: Command) => {
    // Exits at once: a drain that was cut short leaves streams open behind it.
    process.exit(await runServe({ flags: settingsOf(options), issues: stray(command) }, shell))
  })

withSettings(program.command('check'))
  .description('Validate configuration and rules, and run the tests of the rules.')
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (options: Record<string, unknown>, command: Command) => {
    const issues = stray(command)
    printIssues(issues, shell)
    const code = await runCheck({ flags: settingsOf(options) }, shell)
    finish(issues.length > 0 ? EXIT.failed : code)
  })

withSettings(program.command('scan'), ['rules', 'engine', 'default-region'])
  .description('Find personal data in texts, files or stdin.')
  .argument('[text...]', 'Texts to scan; `-` is stdin, which is also read without any text or file.')
  .option('-f, --file <path...>', 'Files to scan.')
  .option('--jsonl [file]', 'Read {"id","text"} lines, write {"id","spans"} lines; "-" or nothing is stdin.')
  .option('--json', 'Write findings as JSON; offsets are code points.', false)
  .option('--entities', 'Label with entity names (US_SSN) instead of groups (SSN).', false)
  .option('--show-text', 'Show the found text in the table.', false)
  .option('--why', 'Say what moved the likelihood of each finding.', false)
  .action(async (texts: string[], options: Record<string, unknown>) => {
    const { file, jsonl, json, entities, showText, why } = options
    const code = await runScan(
      {
        texts,
        files: Array.isArray(file) ? file.map(String) : [],
        jsonl: jsonl === undefined ? undefined : jsonl === true ? '-' : String(jsonl),
        json: json === true,
        entities: entities === true,
        showText: showText === true,
        why: why === true,
        flags: settingsOf(options),
      },
      shell,
    )
    finish(code)
  })

withSettings(program.command('eval'), ['rules', 'engine', 'default-region'])
  .description('Score detection on labelled files: {"id","text","spans":[{"s","e","label"}]} lines.')
  .argument('<path...>', 'Labelled files, and folders of them.')
  .addOption(
    new Option('--held-out <part>', 'Score without, or only, the fifth that is never tuned on.')
      .choices(HELD_OUT)
      .default('without'),
  )
  .option('--predictions <folder>', 'Score another detector\'s {"id","spans"} files of the same names.')
  .option('--loose', 'Let kindred labels stand for each other, as DATE_OF_BIRTH for DATE.', false)
  .option('--json', 'Write every measure as JSON.', false)
  .action(async (paths: string[], options: Record<string, unknown>) => {
    const heldOut = HELD_OUT.find((part) => part === options.heldOut) ?? 'without'
    const predictions = textOf(options.predictions)
    const { json, loose } = { json: options.json === true, loose: options.loose === true }
    finish(await runEval({ paths, heldOut, predictions, json, loose, flags: settingsOf(options) }, shell))
  })

withSettings(program.command('verify'))
  .description('Try the boundary of a gateway: canaries, cut streams, foreign tokens, a dead detector.')
  .option(
    '--target <url>',
    'A running gateway whose upstream is the recorder. Default: one of its own, with this configuration.',
  )
  .option('--keys <file>', 'Two API keys of the target, of two tenants, one a line.')
  .option('--recorder-host <address>', 'Address of the recording upstream.', '127.0.0.1')
  .option('--recorder-port <number>', 'Its port. Default: 9191 with --target, else a free one.')
  .option('--space <space>', 'Space that requests go to.', 'verify')
  .option('--entities <names>', 'Only canaries of these entities, separated by commas.')
  .option('--quick', 'One canary an entity, streams at one place in 23.', false)
  .option('--json', 'Write the report as JSON.', false)
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (options: Record<string, unknown>, command: Command) => {
    const settings = { flags: settingsOf(options), issues: stray(command) }
    finish(await runVerify({ ...verifyOptionsOf(options), ...settings }, shell))
  })

addRulesCommands(program, { shell, finish })

const keys = program.command('keys').description('Make keys.')
keys
  .command('new')
  .description('Make an API key: prints the key once, and the configuration that accepts it.')
  .requiredOption('--id <id>', 'Id of the caller: 1 to 32 of a-z, 0-9 and -.')
  .action((options: { id: string }) => finish(runKeysNew(options, shell)))
keys
  .command('seal')
  .description('Make a key for COATCHECK_SEAL_KEY.')
  .action(() => finish(runKeysSeal(shell)))
keys
  .command('audit')
  .description('Make a key for audit.key_file on stdout; its public half goes to stderr.')
  .action(() => finish(runKeysAudit(shell)))

program
  .command('audit')
  .description('The audit log.')
  .command('verify')
  .description('Find removed, altered or reordered records and a cut tail.')
  .argument('<file...>', 'Files of one log, oldest first.')
  .requiredOption('--key <file>', 'Public (or private) Ed25519 key in PEM.')
  .option('--open', 'The log is still being written.', false)
  .option('--expect <seq:hash>', 'A line that must be there, as the process log named it.')
  .action(async (files: string[], options: { key: string; open: boolean; expect?: string }) => {
    const { key: keyFile, open: isOpen, expect: expected } = options
    finish(await runAuditVerify({ files, keyFile, isOpen, expected }, shell))
  })

program
  .command('demo')
  .description('Run only the demo chat backend.')
  .option('--host <address>', 'Address to listen on.', '127.0.0.1')
  .option('--port <number>', 'Port to listen on; 0 takes a free one.', '8081')
  .action(async ({ host, port }: { host: string; port: string }) => {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) program.error('--port must be a number from 0 to 65535')
    finish(await runDemo({ host, port: Number(port) }, shell))
  })

program.addHelpText('after', () => {
  const help = serve.createHelp()
  const rows = help
    .visibleOptions(serve)
    .map((option) => `  ${help.optionTerm(option).padEnd(28)}${help.optionDescription(option)}`)
  return ['', 'Options of serve:', ...rows].join('\n')
})

// `scan | head` closes the pipe early: that is the reader's choice and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
)

// http-proxy-3 would take its fetch path, which loses cookies and ends cut answers as if they were whole.
delete process.env.FORCE_FETCH_PATH

await program.parseAsync(process.argv)
