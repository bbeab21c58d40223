import { GatewayError } from '../errors.js'
import { isTextKey, memberShape, type Shape } from './shape.js'

/** One step of a path. `renamed` is set when the member's name was replaced, so that a pointer never holds a value. */
export type PathNode = { readonly parent: PathNode | null; readonly name: string; renamed: string | null }

/** A string, long number or member name that is text: where its literal is in the source, and what it says. */
export type Leaf = {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly isKey: boolean
  readonly node: PathNode | null
  /** Nearest member name, a hint for detection. */
  readonly hint: string
  /** Names of the object that a key leaf belongs to; null for values. */
  readonly siblings: Set<string> | null
}

/** RFC 6901 pointer of a path, in the names that the upstream receives. */
export const pointerOf = (node: PathNode | null): string => {
  let pointer = ''
  for (let at = node; at !== null; at = at.parent)
    pointer = `/${(at.renamed ?? at.name).replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`
  return pointer
}

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const ZERO = 48
const NINE = 57
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const MIN_TEXT_DIGITS = 7

/** Index of the quote that closes the string opened at `open`. */
const closingQuote = (source: string, open: number): number => {
  let at = open
  for (;;) {
    at = source.indexOf('"', at + 1)
    let slashes = at
    while (source.charCodeAt(slashes - 1) === BACKSLASH) slashes--
    if (((at - slashes) & 1) === 0) return at
  }
}

const decode = (source: string, start: number, end: number): string => {
  const raw = source.slice(start + 1, end - 1)
  return raw.includes('\\') ? (JSON.parse(source.slice(start, end)) as string) : raw
}

type Frame = {
  readonly shape: Shape
  readonly node: PathNode | null
  readonly keys: Set<string> | null
  index: number
}

/**
 * Text leaves of a valid JSON document, in document order. Linear; the source is never re-serialised, so key order
 * and number forms stay. Throws `body_duplicate_key` and `body_too_deep`. The caller has checked that `source` parses.
 */
export const findLeaves = (source: string, root: Shape, maxDepth: number): Leaf[] => {
  const leaves: Leaf[] = []
  const frames: Frame[] = []
  let frame: Frame | null = null
  let shape = root
  let node: PathNode | null = null
  let expectKey = false
  for (let i = 0; i < source.length; ) {
    const code = source.charCodeAt(i)
    if (code === QUOTE) {
      const end = closingQuote(source, i) + 1
      if (expectKey && frame?.keys) {
        const key = decode(source, i, end)
        if (frame.keys.has(key)) throw new GatewayError('body_duplicate_key', { offset: i })
        frame.keys.add(key)
        node = { parent: frame.node, name: key, renamed: null }
        shape = memberShape(frame.shape, key)
        if (isTextKey(frame.shape, key))
          leaves.push({ start: i, end, text: key, isKey: true, node, hint: '', siblings: frame.keys })
      } else if (shape.text) {
        const text = decode(source, i, end)
        leaves.push({ start: i, end, text, isKey: false, node, hint: hintOf(node), siblings: null })
      }
      i = end
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (frame) frames.push(frame)
      if (frames.length >= maxDepth) throw new GatewayError('body_too_deep', { offset: i })
      const isArray = code === OPEN_BRACKET
      frame = { shape, node, keys: isArray ? null : new Set(), index: 0 }
      expectKey = !isArray
      if (isArray) ({ shape, node } = element(frame))
      i++
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
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
        leaves.push({ start: i, end, text, isKey: false, node, hint: hintOf(node), siblings: null })
      }
      i = end
    } else i++
  }
  return leaves
}

const element = (frame: Frame): { shape: Shape; node: PathNode } => ({
  shape: frame.shape.items ?? frame.shape,
  node: { parent: frame.node, name: String(frame.index), renamed: null },
})

const IS_INDEX = /^\d+$/

const hintOf = (node: PathNode | null): string => {
  let at = node
  while (at !== null && IS_INDEX.test(at.name)) at = at.parent
  return at?.name ?? ''
}

const LETTER_CASE = 32
const LETTER_E = 101
const PLUS = 43
const DOT = 46

const numberEnd = (source: string, start: number): { end: number; digits: number } => {
  let end = start
  let digits = 0
  for (; end < source.length; end++) {
    const code = source.charCodeAt(end)
    if (code >= ZERO && code <= NINE) digits++
    else if (code !== MINUS && code !== PLUS && code !== DOT && (code | LETTER_CASE) !== LETTER_E) break
  }
  return { end, digits }
}

/** The source with the leaves at `edits` (index into `leaves` → new text) rewritten; all other characters as they are. */
export const writeLeaves = (source: string, leaves: readonly Leaf[], edits: ReadonlyMap<number, string>): string => {
  let out = ''
  let from = 0
  for (const [index, text] of edits) {
    const leaf = leaves[index]
    if (!leaf) continue
    if (leaf.isKey) renameKey(leaf, text)
    out += source.slice(from, leaf.start) + JSON.stringify(text)
    from = leaf.end
  }
  return out + source.slice(from)
}

const renameKey = (leaf: Leaf, text: string): void => {
  leaf.siblings?.delete(leaf.text)
  if (leaf.siblings?.has(text)) throw new GatewayError('body_key_collision', { offset: leaf.start })
  leaf.siblings?.add(text)
  if (leaf.node) leaf.node.renamed = text
}
