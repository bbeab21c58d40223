import { type DestinationStream, pino } from 'pino'

/** An error as it may be logged: never its message, which can quote input. */
export type ErrorName = { readonly name: string; readonly code: string }

type Level = 'debug' | 'info' | 'warn' | 'error'

/** All that can be logged: ids, codes, counts and durations. There is no event with free text. */
export type LogEvent =
  | {
      readonly event: 'started'
      readonly version: string
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
  /** So many lines were lost since the last one, because nobody read them. */
  | { readonly event: 'log_lines_dropped'; readonly lines: number }
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
  log_lines_dropped: 'error',
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

const STDOUT = 1
/** Some thousand lines. */
const MAX_WAITING_BYTES = 1024 * 1024

/**
 * A log that writes to a file descriptor, or to another destination. `level` is the least level written. Who does not read
 * the descriptor does not stop the gateway: lines wait up to 1 MiB, then they are dropped, and their number is logged
 * as soon as there is room.
 */
export const createLog = (level: Level | 'silent', destination: DestinationStream | number = STDOUT): Log => {
  const onDropped = (lines: number) => log({ event: 'log_lines_dropped', lines })
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      // By name: what collects logs does not know the numbers of this library.
      formatters: { level: (name) => ({ level: name }) },
    },
    typeof destination === 'number' ? openDescriptor(destination, onDropped) : destination,
  )
  const log: Log = ({ event, ...fields }) => {
    const eventLevel = LEVELS[event]
    if (logger.isLevelEnabled(eventLevel)) logger[eventLevel](onlyIds(fields), event)
  }
  return log
}

/** Writing is asynchronous, since a write that must wait for its reader would stop the event loop; pino flushes at exit. */
const openDescriptor = (fd: number, onDropped: (lines: number) => void): DestinationStream => {
  const stream = pino.destination({ fd, sync: false, maxLength: MAX_WAITING_BYTES })
  let dropped = 0
  stream.on('drop', () => dropped++)
  stream.on('drain', () => {
    const lines = dropped
    dropped = 0
    if (lines > 0) onDropped(lines)
  })
  return stream
}
