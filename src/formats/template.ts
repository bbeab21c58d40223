import { type Lane, noteEvent } from './lanes.js'
import type { StreamEvent } from './stream-event.js'

/**
 * A part of an event's data that may differ from event to event: the text of a lane, a string that is no text, or a
 * number. Offsets of the data.
 */
export type Slot = {
  readonly kind: 'live' | 'inert' | 'number'
  readonly lane: Lane | null
  start: number
  end: number
}

/** What stays the same around the slots, and the slots between: one part more than slots. */
type Template = { readonly parts: readonly string[]; readonly slots: readonly (Lane | 'inert' | 'number')[] }

/** Events that are the same but for their slots, and which of the slots have been seen to differ. */
type Family = {
  readonly texts: string[]
  readonly varies: boolean[]
  learned: number
  hits: number
  template: Template | null
}

const MAX_FAMILIES = 8
const MAX_SLOTS = 32
/** After so many templates that served less than once each, the events differ in more than their slots: stop learning. */
const MAX_WASTED = 32

const BACKSLASH = 0x5c

/** Own bytes, so that a template does not keep a chunk alive. */
const copyOf = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')

const isNumberCode = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2d || code === 0x2b || code === 0x65 || code === 0x45

/** Index of the quote that ends the string whose inside starts at `start`; -1 without one. */
const stringEnd = (raw: string, start: number): number => {
  let quote = raw.indexOf('"', start)
  while (quote > start && raw.charCodeAt(quote - 1) === BACKSLASH) {
    let slashes = quote - 1
    while (slashes > start && raw.charCodeAt(slashes - 1) === BACKSLASH) slashes--
    if ((quote - slashes) % 2 === 0) break
    quote = raw.indexOf('"', quote + 1)
  }
  return quote
}

const numberEnd = (raw: string, start: number): number => {
  let end = start
  while (isNumberCode(raw.charCodeAt(end))) end++
  return end > start ? end : -1
}

const isPast = (raw: string, character: string, start: number, end: number): boolean => {
  const at = raw.indexOf(character, start)
  return at < 0 || at >= end
}

/** Where the slots of the last event that fitted begin and end. */
const bounds: number[] = []

/** Fills `bounds`; false where the event is another. */
const fits = (raw: string, { parts, slots }: Template): boolean => {
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string
    // Comparing slices is twice as fast as `startsWith` and copies nothing.
    if (raw.slice(at, at + part.length) !== part) return false
    at += part.length
    if (i === slots.length) break
    const end = slots[i] === 'number' ? numberEnd(raw, at) : stringEnd(raw, at)
    if (end < 0) return false
    bounds[2 * i] = at
    bounds[2 * i + 1] = end
    at = end
  }
  if (at !== raw.length) return false
  const first = bounds[0] ?? 0
  const last = bounds[2 * slots.length - 1] ?? 0
  return slots.length === 0 || (isPast(raw, '\n', first, last) && isPast(raw, '\r', first, last))
}

/**
 * Events of a stream mostly differ in a few strings and numbers only. Where all else equals an earlier event byte for
 * byte, the text goes straight to its lane and nothing is parsed.
 */
export const createTemplates = () => {
  const families = new Map<string, Family>()
  let wasted = 0

  const familyOf = (skeleton: string, slots: readonly Slot[]): Family => {
    const known = families.get(skeleton)
    if (known) return known
    if (families.size >= MAX_FAMILIES) {
      wasted++
      families.delete(families.keys().next().value ?? '')
    }
    const varies = slots.map(({ kind }) => kind === 'live')
    const family = { texts: [], varies, learned: 0, hits: 0, template: null }
    // Built by joining, and flat since it was looked up: it keeps no chunk alive.
    families.set(skeleton, family)
    return family
  }

  /** `slots` are sorted. */
  const learn = (event: StreamEvent, data: string, slots: readonly Slot[]): void => {
    if (event.lines.length !== 1 || slots.length > MAX_SLOTS || wasted > MAX_WASTED) return
    let skeleton = event.name
    let from = 0
    for (const { start, end } of slots) {
      skeleton += `\n${data.slice(from, start)}`
      from = end
    }
    const family = familyOf(`${skeleton}\n${data.slice(from)}`, slots)
    if (family.learned > MAX_WASTED && family.hits < family.learned) return
    family.learned++
    const raw = copyOf(event.raw)
    const shift = event.lines[0]?.raw ?? 0
    const parts: string[] = []
    const open: (Lane | 'inert' | 'number')[] = []
    let copied = 0
    for (const [index, { kind, lane, start, end }] of slots.entries()) {
      const text = kind === 'live' ? '' : raw.slice(start + shift, end + shift)
      const before = family.texts[index]
      if (before !== undefined && before !== text) family.varies[index] = true
      family.texts[index] = text
      if (!family.varies[index]) continue
      parts.push(raw.slice(copied, start + shift))
      open.push(kind === 'live' ? (lane as Lane) : kind)
      copied = end + shift
    }
    parts.push(raw.slice(copied))
    family.template = { parts, slots: open }
  }

  const fill = (raw: string, { slots }: Template): string => {
    let out = ''
    let from = 0
    for (let i = 0; i < slots.length; i++) {
      const lane = slots[i] as Lane | 'inert' | 'number'
      if (typeof lane === 'string') continue
      const start = bounds[2 * i] as number
      const end = bounds[2 * i + 1] as number
      const text = raw.slice(start, end)
      const restored = lane.channel.push(text, false)
      noteEvent(lane, raw)
      if (restored === text) continue
      out += raw.slice(from, start) + restored
      from = end
    }
    return from === 0 ? raw : out + raw.slice(from)
  }

  /** The restored event, or null when no template fits. */
  const restore = (raw: string): string | null => {
    for (const family of families.values()) {
      const { template } = family
      if (template === null || !fits(raw, template)) continue
      family.hits++
      return fill(raw, template)
    }
    return null
  }

  return {
    learn,
    restore,
    /** To be called whenever a lane is given up. */
    clear: () => {
      for (const family of families.values()) family.template = null
    },
  }
}
