import { GatewayError } from '../errors.js'
import { isDescribable, type Place, pushText, review } from './embedded.js'
import { closingQuote, decodeLiteral, numberEnd } from './json-token.js'
import type { Leaf, PathNode, Unscanned } from './leaf.js'
import { listedShape, type Shape, unlistedShape } from './shape.js'

export { type Leaf, type PathNode, pointerOf, type Unscanned } from './leaf.js'
export { writeLeaves } from './write-leaves.js'

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const ZERO = 48
const NINE = 57
const COLON = 58
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const MIN_TEXT_DIGITS = 7

type Frame = {
  readonly shape: Shape
  readonly node: PathNode | null
  readonly keys: Set<string> | null
  index: number
  /** Media type of the file that a member of it holds, and its own `type`. */
  mediaType: string
  type: string
  /** Its strings that a member beside them may say more about; null without any. */
  own: Leaf[] | null
}

/**
 * Text leaves of a valid JSON document, in document order. Linear; the source is never re-serialised, so key order
 * and number forms stay. Throws `body_duplicate_key` and `body_too_deep`. The caller has checked that `source` parses.
 * What goes on unread is counted in `unscanned`.
 */
export const findLeaves = (
  source: string,
  root: Shape,
  maxDepth: number,
  unscanned: Unscanned = { signed: 0, binary: 0 },
): Leaf[] => {
  const leaves: Leaf[] = []
  const replaced = new Map<Leaf, readonly Leaf[]>()
  collect(source, root, { within: null, node: null, maxDepth, leaves, replaced, unscanned, collect })
  if (replaced.size === 0) return leaves
  const final = (leaf: Leaf): readonly Leaf[] => replaced.get(leaf)?.flatMap(final) ?? [leaf]
  return leaves.flatMap(final)
}

const collect = (source: string, root: Shape, place: Place): void => {
  const { within, maxDepth, leaves } = place
  const frames: Frame[] = []
  let frame: Frame | null = null
  let shape = root
  let node = place.node
  let expectKey = false
  for (let i = 0; i < source.length; ) {
    const code = source.charCodeAt(i)
    if (code === QUOTE) {
      const end = closingQuote(source, i) + 1
      if (expectKey && frame?.keys) {
        const key = decodeLiteral(source, i, end)
        if (frame.keys.has(key)) throw new GatewayError('body_duplicate_key', { offset: i })
        frame.keys.add(key)
        node = { parent: frame.node, name: key, renamed: null }
        const listed = listedShape(frame.shape, key)
        shape = listed ?? unlistedShape(frame.shape, key)
        if (listed === undefined && frame.shape.keys)
          leaves.push({ start: i, end, text: key, isKey: true, node, hint: '', siblings: frame.keys, within })
      } else {
        if (node !== null && frame?.keys) noteKind(frame, node.name, source, i, end)
        if (shape.text || shape.binary) {
          const text = decodeLiteral(source, i, end)
          const leaf = { start: i, end, text, isKey: false, node, hint: hintOf(node), siblings: null, within }
          const isPlain = pushText(leaf, shape, place)
          if (isPlain && node !== null && frame?.keys && isDescribable(node.name, frame.shape)) {
            frame.own ??= []
            frame.own.push(leaf)
          }
        }
      }
      i = end
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (frame) frames.push(frame)
      if (frames.length >= maxDepth) throw new GatewayError('body_too_deep', { offset: i })
      const isArray = code === OPEN_BRACKET
      const keys = isArray ? null : new Set<string>()
      frame = { shape, node, keys, index: 0, mediaType: '', type: '', own: null }
      expectKey = !isArray
      if (isArray) ({ shape, node } = element(frame))
      i++
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (frame?.own && frame.keys) {
        const { keys, own, mediaType, type } = frame
        review({ shape: frame.shape, keys, own, mediaType, type }, place)
      }
      frame = frames.pop() ?? null
      i++
    } else if (code === COMMA) {
      if (frame?.keys) expectKey = true
      else if (frame) {
        frame.index++
        ;({ shape, node } = element(frame))
      }
      i++
    } else if (code === COLON) {
      expectKey = false
      i++
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const { end, digits } = numberEnd(source, i)
      if (shape.text && digits >= MIN_TEXT_DIGITS) {
        const text = source.slice(i, end)
        leaves.push({ start: i, end, text, isKey: false, node, hint: hintOf(node), siblings: null, within })
      }
      i = end
    } else i++
  }
}

const LETTER_M = 109
const LETTER_T = 116
const MEDIA_TYPE_KEYS = new Set(['media_type', 'mimeType', 'mime_type', 'mediaType'])
const MAX_TYPE_CHARS = 256

/** Keeps what an object says about itself: the media type of its file, and its `type`. */
const noteKind = (frame: Frame, key: string, source: string, start: number, end: number): void => {
  const code = key.charCodeAt(0)
  if ((code !== LETTER_M && code !== LETTER_T) || end - start > MAX_TYPE_CHARS) return
  if (key === 'type') frame.type = source.slice(start + 1, end - 1)
  else if (code === LETTER_M && MEDIA_TYPE_KEYS.has(key)) frame.mediaType = decodeLiteral(source, start, end)
}

const element = (frame: Frame): { shape: Shape; node: PathNode } => ({
  shape: frame.shape.items ?? frame.shape,
  node: { parent: frame.node, name: String(frame.index), renamed: null },
})

const IS_INDEX = /^\d+$/
/** A name that begins with a letter is no index: the cheap question. */
const mayBeIndex = (name: string): boolean => name.charCodeAt(0) <= NINE

const hintOf = (node: PathNode | null): string => {
  let at = node
  while (at !== null && mayBeIndex(at.name) && IS_INDEX.test(at.name)) at = at.parent
  return at?.name ?? ''
}
