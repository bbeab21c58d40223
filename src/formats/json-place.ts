import type { Container, StringPlace } from './json-scan.js'

/** One identifying number or id on the way from the root to a place. Labels name the member, without array positions. */
export type PlaceId = { readonly label: string; readonly value: string }

/** Label → value pairs of an object: its indexes, else its id. */
const ownIds = (container: Container): readonly string[] => {
  if (container.indexes.length > 0) return container.indexes
  return container.id === '' ? [] : [`id=${container.id}`]
}

/**
 * JSON Pointer of a container in which indexes and ids stand for array positions, because a stream sends choice 1 alone
 * in an array of one.
 */
export const pathOf = (container: Container | null): string => {
  if (container === null) return ''
  if (container.path !== null) return container.path
  const ids = ownIds(container).join()
  const { parent, position, key } = container
  const step = position < 0 ? key : ids === '' ? String(position) : ''
  container.path = (parent === null ? '' : `${pathOf(parent)}/${step}`) + (ids === '' ? '' : `#${ids}`)
  return container.path
}

/** Ids of all enclosing objects. */
export const idsOf = (container: Container | null): PlaceId[] => {
  const ids: PlaceId[] = []
  for (let at = container; at !== null; at = at.parent) {
    const own = ownIds(at)
    if (own.length === 0) continue
    const prefix = labelOf(at)
    for (const id of own) {
      const cut = id.indexOf('=')
      ids.push({ label: `${prefix}:${id.slice(0, cut)}`, value: id.slice(cut + 1) })
    }
  }
  return ids
}

const labelOf = (container: Container | null): string =>
  container === null || container.parent === null
    ? ''
    : `${labelOf(container.parent)}/${container.position < 0 ? container.key : '*'}`

/** True when both name a thing of the same kind, and not the same one. */
export const isElsewhere = (ids: readonly PlaceId[], others: readonly PlaceId[]): boolean =>
  ids.some(({ label, value }) => others.some((other) => other.label === label && other.value !== value))

/** Name of the nearest member: of an element, that of its list. */
export const hintOf = ({ container, key, position }: StringPlace): string => {
  if (position < 0) return key
  let at = container
  while (at !== null && at.position >= 0) at = at.parent
  return at?.key ?? ''
}

/** True for `thread_id` and `data.thread_id`. */
export const isThreadId = ({ key, isKey, container }: StringPlace, root: Container | null): boolean => {
  if (isKey || key !== 'thread_id' || container === null || container.isArray) return false
  return container === root || (container.parent === root && container.key === 'data' && container.position < 0)
}
