import type { Log } from './log.js'
import type { Metrics } from './metrics.js'

/** What lives as long as the process, whatever configuration is in use. */
export type Services = { readonly log: Log; readonly metrics: Metrics }
