import { EDGE } from './logical.js'

/** Who may receive a value inside a URL (contract section 3). */
export type UrlPolicy = {
  readonly urls: 'named' | 'always'
  /** Says whether the caller named the host (lower case, without port and user). */
  readonly isHostNamed: (host: string) => boolean
}

/** What to do with a token at the current place. */
export type UrlVerdict = 'raw' | 'encode' | 'deny'

/** Follows the URLs of one text (WHATWG URL, section 4.4), one logical character at a time, in bounded memory. */
export type UrlTracker = {
  readonly feed: (code: number) => void
  /** As `feed` for a stretch without `:`, `/`, `&` and backslash. Only while `isOutside()`. */
  readonly skip: (text: string, from: number, to: number) => void
  readonly isOutside: () => boolean
  /** Decides about a token that stands here; a token in an authority spoils the URL. */
  readonly judge: () => UrlVerdict
}

const MAX_HOST_CHARS = 255
/** Below V8's shortest sliced string, so that the look-behind never keeps a chunk alive. */
const TAIL_CHARS = 12
const MAX_ENTITY_CHARS = 10

const OUTSIDE = 0
const ENTITY = 1
const SLASHES = 2
const AUTHORITY = 3
const ALLOWED = 4
const DENIED = 5

const isSpace = (code: number): boolean => code <= 0x20 || code === 0x7f
const isSlash = (code: number): boolean => code === 0x2f || code === 0x5c

/** Ends a URL in prose: white space, controls, `"`, `<`, `>`, backtick. */
const endsInProse = (code: number): boolean =>
  isSpace(code) || code === 0x22 || code === 0x3c || code === 0x3e || code === 0x60

type End = (code: number) => boolean
const NEVER: End = () => false
const isDoubleQuote: End = (code) => code === 0x22
const isSingleQuote: End = (code) => code === 0x27
const endsAngle: End = (code) => code === 0x3e || code === 10 || code === 13
const endsAttribute: End = (code) => isSpace(code) || code === 0x3e

/**
 * What ends a URL depends on what opened it: a quoted attribute may hold spaces, a Markdown destination quotes. The end
 * of an inner JSON string (EDGE) ends all.
 */
const endFor = (before: string): End => {
  const opener = before.charCodeAt(before.length - 1)
  if (opener === EDGE) return NEVER
  if (opener === 0x22 || /="\s+$/.test(before)) return isDoubleQuote
  if (opener === 0x27 || /='\s+$/.test(before)) return isSingleQuote
  if (opener === 0x3c) return endsAngle
  if (opener === 0x3d) return endsAttribute
  return /[(:]\s*$/.test(before) ? isSpace : endsInProse
}

const NETWORK_SCHEME = /(?:https?|wss?)\\?$/
const DATA_SCHEME = /(?:^|[^a-z0-9])data\\?$/
/** A character here makes `//` part of a path, a name or another scheme. */
const NOT_BEFORE_HOST = /[a-z0-9_.:/-]$/
const BEFORE_BACKSLASH_HOST = /[("'=<\u2400]$/
const HOST = /^[a-z0-9_.-]+$|^\[[0-9a-f:.]+\]$/
/** What an entity must decode to for a URL to be hidden in it. */
const URL_LETTER = /[adhpstw:/\\\t\n\r]/i
const URL_ENTITIES = new Set(['colon', 'sol', 'bsol', 'Tab', 'NewLine'])

const hidesUrl = (entity: string): boolean => {
  if (!entity.startsWith('#')) return URL_ENTITIES.has(entity)
  const isHex = /^#x/i.test(entity)
  const code = Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  return code < 0x80 && URL_LETTER.test(String.fromCharCode(code))
}

const hostOf = (authority: string): string => {
  const afterUser = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase()
  return afterUser.replace(/:\d*$/, '')
}

/** `startsAtEdge` says that the text is a whole string value, so that a URL at its start fills it. */
export const createUrlTracker = (policy: UrlPolicy, startsAtEdge: boolean): UrlTracker => {
  const isAlways = policy.urls === 'always'
  let state = OUTSIDE
  let ends: End = endsInProse
  let authority = ''
  let entity = ''
  let tail = startsAtEdge ? String.fromCharCode(EDGE) : ''

  const remember = (code: number) => {
    tail += String.fromCharCode(code)
    if (tail.length > 2 * TAIL_CHARS) tail = tail.slice(-TAIL_CHARS)
  }
  // Browsers drop tabs and newlines inside a URL, so they hide nothing from us either.
  const lookBehind = () =>
    tail
      .slice(-TAIL_CHARS)
      .replace(/[\t\r\n]/g, '')
      .toLowerCase()
  const enter = (next: number, before: string) => {
    state = next
    ends = endFor(before)
    authority = ''
  }
  const afterColon = () => {
    const before = lookBehind()
    const network = NETWORK_SCHEME.exec(before)
    if (network) enter(SLASHES, before.slice(0, network.index))
    else if (DATA_SCHEME.test(before)) enter(isAlways ? ALLOWED : DENIED, before.replace(/data\\?$/, ''))
  }
  const afterSlash = (code: number) => {
    const before = lookBehind()
    if (!isSlash(before.charCodeAt(before.length - 1))) return
    const opener = before.slice(0, -1)
    const isPlain = code === 0x2f && before.endsWith('/')
    if (isPlain ? !NOT_BEFORE_HOST.test(opener) : BEFORE_BACKSLASH_HOST.test(opener)) enter(SLASHES, opener)
  }
  const decide = () => {
    const host = hostOf(authority)
    const isNamed = isAlways || (host.length <= MAX_HOST_CHARS && HOST.test(host) && policy.isHostNamed(host))
    state = isNamed ? ALLOWED : DENIED
    authority = ''
  }
  const inAuthority = (code: number) => {
    if (code === 0x2f || code === 0x3f || code === 0x23) decide()
    else if (code >= 0x80 || code === 0x5c || code === 0x25 || code === 0x26) state = isAlways ? ALLOWED : DENIED
    else if (authority.length > MAX_HOST_CHARS) state = isAlways ? ALLOWED : DENIED
    else authority += String.fromCharCode(code)
  }
  const inEntity = (code: number) => {
    const character = String.fromCharCode(code)
    if (/[#a-zA-Z0-9]/.test(character) && entity.length < MAX_ENTITY_CHARS) {
      entity += character
      remember(code)
      return
    }
    state = OUTSIDE
    if (!hidesUrl(entity)) {
      feed(code)
      return
    }
    const opener = /["'<(=\u2400](?=[^"'<(=\u2400]*$)/.exec(lookBehind())?.[0] ?? ''
    enter(isAlways ? ALLOWED : DENIED, opener)
    if (code !== 0x3b) feed(code)
  }
  const outside = (code: number) => {
    if (code === 0x3a) afterColon()
    else if (isSlash(code)) afterSlash(code)
    else if (code === 0x26) {
      state = ENTITY
      entity = ''
    }
    remember(code)
  }
  const inUrl = (code: number) => {
    // A URL that may hold values needs no stricter end than the one in prose.
    const isEnd = code === EDGE || (state === ALLOWED ? endsInProse(code) : ends(code))
    if (isEnd) {
      state = OUTSIDE
      tail = String.fromCharCode(code)
      return
    }
    const isDropped = code === 9 || code === 10 || code === 13
    if (state === SLASHES && !isSlash(code) && !isDropped) state = AUTHORITY
    if (state === AUTHORITY && !isDropped) inAuthority(code)
  }
  const feed = (code: number): void => {
    if (state === OUTSIDE) outside(code)
    else if (state === ENTITY) inEntity(code)
    else inUrl(code)
  }
  return {
    feed,
    skip: (text, from, to) => {
      tail = to - from >= TAIL_CHARS ? text.slice(to - TAIL_CHARS, to) : tail + text.slice(from, to)
      if (tail.length > 2 * TAIL_CHARS) tail = tail.slice(-TAIL_CHARS)
    },
    isOutside: () => state === OUTSIDE,
    judge: () => {
      if (state === OUTSIDE || state === ENTITY) return 'raw'
      if (isAlways || state === ALLOWED) return 'encode'
      state = DENIED
      return 'deny'
    },
  }
}
