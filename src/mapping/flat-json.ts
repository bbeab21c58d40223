import { type ErrorDetails, GatewayError } from '../errors.js'

const SPACE = /[ \t\r\n]*/y
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const OTHER_VALUE = /[[{tfn0-9-]/y

/**
 * Members of a flat JSON object (RFC 8259) in order; a value that is not a string is undefined and ends the reading.
 * Read by hand because JSON.parse hides duplicate keys and its error text quotes the input.
 * Throws `header_invalid` with the offset of what does not fit, duplicate keys included.
 */
export const readFlatObject = (json: string, place: ErrorDetails): ReadonlyMap<string, string | undefined> => {
  const members = new Map<string, string | undefined>()
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const text = pattern.exec(json)?.[0]
    at += text?.length ?? 0
    return text
  }
  const fail = (offset: number): never => {
    throw new GatewayError('header_invalid', { ...place, offset })
  }
  const symbol = (expected: string): boolean => {
    take(SPACE)
    if (json[at] !== expected) return false
    at += 1
    take(SPACE)
    return true
  }
  if (!symbol('{')) fail(at)
  let open = !symbol('}')
  while (open) {
    const keyAt = at
    const key = take(STRING) ?? fail(at)
    const name = unquoted(key)
    if (members.has(name)) fail(keyAt)
    if (!symbol(':')) fail(at)
    const value = take(STRING)
    if (value === undefined) {
      if (take(OTHER_VALUE) === undefined) fail(at)
      return members.set(name, undefined)
    }
    members.set(name, unquoted(value))
    open = symbol(',')
    if (!open && !symbol('}')) fail(at)
  }
  if (at !== json.length) fail(at)
  return members
}

const unquoted = (literal: string): string =>
  literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1)
