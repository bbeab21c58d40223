import type { PolicyRuling } from '../types.js'

/** True when a policy hashes anything, for which a key is needed. */
export const usesHash = (policies: readonly PolicyRuling[]): boolean =>
  policies.some(
    ({ entities, groups, bySeverity, defaultOperator }) =>
      defaultOperator === 'hash' ||
      [...entities.values()].some(({ operator }) => operator === 'hash') ||
      [...groups.values(), ...bySeverity.values()].includes('hash'),
  )
