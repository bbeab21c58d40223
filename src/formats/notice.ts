import { closingQuote, decodeLiteral } from './json-token.js'

/** Where a format has its system prompt. `$` stands for the notice as a JSON string. */
export type NoticePlace = {
  /** Paths of member names; the first one that a body has is taken. */
  readonly at: readonly (readonly string[])[]
  /** What goes first into a list that stands there; null where a list is left alone. */
  readonly element: string | null
  /** What goes first into the body when it has none of the paths; null where nothing is added then. */
  readonly member: string | null
  /** Paths of the route that take a system prompt; absent: all. */
  readonly on?: RegExp
}

const QUOTE = '"'
const SPACE = /[\t\n\r ]*/y

const skipSpace = (source: string, at: number): number => {
  SPACE.lastIndex = at
  return at + (SPACE.exec(source)?.[0].length ?? 0)
}

const STRUCTURE = /["{}[\]]/g

/** Where the value that begins at `start` ends. */
const valueEnd = (source: string, start: number): number => {
  const first = source[start] ?? ''
  if (first === QUOTE) return closingQuote(source, start) + 1
  if (first !== '{' && first !== '[') {
    let end = start
    while (end < source.length && !',}] \t\r\n'.includes(source[end] ?? '')) end++
    return end
  }
  let depth = 0
  STRUCTURE.lastIndex = start
  for (let found = STRUCTURE.exec(source); found !== null; found = STRUCTURE.exec(source)) {
    if (found[0] === QUOTE) STRUCTURE.lastIndex = closingQuote(source, found.index) + 1
    else if (found[0] === '{' || found[0] === '[') depth++
    else if (--depth === 0) return found.index + 1
  }
  return source.length
}

/** Where the value of a member of the object at `start` begins; -1 without it. */
const memberStart = (source: string, start: number, name: string): number => {
  if (source[start] !== '{') return -1
  let at = skipSpace(source, start + 1)
  while (source[at] === QUOTE) {
    const keyEnd = closingQuote(source, at) + 1
    const value = skipSpace(source, skipSpace(source, keyEnd) + 1)
    if (decodeLiteral(source, at, keyEnd) === name) return value
    const after = skipSpace(source, valueEnd(source, value))
    if (source[after] !== ',') return -1
    at = skipSpace(source, after + 1)
  }
  return -1
}

const findPath = (source: string, root: number, path: readonly string[]): number => {
  let at = root
  for (const name of path) {
    at = memberStart(source, at, name)
    if (at < 0) return -1
  }
  return at
}

const inserted = (source: string, at: number, text: string): string => source.slice(0, at) + text + source.slice(at)

/** Puts an entry first into the list or object that opens at `open`. */
const putFirst = (source: string, open: number, entry: string): string => {
  const isEmpty = /[\]}]/.test(source[skipSpace(source, open + 1)] ?? '')
  return inserted(source, open + 1, isEmpty ? entry : `${entry},`)
}

/**
 * A body (valid JSON) whose system prompt begins with the notice. The body itself where it has no place for one: the
 * notice is a help to the model, not a condition.
 */
export const addNotice = (source: string, { at, element, member }: NoticePlace, notice: string): string => {
  const root = skipSpace(source, 0)
  if (source[root] !== '{') return source
  const literal = JSON.stringify(notice)
  for (const path of at) {
    const value = findPath(source, root, path)
    if (value < 0) continue
    if (source[value] === QUOTE) return inserted(source, value + 1, JSON.stringify(`${notice}\n\n`).slice(1, -1))
    return source[value] === '[' && element !== null
      ? putFirst(
          source,
          value,
          element.replace('$', () => literal),
        )
      : source
  }
  return member === null
    ? source
    : putFirst(
        source,
        root,
        member.replace('$', () => literal),
      )
}
