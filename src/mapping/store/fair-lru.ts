/** Items of many owners, bounded in all. When there are too many, the owner who holds most loses the one not used for longest. */
export type FairLru<T> = {
  readonly get: (owner: string, key: string) => T | undefined
  /** Puts an item as the last used one, then makes room. */
  readonly set: (owner: string, key: string, item: T) => void
  readonly delete: (owner: string, key: string) => boolean
  /** Items of one owner from the one not used for longest; of all owners without one. */
  readonly items: (owner?: string) => Iterable<readonly [owner: string, key: string, item: T]>
  readonly size: () => number
}

/**
 * No owner can push out another one that holds less: filling the store only costs the own items. Every operation is
 * constant in the number of items and owners: owners are grouped by how many items they hold, as an LFU cache does it.
 */
export const createFairLru = <T>(
  maxItems: number,
  onEvict: (owner: string, key: string, item: T) => void = () => {},
): FairLru<T> => {
  const owners = new Map<string, Map<string, T>>()
  const bySize = new Map<number, Set<string>>()
  let largest = 0
  let total = 0

  const move = (owner: string, from: number, to: number): void => {
    const old = bySize.get(from)
    old?.delete(owner)
    if (old?.size === 0) bySize.delete(from)
    if (to > 0) {
      const group = bySize.get(to)
      if (group === undefined) bySize.set(to, new Set([owner]))
      else group.add(owner)
    }
    total += to - from
    if (to > largest) largest = to
    else if (from === largest && !bySize.has(from)) largest = to
  }
  const remove = (owner: string, key: string): boolean => {
    const own = owners.get(owner)
    if (own?.delete(key) !== true) return false
    if (own.size === 0) owners.delete(owner)
    move(owner, own.size + 1, own.size)
    return true
  }
  const makeRoom = (): void => {
    while (total > maxItems) {
      const [owner = ''] = bySize.get(largest) ?? []
      const [key, item] = owners.get(owner)!.entries().next().value!
      remove(owner, key)
      onEvict(owner, key, item)
    }
  }

  return {
    get: (owner, key) => owners.get(owner)?.get(key),
    set: (owner, key, item) => {
      let own = owners.get(owner)
      if (own === undefined) {
        own = new Map()
        owners.set(owner, own)
      }
      const isNew = !own.delete(key)
      own.set(key, item)
      if (!isNew) return
      move(owner, own.size - 1, own.size)
      makeRoom()
    },
    delete: remove,
    items: function* (owner) {
      const chosen = owner === undefined ? owners : new Map([[owner, owners.get(owner) ?? new Map<string, T>()]])
      for (const [name, own] of chosen) for (const [key, item] of own) yield [name, key, item] as const
    },
    size: () => total,
  }
}
