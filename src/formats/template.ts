import { type Lane, noteEvent } from './lanes.js'
import type { ChannelSource } from './restore-channel.js'
import type { StreamEvent } from './stream-event.js'

/** One leaf of an event: its lane, and where its raw text is in the event's data. */
export type LiveLeaf = { readonly lane: Lane; readonly start: number; readonly end: number }

type Template = { readonly prefix: string; readonly suffix: string; readonly lane: Lane }

const MAX_TEMPLATES = 4
/** After so many templates that served less than once each, the events differ in more than one leaf: stop learning. */
const MAX_WASTED = 32

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Own bytes, so that a template does not keep a chunk alive. */
const copyOf = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')

const stampOf = (text: string): number =>
  text.length * 0x10000 + (text.charCodeAt(0) || 0) * 0x100 + (text.charCodeAt(text.length - 1) || 0)

const isPast = (raw: string, character: string, start: number, end: number): boolean => {
  const at = raw.indexOf(character, start)
  return at < 0 || at >= end
}

/** True when `raw` from `start` to `end` is the inside of one JSON string. */
const isInside = (raw: string, start: number, end: number): boolean => {
  if (!isPast(raw, '\n', start, end) || !isPast(raw, '\r', start, end)) return false
  if (isPast(raw, '\\', start, end)) return isPast(raw, '"', start, end)
  let i = start
  for (; i < end; i++) {
    const code = raw.charCodeAt(i)
    if (code === BACKSLASH) i++
    else if (code === QUOTE) return false
  }
  return i === end
}

/**
 * Events of a stream mostly differ in one string only. Where all else equals an earlier event byte for byte, that string
 * goes straight to its lane and nothing is parsed.
 */
export const createTemplates = (source: ChannelSource) => {
  let templates: Template[] = []
  let learned = 0
  let hits = 0

  const learn = (event: StreamEvent, data: string, leaves: readonly LiveLeaf[]): void => {
    if (event.lines.length !== 1 || (learned >= MAX_WASTED && hits < learned)) return
    let live: LiveLeaf | null = null
    for (const leaf of leaves) {
      const text = data.slice(leaf.start, leaf.end)
      const stamp = stampOf(text)
      const isSame = stamp === leaf.lane.stamp
      leaf.lane.stamp = stamp
      if (isSame && source.isInert(text) && leaf.lane.channel.heldBytes() === 0) continue
      if (live) return
      live = leaf
    }
    if (!live) return
    const shift = event.lines[0]?.raw ?? 0
    const prefix = copyOf(event.raw.slice(0, live.start + shift))
    const suffix = copyOf(event.raw.slice(live.end + shift))
    templates = [{ prefix, suffix, lane: live.lane }, ...templates.slice(0, MAX_TEMPLATES - 1)]
    learned++
  }

  /** The restored event, or null when no template fits. */
  const restore = (raw: string): string | null => {
    for (let i = 0; i < templates.length; i++) {
      const { prefix, suffix, lane } = templates[i] as Template
      const start = prefix.length
      const end = raw.length - suffix.length
      // Comparing slices is twice as fast as `startsWith` and copies nothing.
      if (end < start || raw.slice(0, start) !== prefix || raw.slice(end) !== suffix) continue
      if (!isInside(raw, start, end)) continue
      hits++
      const text = raw.slice(start, end)
      const restored = lane.channel.push(text, false)
      noteEvent(lane, raw)
      return restored === text ? raw : prefix + restored + suffix
    }
    return null
  }

  return {
    learn,
    restore,
    /** To be called whenever a lane is given up. */
    clear: () => {
      templates = []
    },
  }
}
