import { decodeJsonString } from './restore-channel.js'
import type { Shape } from './shape.js'

/** An object or array of a scanned document. */
export type Container = {
  readonly parent: Container | null
  readonly isArray: boolean
  /** Member name in the parent; of an element, the array's own name. */
  readonly key: string
  /** Position in the parent array; -1 for a member. */
  readonly position: number
  /** `index` numbers (or those of `output_index` and the like) of an object, as `name=number`. */
  indexes: readonly string[]
  id: string
  /** True once a member says that the text of this object has ended. */
  isFinished: boolean
  /** What the format says of it; set when first asked for. */
  shape: Shape | null
  /** What `pathOf` made of it, once asked. On the object itself: a WeakMap of short-lived keys is dear to the collector. */
  path: string | null
}

/** Raw inside of a string, as offsets of the text. `key` is the nearest member name. */
export type StringPlace = {
  readonly start: number
  readonly end: number
  readonly key: string
  readonly isKey: boolean
  /** Index in the array that holds it; -1 for a member. */
  readonly position: number
  readonly container: Container | null
}

export type JsonScan = {
  readonly strings: readonly StringPlace[]
  readonly root: Container | null
  readonly finished: readonly Container[]
  /** Start and end of every number that is no index and no id, one after the other. */
  readonly numbers: readonly number[]
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

const MAX_ID_CHARS = 256
const NO_INDEXES: readonly string[] = []
const MAX_DEPTH = 512
const SCALAR = /[-+.0-9A-Za-z]+/y
/** Members that say that the text beside them has ended. */
export const FINISH_KEYS = new Set(['finish_reason', 'stop_reason', 'finishReason', 'stopReason', 'done_reason'])

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** Index of the quote that closes the string whose inside starts at `start`; -1 without one. */
const closingQuote = (text: string, start: number): number => {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i++
    else if (code === QUOTE) return i
    else if (code < 0x20) return -1
  }
  return -1
}

const VALUE = 0
const KEY_OR_END = 1
const KEY = 2
const AFTER_KEY = 3
const AFTER_VALUE = 4
const VALUE_OR_END = 5

/**
 * Strings of one JSON document with what identifies their place, or null when the text is no JSON or
 * nested deeper than 512. Linear; no recursion.
 */
export const scanJson = (text: string): JsonScan | null => {
  const strings: StringPlace[] = []
  const finished: Container[] = []
  const numbers: number[] = []
  let root: Container | null = null
  let container: Container | null = null
  let key = ''
  let position = -1
  let state = VALUE
  /** Keys and positions of the enclosing containers. */
  const outerKeys: string[] = []
  const outerPositions: number[] = []

  const open = (isArray: boolean) => {
    outerKeys.push(key)
    outerPositions.push(position)
    // Spelt out: with an object spread this was a quarter of what a parsed event costs.
    container = {
      parent: container,
      isArray,
      key,
      position,
      indexes: NO_INDEXES,
      id: '',
      isFinished: false,
      shape: null,
      path: null,
    }
    root ??= container
    position = isArray ? 0 : -1
    if (!isArray) key = ''
    state = isArray ? VALUE_OR_END : KEY_OR_END
  }
  const close = () => {
    key = outerKeys.pop() ?? ''
    position = outerPositions.pop() ?? -1
    container = container?.parent ?? null
    state = AFTER_VALUE
  }
  const finish = () => {
    if (container === null || container.isFinished) return
    container.isFinished = true
    finished.push(container)
  }
  const noteString = (start: number, end: number) => {
    if (container === null || container.isArray) return
    if (key === 'id') container.id = text.slice(start, Math.min(end, start + MAX_ID_CHARS))
    else if (end > start && FINISH_KEYS.has(key)) finish()
  }
  const noteScalar = (scalar: string, start: number) => {
    const isNumber = scalar.charCodeAt(0) <= 0x39
    if (container === null || container.isArray) {
      if (isNumber) numbers.push(start, start + scalar.length)
      return
    }
    if (isNumber && (key === 'index' || key.endsWith('_index')))
      container.indexes = [...container.indexes, `${key}=${scalar}`]
    else if (isNumber && key === 'id') container.id = scalar
    else if (isNumber) numbers.push(start, start + scalar.length)
    else if (key === 'done' && scalar === 'true') finish()
  }

  let i = 0
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isSpace(code)) continue
    if (code === QUOTE) {
      const start = i + 1
      i = closingQuote(text, start)
      if (i < 0) return null
      if (state === KEY || state === KEY_OR_END) {
        const raw = text.slice(start, i)
        key = raw.includes('\\') ? decodeJsonString(raw) : raw
        strings.push({ start, end: i, key, isKey: true, position: -1, container })
        state = AFTER_KEY
      } else if (state === VALUE || state === VALUE_OR_END) {
        strings.push({ start, end: i, key, isKey: false, position, container })
        noteString(start, i)
        state = AFTER_VALUE
      } else return null
    } else if (code === COLON) {
      if (state !== AFTER_KEY) return null
      state = VALUE
    } else if (code === COMMA) {
      const within = container as Container | null
      if (state !== AFTER_VALUE || within === null) return null
      if (within.isArray) position++
      state = within.isArray ? VALUE : KEY
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      const isArray = code === CLOSE_BRACKET
      const mayEnd = state === AFTER_VALUE || state === (isArray ? VALUE_OR_END : KEY_OR_END)
      const within = container as Container | null
      if (!mayEnd || within === null || within.isArray !== isArray) return null
      close()
    } else {
      if (state !== VALUE && state !== VALUE_OR_END) return null
      if (outerKeys.length > MAX_DEPTH) return null
      if (code === OPEN_BRACE || code === OPEN_BRACKET) open(code === OPEN_BRACKET)
      else {
        SCALAR.lastIndex = i
        const scalar = SCALAR.exec(text)?.[0]
        if (scalar === undefined) return null
        noteScalar(scalar, i)
        i += scalar.length - 1
        state = AFTER_VALUE
      }
    }
  }
  return state === AFTER_VALUE && container === null ? { strings, root, finished, numbers } : null
}
