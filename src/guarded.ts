import { GatewayError } from './errors.js'
import { toErrorName } from './log.js'
import type { Services } from './services.js'

/** Bad input is the caller's and keeps its code; any other throw means that the guard did not run: `guard_failed`, logged and counted. */
export const runGuarded = <T>({ log, metrics }: Services, run: () => T): T => {
  try {
    return run()
  } catch (error) {
    if (error instanceof GatewayError) throw error
    log({ event: 'guard_failed', error: toErrorName(error) })
    metrics.guardFailed()
    throw new GatewayError('guard_failed')
  }
}
