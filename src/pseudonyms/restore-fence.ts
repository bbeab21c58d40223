/** Knows whether a text stands in a fenced code block (CommonMark 0.31, section 4.5), one character at a time. */
export type FenceTracker = {
  readonly feed: (code: number) => void
  readonly isInside: () => boolean
  /** True while every character matters; otherwise only newlines and backticks need to be fed. */
  readonly isWatching: () => boolean
}

const LINE_START = 0
const RUN = 1
const INFO = 2
const AFTER_CLOSE = 3
const REST = 4

const BACKTICK = 0x60
const TILDE = 0x7e
const MIN_FENCE_CHARS = 3

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09
const isNewline = (code: number): boolean => code === 10 || code === 13
const isQuoteMark = (code: number): boolean => code === 0x3e
// `- `, `* `, `+ `, `1. `, `1) `: a fence may open inside a list item.
const isListMark = (code: number): boolean =>
  code === 0x2d || code === 0x2a || code === 0x2b || code === 0x2e || code === 0x29 || (code >= 0x30 && code <= 0x39)

export const createFenceTracker = (): FenceTracker => {
  let line = LINE_START
  let mark = 0
  let runChars = 0
  let openMark = 0
  let openChars = 0

  const closes = () => mark === openMark && runChars >= openChars
  const open = () => {
    openMark = mark
    openChars = runChars
  }
  const endLine = () => {
    if (line === AFTER_CLOSE || (line === RUN && openChars > 0 && closes())) openChars = 0
    else if (line === RUN && openChars === 0 && runChars >= MIN_FENCE_CHARS) open()
    line = LINE_START
    runChars = 0
  }
  const atLineStart = (code: number) => {
    if (isBlank(code) || isQuoteMark(code) || (openChars === 0 && isListMark(code))) return
    if (code !== BACKTICK && code !== TILDE) {
      line = REST
      return
    }
    mark = code
    runChars = 1
    line = RUN
  }
  const inRun = (code: number) => {
    if (code === mark) {
      runChars++
      return
    }
    if (openChars > 0) {
      line = closes() && isBlank(code) ? AFTER_CLOSE : REST
    } else if (runChars >= MIN_FENCE_CHARS) {
      open()
      line = INFO
    } else {
      line = REST
    }
  }
  const feed = (code: number): void => {
    if (isNewline(code)) endLine()
    else if (line === LINE_START) atLineStart(code)
    else if (line === RUN) inRun(code)
    else if (line === AFTER_CLOSE && !isBlank(code)) line = REST
    else if (line === INFO && code === BACKTICK && openMark === BACKTICK) {
      // An info string cannot hold backticks: this was inline code.
      openChars = 0
      line = REST
    }
  }
  return {
    feed,
    isInside: () => openChars > 0 || (line === RUN && runChars >= MIN_FENCE_CHARS),
    isWatching: () => line === LINE_START || line === RUN || line === AFTER_CLOSE,
  }
}
