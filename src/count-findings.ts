import type { Metrics } from './metrics.js'

type Tally = {
  readonly counts: ReadonlyMap<string, number>
  readonly shadowed: ReadonlyMap<string, number>
}

/** Counts what one request held. */
export const countFindings = ({ finding, shadowFinding }: Metrics, { counts, shadowed }: Tally): void => {
  for (const [entity, count] of counts) finding(entity, count)
  for (const [rule, count] of shadowed) shadowFinding(rule, count)
}
