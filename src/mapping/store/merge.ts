import { identityOf, numberOf } from '../../token.js'
import type { MapEntry, ThreadMap } from '../../types.js'
import type { NumberWish } from './store.js'

export type Merged = {
  readonly map: ThreadMap
  readonly conflicts: readonly string[]
  readonly dropped: number
}

/** The number that an entry takes from its entity. A literal stands for itself: a huge one would leave the thread without numbers. */
export const takenNumber = ({ token, key }: MapEntry): number => (key === token ? 0 : numberOf(token))

/** First numbers of the blocks, and the high-water marks after them. */
export const reserveNumbers = (
  highWater: ReadonlyMap<string, number>,
  wishes: readonly NumberWish[],
): {
  readonly firsts: readonly number[]
  readonly highWater: ReadonlyMap<string, number>
  readonly isAsked: boolean
} => {
  if (wishes.length === 0) return { firsts: [], highWater, isAsked: true }
  const raised = new Map(highWater)
  let isAsked = true
  const firsts = wishes.map(({ entity, count, above }) => {
    const taken = Math.max(raised.get(entity) ?? 0, above)
    if (taken !== above) isAsked = false
    if (count > 0) raised.set(entity, taken + count)
    return taken + 1
  })
  return { firsts, highWater: raised, isAsked }
}

/** A new map with the entries that it did not have. A known token keeps its identity and its first surface form. */
export const mergeEntries = (map: ThreadMap, added: readonly MapEntry[], maxEntries: number): Merged => {
  const entries = new Map(map.entries)
  const tokenOf = new Map(map.tokenOf)
  const highWater = new Map(map.highWater)
  const conflicts: string[] = []
  let dropped = 0
  for (const entry of added) {
    const { token, entity, key } = entry
    const number = takenNumber(entry)
    if (number > (highWater.get(entity) ?? 0)) highWater.set(entity, number)
    const known = entries.get(token)
    if (known !== undefined) {
      if (known.key !== key || known.entity !== entity) conflicts.push(token)
    } else if (entries.size >= maxEntries) {
      dropped += 1
    } else {
      entries.set(token, entry)
      const identity = identityOf(entity, key)
      if (!tokenOf.has(identity)) tokenOf.set(identity, token)
    }
  }
  return { map: { entries, tokenOf, highWater }, conflicts, dropped }
}

/** A map of entries in the order in which they were stored. */
export const toThreadMap = (stored: Iterable<MapEntry>, highWater: ReadonlyMap<string, number>): ThreadMap => {
  const entries = new Map<string, MapEntry>()
  const tokenOf = new Map<string, string>()
  for (const entry of stored) {
    entries.set(entry.token, entry)
    const identity = identityOf(entry.entity, entry.key)
    if (!tokenOf.has(identity)) tokenOf.set(identity, entry.token)
  }
  return { entries, tokenOf, highWater }
}
