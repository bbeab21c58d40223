/** Farthest look to either side of a candidate, in code units: longer runs are decided by what is seen. */
const REACH = 128

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isHex = (code: number): boolean => isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
const isAlphanumeric = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

/** Characters that can tie a candidate to a larger token. */
const TIES = new Set([...'<>-_./+=:'].map((char) => char.charCodeAt(0)))
const isTie = (code: number): boolean => TIES.has(code) || isAlphanumeric(code)

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const UUID_LENGTH = 36
const PLACEHOLDER = /<[A-Z][A-Z0-9_]{0,62}_[0-9]{1,15}>/g
const PLACEHOLDER_LENGTH = 80
const MAC = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2})+$/i
const DOTTED_TRIPLE = /^\d+\.\d+\.\d+$/
const PRE_RELEASE = /^(?:\+|-(?:alpha|beta|rc|pre|dev|snapshot|canary|next|nightly|post|build)\b)/i

const isInsideMatch = (pattern: RegExp, around: string, start: number, end: number): boolean => {
  pattern.lastIndex = 0
  for (let found = pattern.exec(around); found !== null; found = pattern.exec(around)) {
    const stop = found.index + found[0].length
    if (found.index <= start && stop >= end && stop - found.index > end - start) return true
  }
  return false
}

const isInside = (pattern: RegExp, reach: number, [text, start, end]: Candidate): boolean => {
  const from = Math.max(0, start - reach)
  return isInsideMatch(pattern, text.slice(from, end + reach), start - from, end - from)
}

/** A piece of 1.2.3.4, of 123456789.00, or 1.2.3-beta. */
const isPieceOfDottedNumber = ([text, start, end]: Candidate): boolean => {
  if (text[start - 1] === '.' && isDigit(text.charCodeAt(start)) && isDigit(text.charCodeAt(start - 2))) return true
  if (text[end] === '.' && isDigit(text.charCodeAt(end - 1)) && isDigit(text.charCodeAt(end + 1))) return true
  return PRE_RELEASE.test(text.slice(end, end + 12)) && DOTTED_TRIPLE.test(text.slice(start, end))
}

/** Key fingerprints are longer rows of the pairs that make a hardware address. */
const isPieceOfFingerprint = ([text, start, end]: Candidate): boolean => {
  const isPairBefore =
    (text[start - 1] === ':' || text[start - 1] === '-') &&
    isHex(text.charCodeAt(start - 2)) &&
    isHex(text.charCodeAt(start - 3)) &&
    !isAlphanumeric(text.charCodeAt(start - 4))
  const isPairAfter =
    (text[end] === ':' || text[end] === '-') &&
    isHex(text.charCodeAt(end + 1)) &&
    isHex(text.charCodeAt(end + 2)) &&
    !isAlphanumeric(text.charCodeAt(end + 3))
  return (isPairBefore || isPairAfter) && MAC.test(text.slice(start, end))
}

const isBlobUnit = (code: number): boolean =>
  isAlphanumeric(code) || code === 43 || code === 47 || code === 61 || code === 45 || code === 95

const kindOfUnit = (code: number): number => (isDigit(code) ? 1 : code >= 97 ? 2 : 3)

/** Words and paths rarely change between digits, capitals and small letters; random base64 does all the time. */
const BLOB_LENGTH = 24
const BLOB_CHANGES = 0.35

const isInsideBlob = ([text, start, end]: Candidate): boolean => {
  let from = start
  let to = end
  while (from > 0 && start - from < REACH && isBlobUnit(text.charCodeAt(from - 1))) from -= 1
  while (to < text.length && to - end < REACH && isBlobUnit(text.charCodeAt(to))) to += 1
  const around = text.slice(from, start) + text.slice(end, to)
  if (around.length < BLOB_LENGTH) return false
  let changes = 0
  let last = 0
  for (let index = 0; index < around.length; index += 1) {
    const code = around.charCodeAt(index)
    if (!isAlphanumeric(code)) continue
    const kind = kindOfUnit(code)
    if (last !== 0 && kind !== last) changes += 1
    last = kind
  }
  return changes / around.length >= BLOB_CHANGES
}

type Candidate = readonly [text: string, start: number, end: number]

/**
 * True when `[start,end)` is only a piece of a UUID, a hash or key fingerprint, a base64 blob, a version or decimal
 * number, or an issued placeholder. Constant time: it looks at most 128 code units to either side.
 */
export const isPieceOfToken = (text: string, start: number, end: number): boolean => {
  const before = start > 0 ? text.charCodeAt(start - 1) : 32
  const after = end < text.length ? text.charCodeAt(end) : 32
  if (!isTie(before) && !isTie(after)) return false
  const candidate: Candidate = [text, start, end]
  return (
    isPieceOfDottedNumber(candidate) ||
    isPieceOfFingerprint(candidate) ||
    isInside(UUID, UUID_LENGTH, candidate) ||
    isInside(PLACEHOLDER, PLACEHOLDER_LENGTH, candidate) ||
    isInsideBlob(candidate)
  )
}

/** A line of a dump: where it stands, eight groups of four hexadecimal digits at most, the same as text. */
const DUMP_LINE = /^[0-9a-f]{6,16}: (?<groups>[0-9a-f]{4}(?: [0-9a-f]{4}){1,7})(?: {1,2}|$)/
const MIXED_GROUP = /[a-f]\d|\d[a-f]/
const MAX_DUMP_LINE = 64

/** 0000000: 2e54 4820 5858 4420. Only a whole line of that form, with a group of letters and digits: a card may follow anything. */
const isPieceOfHexDump = (text: string, start: number, end: number): boolean => {
  const reach = Math.max(0, start - MAX_DUMP_LINE - 1)
  const newline = text.slice(reach, start).lastIndexOf('\n')
  if (newline < 0 && reach > 0) return false
  const lineStart = reach + newline + 1
  const groups = DUMP_LINE.exec(text.slice(lineStart, lineStart + MAX_DUMP_LINE))?.groups?.groups
  if (groups === undefined || !MIXED_GROUP.test(groups)) return false
  const from = text.indexOf(groups, lineStart)
  return start >= from && end <= from + groups.length
}

/** True when a group of digits is joined to more by the sign that joins its own groups, 1234-536-90-4399, or is of a dump. */
export const isPieceOfDigitGroups = (text: string, start: number, end: number): boolean => {
  const isJoined = (at: number, beyond: number): boolean => {
    const sign = text[at]
    return (sign === '-' || sign === '/') && isDigit(text.charCodeAt(beyond)) && text.slice(start, end).includes(sign)
  }
  return isJoined(start - 1, start - 2) || isJoined(end, end + 1) || isPieceOfHexDump(text, start, end)
}
