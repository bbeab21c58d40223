import { isAbsolute, relative } from 'node:path'
import type { Readable } from 'node:stream'
import type { Environment } from '../config/env.js'
import type { Issue } from '../types.js'

/** Where a command writes. A terminal says so with `isTTY`. */
export type Output = {
  readonly isTTY?: boolean
  readonly write: (text: string) => boolean
  readonly once: (event: 'drain', listener: () => void) => unknown
}

/** What a command may touch of the process it runs in. */
export type Shell = {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Environment
  readonly onSignal: (signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM', listener: () => void) => void
}

/** Exit codes; 78 is EX_CONFIG of sysexits.h. */
export const EXIT = { ok: 0, failed: 1, configuration: 78 } as const

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

/** Wraps text in a terminal style, or returns it as it is where the output is no terminal or NO_COLOR is set. */
export const createPaint = (output: Output, env: Environment) => {
  const coloured = output.isTTY === true && !env.NO_COLOR
  return (style: keyof typeof STYLES, text: string): string =>
    coloured ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text
}

/** A file under the working directory by its short name, as it was typed. */
const shortName = (file: string): string => {
  const short = isAbsolute(file) ? relative('.', file) : file
  return short.startsWith('..') ? file : short
}

/** One line for a problem: `file:line:column path: message`; what is not known is left out. */
export const formatIssue = ({ file, line, column = 0, path, message }: Issue): string => {
  const name = shortName(file)
  const place = line > 0 ? `${name}:${line}${column > 0 ? `:${column}` : ''}` : name
  return `${[place, path].filter((part) => part !== '').join(' ')}: ${message}`
}

/** Writes every problem, one a line, to stderr. */
export const printIssues = (issues: readonly Issue[], { stderr, env }: Shell): void => {
  const paint = createPaint(stderr, env)
  for (const issue of issues) stderr.write(`${paint('red', formatIssue(issue))}\n`)
}
