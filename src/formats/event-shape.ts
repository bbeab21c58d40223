import { pathOf } from './json-place.js'
import type { Container, JsonScan, StringPlace } from './json-scan.js'
import { type AnswerShape, decodeJsonString } from './restore-channel.js'
import { memberShape, type Shape } from './shape.js'
import type { StreamEvent } from './stream-event.js'

/** What an event says it is: its name, and the `type` and `event` members of its JSON. */
export type EventKinds = { readonly names: readonly string[]; readonly isEnding: boolean }

const ENDING = /(?:^|[._-])(?:done|end|stop|complete|completed|incomplete|finish|finished|failed|cancelled|error)$/i

export const kindsOf = ({ name, data }: StreamEvent, scan: JsonScan | null): EventKinds => {
  const names = name === '' ? [] : [name]
  for (const { isKey, container, key, start, end } of scan?.strings ?? []) {
    if (isKey || container === null || container !== scan?.root || (key !== 'type' && key !== 'event')) continue
    names.push(decodeJsonString(data?.slice(start, end) ?? ''))
  }
  return { names, isEnding: names.some((kind) => ENDING.test(kind)) }
}

/** Names the lane of a leaf: what the event is, and the leaf's place with its indexes and ids (contract section 2). */
export const keyMaker = ({ name }: StreamEvent, { names }: EventKinds) => {
  const prefix = `${name}\n${names.join()}\n`
  return ({ container, key, position }: StringPlace): string =>
    `${prefix}${pathOf(container)}/${position < 0 ? key : position}`
}

/** Shape of the events that are called so. */
export const eventShape = ({ shape, events }: AnswerShape, { names }: EventKinds): Shape => {
  if (events !== undefined) for (const name of names) if (Object.hasOwn(events, name)) return events[name] ?? shape
  return shape
}

/** Whether the strings of an event may go on in later ones. */
export const isStreamed = ({ streamed }: AnswerShape, { names }: EventKinds): boolean =>
  streamed === undefined || names.some((name) => streamed.some((ending) => name.endsWith(ending)))

const containerShape = (container: Container, root: Shape): Shape => {
  if (container.shape !== null) return container.shape
  const { parent, key, position } = container
  let shape = root
  if (parent !== null) {
    const outer = containerShape(parent, root)
    shape = position < 0 ? memberShape(outer, key) : (outer.items ?? outer)
  }
  container.shape = shape
  return shape
}

/** Shape of a string of an event; `root` is that of the event. */
export const placeShape = ({ container, key, position }: StringPlace, root: Shape): Shape => {
  if (container === null) return root
  const outer = containerShape(container, root)
  return position < 0 ? memberShape(outer, key) : (outer.items ?? outer)
}
