import { pathOf } from './json-place.js'
import type { JsonScan, StringPlace } from './json-scan.js'
import { type AnswerShape, decodeJsonString } from './restore-channel.js'
import type { StreamEvent } from './stream-event.js'

/** What an event says it is: its name, and the `type` and `event` members of its JSON. */
export type EventKinds = { readonly names: readonly string[]; readonly isEnding: boolean }

const ENDING = /(?:^|[._-])(?:done|end|stop|complete|completed|finish|finished|error)$/i

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

/** True for strings of tool arguments, whether these are JSON in a string or an object. */
export const isInArguments = (place: StringPlace, shape: AnswerShape): boolean => {
  if (shape.isArguments(place.key)) return true
  for (let at = place.container; at !== null; at = at.parent)
    if (at.key !== '' && shape.isArguments(at.key)) return true
  return false
}
