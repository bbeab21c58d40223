import { GatewayError } from './errors.js'
import { toErrorName } from './log.js'
import type { Eventually } from './mapping/store/eventually.js'
import type { Services } from './services.js'

/** Bad input is the caller's and keeps its code; any other failure means that the guard did not run: `guard_failed`, logged and counted. */
export const runGuarded = <T>({ log, metrics }: Services, run: () => Eventually<T>): Eventually<T> => {
  const fail = (error: unknown): never => {
    if (error instanceof GatewayError) throw error
    log({ event: 'guard_failed', error: toErrorName(error) })
    metrics.guardFailed()
    throw new GatewayError('guard_failed')
  }
  try {
    const result = run()
    return result instanceof Promise ? result.catch(fail) : result
  } catch (error) {
    return fail(error)
  }
}
