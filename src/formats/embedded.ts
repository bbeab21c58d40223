import { GatewayError } from '../errors.js'
import { type Attachment, isBase64, isUnnamedFile, readDataUrl, readFile } from './attachment.js'
import { isJson } from './json-token.js'
import type { Embedded, Leaf, PathNode, Unscanned } from './leaf.js'
import { type Beside, FREE, type Shape } from './shape.js'

/** Where the leaves of one document go, and where the document itself stands. */
export type Place = {
  readonly within: Embedded | null
  readonly node: PathNode | null
  readonly maxDepth: number
  readonly leaves: Leaf[]
  /** Leaves that turned out to be something else, once their object was read. */
  readonly replaced: Map<Leaf, readonly Leaf[]>
  readonly unscanned: Unscanned
  /** Reads a valid document into the place. */
  readonly collect: (source: string, shape: Shape, place: Place) => void
}

const LETTER_D = 100

/**
 * A string value: the text that it is, the document that stands in it, or a file. Returns true when it is a text as far
 * as one can tell from itself.
 */
export const pushText = (leaf: Leaf, shape: Shape, place: Place): boolean => {
  const { text } = leaf
  if (shape.json !== undefined && pushDocument(leaf, shape.json, place)) return false
  if (text.charCodeAt(0) === LETTER_D && text.startsWith('data:')) {
    const file = readDataUrl(text)
    if (file !== null) {
      pushFile(leaf, file, place)
      return false
    }
  }
  if (shape.binary ? isBase64(text) : isUnnamedFile(text)) {
    place.unscanned.binary++
    return false
  }
  place.leaves.push(leaf)
  return true
}

const IS_DOCUMENT = /^\s*[{["\d-]/

/** The leaves of a JSON document in a string; false when it is none, or one that cannot be taken apart. */
const pushDocument = ({ start, end, text, node, within: outer }: Leaf, shape: Shape, place: Place): boolean => {
  if (!IS_DOCUMENT.test(text) || !isJson(text)) return false
  const encode = (changed: string): string => changed
  return tryCollect(text, shape, { ...place, within: { source: text, isJson: true, start, end, outer, encode }, node })
}

/** False, and nothing collected, where the document has doubled keys or is too deep: then it is read as one text. */
const tryCollect = (source: string, shape: Shape, place: Place): boolean => {
  const before = place.leaves.length
  try {
    place.collect(source, shape, place)
    return true
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    place.leaves.length = before
    return false
  }
}

const pushFile = (leaf: Leaf, file: Attachment, place: Place): void => {
  if (file.kind === 'binary') {
    place.unscanned.binary++
    return
  }
  const { text, encode } = file
  const { start, end, node, within: outer, hint } = leaf
  if (file.isJson && isJson(text)) {
    const within: Embedded = { source: text, isJson: true, start, end, outer, encode }
    if (tryCollect(text, FREE, { ...place, within, node })) return
  }
  const within: Embedded = { source: text, isJson: false, start, end, outer, encode }
  place.leaves.push({ start: 0, end: text.length, text, isKey: false, node, hint, siblings: null, within })
}

/** What an object says about itself, and its strings that could be something else than they look like. */
export type Described = {
  readonly shape: Shape
  readonly keys: ReadonlySet<string>
  readonly mediaType: string
  readonly type: string
  readonly own: readonly Leaf[]
}

const FILE_KEYS = new Set(['data', 'blob', 'bytes', 'file_data', 'content', 'base64'])

/** True for a member that its object may say more about. */
export const isDescribable = (key: string, { beside }: Shape): boolean =>
  FILE_KEYS.has(key) || (beside?.some(({ leaf }) => leaf === key) ?? false)

/** Looks again at the strings of an object that has been read: what stands beside them says what they are. */
export const review = (described: Described, place: Place): void => {
  const rules = described.shape.beside?.filter((rule) => applies(rule, described)) ?? []
  for (const leaf of described.own) {
    const name = leaf.node?.name ?? ''
    const rule = rules.find((one) => one.leaf === name)
    const leaves: Leaf[] = []
    if (rule?.as === 'signed') place.unscanned.signed++
    else if (rule?.as === 'json') {
      if (pushText(leaf, JSON_TEXT, { ...place, leaves })) continue
    } else if (described.mediaType !== '' && FILE_KEYS.has(name)) {
      const file = readFile(described.mediaType, leaf.text)
      if (file === null) continue
      pushFile(leaf, file, { ...place, leaves })
    } else continue
    place.replaced.set(leaf, leaves)
  }
}

const JSON_TEXT: Shape = { ...FREE, json: FREE }

const applies = ({ member, value }: Beside, { keys, type }: Described): boolean =>
  value === undefined ? keys.has(member) : member === 'type' && type === value
