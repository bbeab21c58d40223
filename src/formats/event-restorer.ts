import { type EventKinds, eventShape, isStreamed, keyMaker, kindsOf, placeShape } from './event-shape.js'
import { hintOf, idsOf, isThreadId } from './json-place.js'
import { FINISH_KEYS, type JsonScan, type StringPlace, scanJson } from './json-scan.js'
import { createLanes, endedBy, type Lane, noteEvent } from './lanes.js'
import { type AnswerShape, type ChannelSource, reportThreadId } from './restore-channel.js'
import { FREE, type Shape } from './shape.js'
import { applyEdits, type Edit, type StreamEvent } from './stream-event.js'
import { createTemplates, type Slot } from './template.js'

/** How a framing reads and writes its events. */
export type Framing = {
  readonly parse: (raw: string) => StreamEvent
  /** The event with `text` as its data; line breaks in it are the framing's to encode. */
  readonly withText: (event: StreamEvent, text: string) => string
  /** The bytes of an event as they stand when it comes again; absent: the same. */
  readonly toCopy?: (raw: string) => string
  /** Whether text that is no JSON goes on from one event to the next. */
  readonly joinsText: boolean
}

const DONE = '[DONE]'
const MAY_BE_JSON = /^\s*[{["]/
const everyLane = () => true
/** Strings that say what an event is, which lane its text belongs to, or which thread it names. */
const TELLING = new Set(['type', 'event', 'id', 'thread_id', ...FINISH_KEYS])
const mayVary = ({ key, position }: StringPlace): boolean => position < 0 && !TELLING.has(key)

const withNumbers = (slots: readonly Slot[], { numbers }: JsonScan): Slot[] => {
  const all = [...slots]
  for (let i = 0; i < numbers.length; i += 2)
    all.push({ kind: 'number', lane: null, start: numbers[i] as number, end: numbers[i + 1] as number })
  return all.sort((one, other) => one.start - other.start)
}

/** The ids of an ending that ends all lanes: none that could differ. */
const EVERYWHERE = [[]]

/**
 * Restores events one by one. Each string leaf of an event belongs to a lane; what a lane holds back goes into its next
 * event, or leaves in a copy of its last one before the event that ends it.
 */
export const createEventRestorer = (source: ChannelSource, shape: AnswerShape, framing: Framing) => {
  const lanes = createLanes()
  const templates = createTemplates()
  const textNames = new Set<string>()

  /** A copy of the last event of a lane with what it held back, and no other text. */
  const copyWith = (lane: Lane, tail: string): string => {
    const event = framing.parse(framing.toCopy?.(lane.lastRaw) ?? lane.lastRaw)
    const data = event.data ?? ''
    const scan = lane.isText ? null : scanJson(data)
    if (scan === null) return framing.withText(event, tail)
    const kinds = kindsOf(event, scan)
    const toKey = keyMaker(event, kinds)
    const root = eventShape(shape, kinds)
    const edits = scan.strings
      .filter((place) => !place.isKey && placeShape(place, root).text)
      .map((place) => ({ start: place.start, end: place.end, text: toKey(place) === lane.key ? tail : '' }))
    return applyEdits(event, edits)
  }
  const release = (taken: readonly Lane[]): string => {
    if (taken.length > 0) templates.clear()
    let out = ''
    for (const lane of taken) {
      const tail = lane.channel.push('', true)
      if (tail !== '') out += copyWith(lane, tail)
    }
    return out
  }
  const flush = () => release(lanes.take(everyLane))

  const textEvent = (event: StreamEvent, data: string, isLast: boolean): string => {
    const isEnding = isLast || kindsOf(event, null).isEnding
    if (data === DONE) return flush() + event.raw
    textNames.add(event.name)
    const key = `${event.name}\n`
    const open = (): Lane => {
      const channel = source.open({ depth: 0, bare: true })
      return lanes.add({ key, ids: [], isText: true, channel, lastRaw: '' })
    }
    const lane = lanes.find(key) ?? open()
    const before = isEnding ? release(lanes.take((other) => other !== lane || data === '')) : ''
    const restored = lane.channel.push(data, isEnding || !framing.joinsText)
    noteEvent(lane, event.raw)
    if (isEnding) lanes.take(everyLane)
    return before + (restored === data ? event.raw : framing.withText(event, restored))
  }

  const findSlots = (event: StreamEvent, scan: JsonScan, kinds: EventKinds, root: Shape): Slot[] => {
    const toKey = keyMaker(event, kinds)
    const slots: Slot[] = []
    for (const place of scan.strings) {
      if (place.isKey) continue
      const { text, json, tool, whole } = placeShape(place, root)
      if (!text && mayVary(place)) slots.push({ kind: 'inert', lane: null, start: place.start, end: place.end })
      if (!text || whole) continue
      const key = toKey(place)
      const open = (): Lane => {
        const channel = source.open({ depth: json === undefined ? 1 : 2, bare: !tool, hint: hintOf(place) })
        return lanes.add({ key, ids: idsOf(place.container), isText: false, channel, lastRaw: '' })
      }
      slots.push({ kind: 'live', lane: lanes.find(key) ?? open(), start: place.start, end: place.end })
    }
    return slots
  }

  const jsonEvent = (event: StreamEvent, scan: JsonScan, isLast: boolean): string => {
    const data = event.data ?? ''
    const kinds = kindsOf(event, scan)
    const endings = isLast ? EVERYWHERE : (kinds.isEnding ? [scan.root] : scan.finished).map(idsOf)
    const isEnded = endedBy(endings)
    const isOpen = isStreamed(shape, kinds)
    const root = eventShape(shape, kinds)
    const slots = isOpen ? findSlots(event, scan, kinds, root) : []
    // The last text of a lane may come with the ending itself: then nothing needs a copy.
    const carried = new Set(slots.filter(({ start, end }) => end > start).map(({ lane }) => lane))
    const before = release(lanes.take((lane) => isEnded(lane) && !carried.has(lane)))
    const edits: Edit[] = []
    for (const { lane, start, end } of slots) {
      if (lane === null) continue
      const raw = data.slice(start, end)
      const text = lane.channel.push(raw, isEnded(lane))
      noteEvent(lane, event.raw)
      if (text !== raw) edits.push({ start, end, text })
    }
    const wholeEdits = restoreWhole(data, scan, root, isOpen)
    if (endings.length > 0) release(lanes.take(isEnded))
    else if (isOpen && wholeEdits.length === 0) templates.learn(event, data, withNumbers(slots, scan))
    if (edits.length + wholeEdits.length === 0) return before + event.raw
    return (
      before +
      applyEdits(
        event,
        [...edits, ...wholeEdits].sort((one, other) => one.start - other.start),
      )
    )
  }

  /** Member names, and strings that no other event goes on with. */
  const restoreWhole = (data: string, { strings }: JsonScan, root: Shape, isOpen: boolean): Edit[] => {
    const edits: Edit[] = []
    if (source.isPlain(data)) return edits
    for (const place of strings) {
      const { isKey, start, end } = place
      const raw = data.slice(start, end)
      if (source.isPlain(raw)) continue
      const value = isKey ? FREE : placeShape(place, root)
      if (!isKey && (!value.text || (isOpen && !value.whole))) continue
      const hint = isKey ? '' : hintOf(place)
      const text = source.open({ depth: value.json === undefined ? 1 : 2, bare: !value.tool, hint }).push(raw, true)
      if (text !== raw) edits.push({ start, end, text })
    }
    return edits
  }

  const watchThread = (data: string, scan: JsonScan): void => {
    if (shape.onThreadId === undefined) return
    for (const place of scan.strings)
      if (isThreadId(place, scan.root)) reportThreadId(shape, data.slice(place.start, place.end))
  }

  const restore = (raw: string): string => templates.restore(raw) ?? restoreParsed(raw, false)
  const restoreParsed = (raw: string, isLast: boolean): string => {
    const event = framing.parse(raw)
    const { data, name } = event
    if (data === null) return isLast || kindsOf(event, null).isEnding ? flush() + raw : raw
    const scan = MAY_BE_JSON.test(data) ? scanJson(data) : null
    const surplus = release(lanes.takeSurplus())
    // Without a member, or as one string in a stream of text, it is a piece of that text and stays in its order.
    const isText = scan === null || scan.strings.length === 0 || (scan.root === null && textNames.has(name))
    if (isText) return surplus + textEvent(event, data, isLast)
    watchThread(data, scan)
    return surplus + jsonEvent(event, scan, isLast)
  }

  const watch = (raw: string): string => {
    if (!raw.includes('thread_id')) return raw
    const data = framing.parse(raw).data ?? ''
    const scan = scanJson(data)
    if (scan) watchThread(data, scan)
    return raw
  }

  const last = (raw: string): string => (raw === '' ? flush() : restoreParsed(raw, true))
  return {
    /** One event in, the event (and copies before it) out; `raw` itself where nothing changed. */
    event: source.isEmpty ? watch : restore,
    /** The rest of the stream in, an event that nothing ended; what other lanes hold back leaves before it. */
    last: source.isEmpty ? watch : last,
  }
}
