import { toErrorName } from './log.js'
import type { Eventually } from './mapping/store/eventually.js'
import type { Runtime } from './runtime.js'
import type { Services } from './services.js'

/** What one exchange still has to write when its answer is on the way. A failure is counted and costs nobody the answer. */
export type Writes = {
  readonly pend: (work: () => Eventually<void>) => void
  /** Resolves when all is written; null when there is nothing to wait for. It never rejects. */
  readonly settled: () => Promise<void> | null
}

/** With `durability: strict` the answer's end waits for `settled`; `relaxed` writes behind. */
export const createWrites = ({ config }: Runtime, { log, metrics }: Services): Writes => {
  let pending: Promise<void> | null = null
  const isStrict = config.threads.durability === 'strict'
  const fail = (error: unknown): void => {
    log({ event: 'store_failed', error: toErrorName(error) })
    metrics.storeFailed()
  }
  return {
    pend: (work) => {
      try {
        const result = work()
        if (!(result instanceof Promise)) return
        const caught = result.catch(fail)
        if (isStrict) pending = pending === null ? caught : Promise.all([pending, caught]).then(() => undefined)
      } catch (error) {
        fail(error)
      }
    },
    settled: () => pending,
  }
}
