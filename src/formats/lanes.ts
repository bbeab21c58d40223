import { isElsewhere, type PlaceId } from './json-place.js'
import type { RestoreChannel } from './restore-channel.js'

/** One text channel of a stream: the leaves at one place of successive events. */
export type Lane = {
  readonly key: string
  readonly ids: readonly PlaceId[]
  readonly isText: boolean
  readonly channel: RestoreChannel
  /** The last event of a lane that holds something back, else empty. */
  lastRaw: string
}

/** Ids that change with each event would open a lane each: beyond this many the older half is given up. */
const MAX_LANES = 256

export const noteEvent = (lane: Lane, raw: string): void => {
  lane.lastRaw = lane.channel.heldBytes() > 0 ? raw : ''
}

export const createLanes = () => {
  const lanes = new Map<string, Lane>()
  const take = (isWanted: (lane: Lane) => boolean): Lane[] => {
    const taken: Lane[] = []
    for (const lane of lanes.values()) {
      if (!isWanted(lane)) continue
      lanes.delete(lane.key)
      taken.push(lane)
    }
    return taken
  }
  return {
    find: (key: string): Lane | undefined => lanes.get(key),
    add: (lane: Lane): Lane => {
      lanes.set(lane.key, lane)
      return lane
    },
    take,
    /** The older half, when there are too many; else none. */
    takeSurplus: (): Lane[] => {
      if (lanes.size <= MAX_LANES) return []
      let left = MAX_LANES / 2
      return take(() => left-- > 0)
    },
  }
}

/** Lanes that an ending with these ids ends: all but those of another choice, block or item. */
export const endedBy =
  (endings: readonly (readonly PlaceId[])[]) =>
  (lane: Lane): boolean =>
    endings.some((ids) => !isElsewhere(ids, lane.ids))
