/** A labelled range, `[s,e)` in Unicode code points. The label `""` is outside the taxonomy, `ANY` is of an unknown kind. */
export type LabelledSpan = { readonly s: number; readonly e: number; readonly label: string }

/** One line of a labelled file. */
export type GoldRecord = { readonly id: string; readonly text: string; readonly spans: readonly LabelledSpan[] }

/** A single value, and how many findings a recogniser owes for it; 0 for one that must not be found. */
export type GoldValue = {
  readonly entity: string | null
  readonly text: string
  readonly expected: number
  /** Where the findings must be; empty where the file does not say. */
  readonly ranges: readonly (readonly [s: number, e: number])[]
}

/** What a line holds, or what is wrong with it. */
export type GoldLine = { readonly record: GoldRecord } | { readonly value: GoldValue } | { readonly problem: string }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isOffset = (value: unknown): value is number => Number.isInteger(value)

const readSpan = (value: unknown): LabelledSpan | null => {
  if (!isObject(value)) return null
  const { s, e, label } = value
  return isOffset(s) && isOffset(e) && 0 <= s && s <= e && typeof label === 'string' ? { s, e, label } : null
}

const isRange = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(isOffset)

const readValue = (line: Record<string, unknown>, text: string): GoldLine => {
  const { entity = null, n, pos, spans = [] } = line
  const expected = typeof n === 'number' ? n : Number(pos)
  const ranges = Array.isArray(spans) ? spans.filter(isRange) : []
  return { value: { entity: typeof entity === 'string' ? entity : null, text, expected, ranges } }
}

/** Spans of a list; a string says which one is wrong, counted from 0. */
export const readSpans = (list: unknown): readonly LabelledSpan[] | string => {
  if (!Array.isArray(list)) return 'has no list "spans"'
  const spans = list.map(readSpan)
  const wrong = spans.indexOf(null)
  return wrong < 0 ? spans.filter((span) => span !== null) : `span ${wrong} is not {"s","e","label"}`
}

/** The JSON object of a line, or null. */
export const readObject = (line: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** Reads `{"id","text","spans":[{"s","e","label"}]}`, or a single value `{"text","n"}` or `{"text","pos"}`. */
export const readGoldLine = (line: string): GoldLine => {
  const object = readObject(line)
  if (object === null) return { problem: 'is not a JSON object' }
  const { id, text, n, pos } = object
  if (typeof text !== 'string') return { problem: 'has no string "text"' }
  if (typeof n === 'number' || typeof pos === 'boolean') return readValue(object, text)
  if (typeof id !== 'string' && typeof id !== 'number') return { problem: 'has no "id"' }
  const spans = readSpans(object.spans)
  return typeof spans === 'string' ? { problem: spans } : { record: { id: String(id), text, spans } }
}
