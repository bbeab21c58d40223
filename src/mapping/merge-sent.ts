import { GatewayError } from '../errors.js'
import { identityOf } from '../token.js'
import type { Identify, MapEntry, ThreadMap } from '../types.js'
import type { SentMap } from './parse-map.js'

/** The maps that apply to one request. Each is left out when there is none. */
export type MapSources = {
  readonly mapping?: SentMap | undefined
  readonly stored?: ThreadMap | undefined
  readonly history?: SentMap | undefined
  readonly auto?: SentMap | undefined
  readonly identify: Identify
}

const NOTHING_KNOWN: ThreadMap = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }

/**
 * One map out of all that apply, by precedence: X-Pii-Mapping, stored thread, history, auto. Every placeholder of a value is kept (all restore);
 * `tokenOf` holds the one to issue; `highWater` the highest number seen per entity. A placeholder that stands for itself (mode `tokens`)
 * holds no value: it only raises `highWater`. Throws `mapping_conflict` when one placeholder has two identities.
 */
export const mergeSent = ({ mapping, stored, history, auto, identify }: MapSources): ThreadMap => {
  if (!mapping && !stored && !history && !auto) return NOTHING_KNOWN
  const entries = new Map<string, MapEntry>()
  const tokenOf = new Map<string, string>()
  const highWater = new Map<string, number>()

  const raise = (entity: string, number: number) => {
    if (number > (highWater.get(entity) ?? 0)) highWater.set(entity, number)
  }
  const add = (entry: MapEntry, place: () => object) => {
    const known = entries.get(entry.token)
    if (known !== undefined && known.key !== entry.key) throw new GatewayError('mapping_conflict', place())
    if (known !== undefined) return
    entries.set(entry.token, entry)
    const identity = identityOf(entry.entity, entry.key)
    if (!tokenOf.has(identity)) tokenOf.set(identity, entry.token)
  }
  const addSent = (sent: SentMap | undefined) => {
    for (const [index, { token, entity, number, value }] of (sent?.entries ?? []).entries()) {
      raise(entity, number)
      if (value === `<${token}>`) continue
      add({ token, entity, key: identify(entity, value), value }, () => ({ ...sent?.place, index }))
    }
  }

  addSent(mapping)
  if (stored !== undefined) {
    for (const [entity, number] of stored.highWater) raise(entity, number)
    for (const entry of stored.entries.values()) add(entry, () => ({ ...mapping?.place }))
  }
  addSent(history)
  addSent(auto)
  return { entries, tokenOf, highWater }
}
