import { type DestinationStream, pino } from 'pino'

/** An error as it may be logged: never its message, which can quote input. */
export type ErrorName = { readonly name: string; readonly code: string }

type Level = 'debug' | 'info' | 'warn' | 'error'

/** All that can be logged: ids, codes, counts and durations. There is no event with free text. */
export type LogEvent =
  | {
      readonly event: 'started'
      readonly port: number
      readonly admin_port: number
      readonly rules: number
      readonly digest: string
      readonly engine: string
    }
  | { readonly event: 'seal_key_ephemeral' }
  | { readonly event: 'fail_open_configured' }
  | { readonly event: 'policy_not_enforced'; readonly mode: 'shadow' | 'off' }
  | { readonly event: 'reloaded'; readonly digest: string; readonly rules: number }
  | { readonly event: 'reload_failed'; readonly issues: number }
  | { readonly event: 'draining'; readonly delay_ms: number; readonly timeout_ms: number }
  | { readonly event: 'stopped'; readonly cut_streams: number }
  | { readonly event: 'guard_failed'; readonly error: ErrorName }
  | { readonly event: 'store_failed'; readonly error: ErrorName }
  | { readonly event: 'audit_failed'; readonly error: ErrorName }
  | { readonly event: 'audit_recovered' }
  /** What an auditor compares with the audit log: the number and hash of a signed line, kept where that log is not. */
  | { readonly event: 'audit_checkpoint'; readonly seq: number; readonly hash: string }
  | { readonly event: 'defect'; readonly error: ErrorName }

/** Writes one event as a JSON line. */
export type Log = (event: LogEvent) => void

const LEVELS: Readonly<Record<LogEvent['event'], Level>> = {
  started: 'info',
  seal_key_ephemeral: 'warn',
  fail_open_configured: 'warn',
  policy_not_enforced: 'warn',
  reloaded: 'info',
  reload_failed: 'error',
  draining: 'info',
  stopped: 'info',
  guard_failed: 'error',
  store_failed: 'error',
  audit_failed: 'error',
  audit_recovered: 'info',
  audit_checkpoint: 'info',
  defect: 'error',
}

/** Ids, codes and digests fit; an e-mail address, a name with a space or a URL does not. */
const HARMLESS = /^[\w.:-]{0,80}$/

/** The event with every string that is not an id replaced: the type allows only ids, this holds it at run time too. */
const onlyIds = (fields: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]): [string, unknown] => {
      if (typeof value === 'string') return [key, HARMLESS.test(value) ? value : 'withheld']
      return [key, typeof value === 'object' && value !== null ? onlyIds(value) : value]
    }),
  )

/** Name and code of whatever was thrown, for a log event. */
export const toErrorName = (error: unknown): ErrorName => {
  const { name, code } = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown
    code?: unknown
  }
  return { name: typeof name === 'string' ? name : 'unknown', code: typeof code === 'string' ? code : 'none' }
}

/** A log that writes to stdout, or to `destination`. `level` is the least level written. */
export const createLog = (level: Level | 'silent', destination?: DestinationStream): Log => {
  const logger = pino(
    { level, base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
  return function log({ event, ...fields }) {
    const eventLevel = LEVELS[event]
    if (logger.isLevelEnabled(eventLevel)) logger[eventLevel](onlyIds(fields), event)
  }
}
