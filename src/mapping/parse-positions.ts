import { GatewayError } from '../errors.js'
import { isEntityName, parsePlaceholder } from '../token.js'
import { PII_HEADERS } from './headers.js'
import { NO_OFFSET, toUtf16Offsets, type Unit } from './offsets.js'

/** A span that the user marked by hand. Half-open UTF-16 offsets; `token` (no brackets) when the user chose the placeholder. */
export type SentPosition = {
  readonly pointer: string
  readonly isKey: boolean
  readonly start: number
  readonly end: number
  readonly entity: string
  readonly token: string | null
}

/** Text of a leaf of the request, or of its member's name; undefined when there is no such text. */
export type FindText = (pointer: string, isKey: boolean) => string | undefined

const DEFAULT_POINTER = '/message'
const header = PII_HEADERS.positions

const invalid = (index: number): never => {
  throw new GatewayError('positions_invalid', { header, index })
}

/**
 * Spans of the `X-Pii-Positions` JSON in the caller's order. Throws `header_invalid` for text that is not JSON and `positions_invalid`
 * with the index of the first object that has offsets out of range, empty, or inside a character, an unknown field, no entity,
 * or a placeholder of another entity.
 */
export const parsePositions = (json: string, findText: FindText, unit: Unit): readonly SentPosition[] => {
  const rows = parseRows(json).map((row, index) => checkShape(row, index))
  const byLeaf = new Map<string, number[]>()
  for (const [index, { pointer, isKey }] of rows.entries()) {
    const leaf = `${isKey ? 'key' : 'text'} ${pointer}`
    const members = byLeaf.get(leaf)
    if (members === undefined) byLeaf.set(leaf, [index])
    else members.push(index)
  }
  const ranges = new Array<readonly [number, number]>(rows.length)
  for (const members of byLeaf.values()) {
    const { pointer, isKey } = rows[members[0]!]!
    const text = findText(pointer, isKey)
    const offsets = members.flatMap((index) => [rows[index]!.start, rows[index]!.end])
    const found = text === undefined ? [] : toUtf16Offsets(text, offsets, unit)
    for (const [at, index] of members.entries()) {
      ranges[index] = [found[2 * at] ?? NO_OFFSET, found[2 * at + 1] ?? NO_OFFSET]
    }
  }
  return rows.map((row, index) => {
    const [start, end] = ranges[index]!
    return start === NO_OFFSET || end === NO_OFFSET ? invalid(index) : { ...row, start, end }
  })
}

const parseRows = (json: string): readonly unknown[] => {
  let rows: unknown
  try {
    rows = JSON.parse(json)
  } catch (error) {
    // The engine's message quotes the input, so only its number is taken.
    const offset = error instanceof Error ? Number(/position (\d{1,9})/.exec(error.message)?.[1] ?? 0) : 0
    throw new GatewayError('header_invalid', { header, offset })
  }
  if (!Array.isArray(rows)) throw new GatewayError('header_invalid', { header, offset: 0 })
  return rows
}

const checkShape = (row: unknown, index: number): SentPosition => {
  if (typeof row !== 'object' || row === null) return invalid(index)
  const { start, end, entity, placeholder, field, key } = row as Record<string, unknown>
  const pointer = field ?? DEFAULT_POINTER
  const isKey = key ?? false
  const token = typeof placeholder === 'string' ? parsePlaceholder(placeholder) : undefined
  const type = entity ?? token?.entity
  if (!isOffset(start) || !isOffset(end) || start >= end) return invalid(index)
  if (typeof pointer !== 'string' || typeof isKey !== 'boolean') return invalid(index)
  if (placeholder !== undefined && placeholder !== null && token === undefined) return invalid(index)
  if (typeof type !== 'string' || !isEntityName(type)) return invalid(index)
  if (token !== undefined && token.entity !== type) return invalid(index)
  return { pointer, isKey, start, end, entity: type, token: token?.token ?? null }
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
