/** Counts of one answer, shared by all its channels; live until the answer ends. */
export type RestoreStats = {
  readonly restored: number
  /** Placeholders that stayed: of an issued type without that number, or held back from a URL. */
  readonly unresolved: number
  /** Those of `unresolved` that a URL was not allowed to hold. */
  readonly denied: number
  readonly restoredByType: ReadonlyMap<string, number>
  /** Distinct names without brackets, at most 1000: what the restore endpoint reports. */
  readonly unresolvedNames: ReadonlySet<string>
  /** Values that the model brought itself, by entity; empty where nobody looks for them. */
  readonly introduced: ReadonlyMap<string, number>
}

export type StatsRecorder = {
  readonly restored: (token: string) => void
  readonly unresolved: (name: string) => void
  readonly denied: (token: string) => void
  readonly introduced: (entity: string) => void
  readonly stats: RestoreStats
}

const MAX_NAMES = 1000

export const NOTHING_RESTORED: RestoreStats = {
  restored: 0,
  unresolved: 0,
  denied: 0,
  restoredByType: new Map(),
  unresolvedNames: new Set(),
  introduced: new Map(),
}

export const createStatsRecorder = (): StatsRecorder => {
  const stats = {
    restored: 0,
    unresolved: 0,
    denied: 0,
    restoredByType: new Map<string, number>(),
    unresolvedNames: new Set<string>(),
    introduced: new Map<string, number>(),
  }
  const unresolved = (name: string) => {
    stats.unresolved++
    if (stats.unresolvedNames.size < MAX_NAMES) stats.unresolvedNames.add(name)
  }
  return {
    restored: (token) => {
      stats.restored++
      const type = token.slice(0, token.lastIndexOf('_'))
      stats.restoredByType.set(type, (stats.restoredByType.get(type) ?? 0) + 1)
    },
    unresolved,
    denied: (token) => {
      stats.denied++
      unresolved(token)
    },
    introduced: (entity) => {
      stats.introduced.set(entity, (stats.introduced.get(entity) ?? 0) + 1)
    },
    stats,
  }
}
