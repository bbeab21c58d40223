import { readFileSync } from 'node:fs'
import { type Flags, loadConfig } from '../config/load.js'
import type { Issue } from '../types.js'
import type { Keys } from '../verify/own-gateway.js'
import { reportText } from '../verify/report.js'
import { type VerifyOptions as Verification, verify } from '../verify/verify.js'
import { chooseEngine } from './open-rules.js'
import { createProgress } from './progress.js'
import { createPaint, EXIT, printIssues, type Shell } from './shell.js'

export type VerifyOptions = {
  /** Base URL of a running gateway; null for one of its own. */
  readonly target: string | null
  /** File with two API keys of the target, one a line; null where it asks for none. */
  readonly keys: string | null
  readonly recorderHost: string
  readonly recorderPort: string | null
  readonly space: string
  /** Names of entities, separated by commas; null for all. */
  readonly entities: string | null
  readonly isQuick: boolean
  readonly json: boolean
  readonly flags: Flags
  /** Problems of the command line that were found before. */
  readonly issues: readonly Issue[]
  readonly start?: Verification['start']
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The options of the command line, as they were written. */
export const verifyOptionsOf = (
  options: Record<string, unknown>,
): Omit<VerifyOptions, 'flags' | 'issues' | 'start'> => ({
  target: textOf(options.target),
  keys: textOf(options.keys),
  recorderHost: String(options.recorderHost),
  recorderPort: textOf(options.recorderPort),
  space: String(options.space),
  entities: textOf(options.entities),
  isQuick: options.quick === true,
  json: options.json === true,
})

/** Where a target is pointed to when nothing else is said. */
const RECORDER_PORT = 9191
/** Two callers that a gateway without authentication tells apart by what they present. */
const PRESENTED: Keys = { first: 'coatcheck-verify-first', second: 'coatcheck-verify-second' }

const issue = (path: string, message: string): Issue => ({ file: 'command line', line: 0, path, message })

const readKeys = (file: string | null): { readonly keys: Keys } | { readonly issues: readonly Issue[] } => {
  if (file === null) return { keys: PRESENTED }
  try {
    const [first, second, ...rest] = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (first !== undefined && second !== undefined && rest.length === 0 && first !== second)
      return { keys: { first, second } }
    return { issues: [issue('--keys', 'must name a file with two different API keys, one a line')] }
  } catch {
    return { issues: [issue('--keys', 'cannot be read: name a file with two API keys, one a line')] }
  }
}

const readTarget = ({ target, keys }: VerifyOptions) => {
  if (target === null) return keys === null ? { target: null } : { issues: [issue('--keys', 'needs --target')] }
  const url = URL.canParse(target) ? new URL(target) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    return { issues: [issue('--target', 'must be an http or https URL')] }
  const read = readKeys(keys)
  return 'issues' in read ? read : { target: { url: url.href, keys: read.keys } }
}

const readPort = ({ recorderPort, target }: VerifyOptions): number | null => {
  if (recorderPort === null) return target === null ? 0 : RECORDER_PORT
  return /^\d{1,5}$/.test(recorderPort) && Number(recorderPort) <= 65_535 ? Number(recorderPort) : null
}

/** A recorder's port that cannot be had is the caller's to mend; anything else is a defect and stays one. */
const toPortIssue = (error: NodeJS.ErrnoException): { readonly issues: readonly Issue[] } => {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EADDRNOTAVAIL' && error.code !== 'EACCES') throw error
  return { issues: [issue('--recorder-port', `cannot be had (${error.code}): choose another one`)] }
}

const progressOf = (shell: Shell): { readonly progress: Verification['progress']; readonly finish: () => void } => {
  let bar = createProgress(shell.stderr, { totalBytes: null, now: Date.now, unit: 'trials' })
  let current = ''
  return {
    progress: ({ section, done, total }) => {
      if (section !== current) bar = createProgress(shell.stderr, { totalBytes: total, now: Date.now, unit: 'trials' })
      current = section
      bar.update(done, done)
    },
    finish: () => bar.finish(),
  }
}

/** Tries the boundary of a gateway and prints what held. Exit code 0 when all that was tried held, 1 when not, 78 when nothing could be tried. */
export const runVerify = async (options: VerifyOptions, shell: Shell): Promise<number> => {
  // The gateway of its own forwards to the recorder: which upstream is configured does not matter here.
  const loaded = loadConfig({ flags: options.flags, env: shell.env })
  const target = readTarget(options)
  const port = readPort(options)
  const entities = options.entities === null ? null : new Set(options.entities.split(',').map((name) => name.trim()))
  const issues = [
    ...options.issues,
    ...('issues' in loaded ? loaded.issues : []),
    ...('issues' in target ? target.issues : []),
    ...(port === null ? [issue('--recorder-port', 'must be a number from 0 to 65535')] : []),
  ]
  if (issues.length > 0 || 'issues' in loaded || 'issues' in target || port === null) {
    printIssues(issues, shell)
    return EXIT.configuration
  }
  const { progress, finish } = progressOf(shell)
  const result = await verify({
    config: { ...loaded.config, engine: await chooseEngine(loaded.config.engine, shell) },
    target: target.target,
    recorder: { host: options.recorderHost, port },
    space: options.space,
    entities,
    isQuick: options.isQuick,
    progress,
    ...(options.start === undefined ? {} : { start: options.start }),
  }).catch(toPortIssue)
  finish()
  if ('issues' in result) {
    printIssues(result.issues, shell)
    return EXIT.configuration
  }
  const { report } = result
  const { isHeld, ...rest } = report
  const text = options.json
    ? `${JSON.stringify({ held: isHeld, ...rest }, null, 2)}\n`
    : reportText(report, createPaint(shell.stdout, shell.env))
  shell.stdout.write(text)
  return isHeld ? EXIT.ok : EXIT.failed
}
