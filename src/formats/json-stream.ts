import {
  type AnswerShape,
  type ChannelSource,
  decodeJsonString,
  type RestoreChannel,
  reportThreadId,
} from './restore-channel.js'
import { memberShape, type Shape, STRUCTURAL } from './shape.js'

/** A synchronous rewrite of binary text as it streams. */
export type TextTransform = { readonly push: (text: string) => string; readonly end: () => string }

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

const MAX_DEPTH = 1024
const MAX_KEY_BYTES = 256
/** Escapes of a 256-character id, at six bytes each. */
const MAX_ID_BYTES = 1536

/** Bytes that JSON knows outside strings, with the separator of JSON text sequences and the byte order mark. */
const isOutsideByte = new Uint8Array(256)
for (const character of ' \t\r\n:,+-.\x1e\xef\xbb\xbf') isOutsideByte[character.charCodeAt(0)] = 1
for (let code = 0x30; code <= 0x7a; code++) if (/[0-9A-Za-z]/.test(String.fromCharCode(code))) isOutsideByte[code] = 1

type Frame = {
  readonly isArray: boolean
  /** Name of the member that is being read; of an array, the name of the array. */
  key: string
  /** Of the object or array itself. */
  readonly shape: Shape
  /** Of the value that is being read. */
  value: Shape
}

/**
 * Restores the string leaves and the member names of a JSON body as it streams. All else leaves byte for byte, also of
 * several documents in a row. What is no JSON passes unchanged from there on, as does what is nested deeper than 1024.
 */
export const createJsonStream = (source: ChannelSource, shape: AnswerShape): TextTransform => {
  const frames: Frame[] = []
  let frame: Frame | null = null
  let expectsKey = false
  let isBroken = false
  let inString = false
  let isKey = false
  let isEscaped = false
  let channel: RestoreChannel | null = null
  /** Raw bytes of the current member name or thread id; null where nobody asks for them. */
  let captured: string | null = null
  let isId = false

  const openFrame = (isArray: boolean) => {
    const key = frame?.key ?? ''
    const own = frame?.value ?? shape.shape
    if (frame) frames.push(frame)
    frame = { isArray, key: isArray ? key : '', shape: own, value: isArray ? (own.items ?? own) : STRUCTURAL }
    expectsKey = !isArray
    isBroken = frames.length >= MAX_DEPTH
  }
  const closeFrame = (isArray: boolean) => {
    isBroken = frame === null || frame.isArray !== isArray
    frame = frames.pop() ?? null
    expectsKey = false
  }
  const isThreadId = (): boolean => {
    if (shape.onThreadId === undefined || frame?.key !== 'thread_id' || frame.isArray) return false
    const [outer] = frames
    return outer === undefined || (frames.length === 1 && outer.key === 'data' && !outer.isArray)
  }
  const channelFor = (isPlain: boolean): RestoreChannel | null => {
    const value = frame?.value ?? shape.shape
    if (source.isEmpty || isPlain || (!isKey && !value.text)) return null
    if (isKey) return source.open({ depth: 1, bare: true })
    return source.open({ depth: value.json === undefined ? 1 : 2, bare: !value.tool, hint: frame?.key ?? '' })
  }
  const openString = () => {
    inString = true
    isEscaped = false
    isKey = expectsKey
    isId = !isKey && isThreadId()
    captured = isKey || isId ? '' : null
  }
  const closeString = () => {
    inString = false
    if (isKey && frame) {
      frame.key = captured === null ? '' : decodeJsonString(captured)
      frame.value = memberShape(frame.shape, frame.key)
      expectsKey = false
    } else if (isId && captured !== null) reportThreadId(shape, captured)
    channel = null
  }
  const capture = (piece: string) => {
    if (captured === null) return
    captured = captured.length + piece.length > (isKey ? MAX_KEY_BYTES : MAX_ID_BYTES) ? null : captured + piece
  }
  /** Index of the closing quote at or after `at`, or the text's length. */
  const stringEnd = (text: string, at: number): number => {
    let from = isEscaped ? at + 1 : at
    for (;;) {
      const quote = text.indexOf('"', from)
      const end = quote < 0 ? text.length : quote
      let slashes = end
      while (slashes > from && text.charCodeAt(slashes - 1) === BACKSLASH) slashes--
      isEscaped = (end - slashes) % 2 === 1
      if (quote < 0 || !isEscaped) return end
      isEscaped = false
      from = quote + 1
    }
  }
  const outside = (code: number) => {
    if (code === QUOTE) openString()
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) openFrame(code === OPEN_BRACKET)
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) closeFrame(code === CLOSE_BRACKET)
    else if (isOutsideByte[code] !== 1) isBroken = true
    else if (code === COMMA) expectsKey = frame !== null && !frame.isArray
  }

  const push = (text: string): string => {
    let out = ''
    let from = 0
    let at = 0
    let isChanged = false
    let isOpening = false
    /** Up to here the text holds nothing that could open a token. */
    let plainUntil = 0
    while (at < text.length && !isBroken) {
      if (!inString) {
        outside(text.charCodeAt(at))
        isOpening = inString
        at++
        continue
      }
      const end = stringEnd(text, at)
      const isClosed = end < text.length
      if (captured !== null) capture(text.slice(at, end))
      if (isOpening) {
        if (plainUntil <= at) plainUntil = source.nextMaybe(text, at)
        // A string that goes on in the next text may hold its token there.
        channel = channelFor(isClosed && plainUntil >= end)
      }
      isOpening = false
      if (channel) {
        const piece = text.slice(at, end)
        const restored = channel.push(piece, isClosed)
        if (restored !== piece) {
          out += text.slice(from, at) + restored
          from = end
          isChanged = true
        }
      }
      at = end
      if (isClosed) {
        closeString()
        at++
      }
    }
    // The string began with the last byte: its channel is chosen here, because the next text is no opening.
    if (isOpening) channel = channelFor(false)
    return isChanged ? out + text.slice(from) : text
  }
  return { push, end: () => channel?.push('', true) ?? '' }
}
