import { createFindHeading } from './tables.js'

const MAX_GAP = 12
const MAX_LABEL = 40
const MAX_TAG = 160
/** `<td>SSN</td> <td>…</td>` has two tags between the name and the value. */
const MAX_TAGS = 3

const codesOf = (chars: string): ReadonlySet<number> => new Set([...chars].map((char) => char.charCodeAt(0)))
const SPACES = codesOf(' \t\r\n\u00a0')
const SEPARATORS = codesOf(':=#')
/** What may stand between a separator and the value: quotes, brackets, markup. */
const WRAPPERS = codesOf('"\'`*_([{\\>~-')
const LABEL_ENDS = codesOf('\n\r,;{}<>|?!:=')
const LESS_THAN = 60
const GREATER_THAN = 62

export type Range = { readonly start: number; readonly end: number }

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127

/** `label:` or `label=` directly before a value, as in logs, forms, JSON and query strings. */
const labelBefore = (text: string, start: number): Range | null => {
  let at = start
  let isSeparated = false
  for (; at > 0 && start - at < MAX_GAP; at -= 1) {
    const code = text.charCodeAt(at - 1)
    if (SEPARATORS.has(code)) isSeparated = true
    else if (!SPACES.has(code) && !WRAPPERS.has(code)) break
  }
  return isSeparated ? nameBefore(text, at) : null
}

const nameBefore = (text: string, end: number): Range => {
  let start = end
  while (start > 0 && end - start < MAX_LABEL && !LABEL_ENDS.has(text.charCodeAt(start - 1))) start -= 1
  return { start, end }
}

const openingOf = (text: string, at: number): number => {
  for (let index = at - 1; index >= 0 && at - index <= MAX_TAG; index -= 1) {
    const code = text.charCodeAt(index)
    if (code === LESS_THAN) return index
    if (code === GREATER_THAN) return -1
  }
  return -1
}

const skipSpaces = (text: string, from: number): number => {
  let at = from
  while (at > 0 && from - at < MAX_LABEL && SPACES.has(text.charCodeAt(at - 1))) at -= 1
  return at
}

/** The tag around or before a value with its attributes, and what stands before the tags, as in rows of HTML tables. */
const tagsBefore = (text: string, start: number): readonly Range[] => {
  const inside = openingOf(text, start)
  if (inside >= 0 && isLetter(text.charCodeAt(inside + 1))) return [{ start: inside, end: start }]
  const ranges: Range[] = []
  let at = skipSpaces(text, start)
  for (let count = 0; count < MAX_TAGS && text.charCodeAt(at - 1) === GREATER_THAN; count += 1) {
    const opening = openingOf(text, at - 1)
    if (opening < 0) return ranges
    ranges.push({ start: opening, end: at })
    at = skipSpaces(text, opening)
  }
  if (ranges.length > 0 && at > 0) ranges.push(nameBefore(text, at))
  return ranges
}

/** Where what names the value at a place stands: its label, its tag, the heading of its column. */
export type Labels = (start: number) => readonly Range[]

const NONE: readonly Range[] = []

/** Looks for labels of one text. Constant time for each place, which is looked at once, whatever number of rules ask for it. */
export const createLabels = (text: string): Labels => {
  const findHeading = createFindHeading(text)
  const labelsAt = new Map<number, readonly Range[]>()

  const read = (start: number): readonly Range[] => {
    const label = labelBefore(text, start)
    const heading = findHeading(start)
    return [...(label === null ? NONE : [label]), ...tagsBefore(text, start), ...(heading === null ? NONE : [heading])]
  }
  return (start) => {
    const labels = labelsAt.get(start) ?? read(start)
    labelsAt.set(start, labels)
    return labels
  }
}
