import type { Auditor } from './audit/auditor.js'
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'
import type { Overload } from './overload.js'

/** What lives as long as the process, whatever configuration is in use. `audit` is null where no audit log is kept. */
export type Services = {
  readonly log: Log
  readonly metrics: Metrics
  readonly audit: Auditor | null
  readonly overload: Overload
}
