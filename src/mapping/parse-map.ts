import { type ErrorDetails, GatewayError } from '../errors.js'
import { parsePlaceholder, type Token } from '../token.js'
import { readFlatObject } from './flat-json.js'
import type { HeaderName } from './headers.js'

/** One member of a map that a caller sent. */
export type SentEntry = Token & { readonly value: string }

/** A map that a caller sent, in the caller's order. `place` names the header or the body's member for errors. */
export type SentMap = { readonly place: ErrorDetails; readonly entries: readonly SentEntry[] }

export const MAX_MAP_ENTRIES = 1000
const MIN_VALUE_CODE_POINTS = 2
const LONE_SURROGATE = /\p{Surrogate}/u

/** Reads a map header's JSON. Throws `header_invalid` (syntax, duplicate key), `mapping_invalid` or `mapping_too_large`. */
export const parseMap = (json: string, header: HeaderName): SentMap => {
  const place = { header }
  return toSentMap(readFlatObject(json, place), place)
}

/**
 * Checks the members of a map, wherever they came from. Throws `mapping_invalid` with the member's index when a key is not `<TYPE_N>`
 * or a value is not a well-formed string of at least 2 code points, `mapping_too_large` above 1,000 members.
 */
export const toSentMap = (members: Iterable<readonly [string, unknown]>, place: ErrorDetails): SentMap => {
  const entries: SentEntry[] = []
  for (const [key, value] of members) {
    const index = entries.length
    if (index === MAX_MAP_ENTRIES) throw new GatewayError('mapping_too_large', place)
    const token = parsePlaceholder(key)
    if (token === undefined || !isMapValue(value)) throw new GatewayError('mapping_invalid', { ...place, index })
    entries.push({ ...token, value })
  }
  return { place, entries }
}

/** A lone surrogate has no UTF-8 form, so it could never be restored as it was written. */
const isMapValue = (value: unknown): value is string =>
  typeof value === 'string' && hasTwoCodePoints(value) && !LONE_SURROGATE.test(value)

const hasTwoCodePoints = (value: string): boolean =>
  value.length > MIN_VALUE_CODE_POINTS || [...value].length >= MIN_VALUE_CODE_POINTS
