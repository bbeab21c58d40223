import { firstFrom } from './ascending.js'

/** Half-open, UTF-16 code units. */
type Range = { readonly start: number; readonly end: number }

/** Range of the heading of the column that `at` stands in, or null when it stands in no table. Constant time but for the first one in a line. */
export type FindHeading = (at: number) => Range | null

/** Longer lines are no rows of a table. */
export const MAX_LINE = 2000
/** Longer cells are no headings. */
const MAX_HEADING = 48
/** A line of prose may stand before the heading. */
export const HEADING_LINES = 4
const DELIMITERS = ['|', '\t', ';', ',']
const QUOTE = 34

/** A row of dashes under the heading of a Markdown table. */
const RULE = /^[\s|:+-]+$/

type Lines = {
  /** Where the line breaks are, ascending. */
  readonly breaks: Int32Array
  /** Where blocks begin, which empty lines part. */
  readonly blocks: Int32Array
}

const linesOf = (text: string): Lines => {
  const breaks: number[] = []
  const blocks = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (breaks.at(-1) === at - 1 && blocks.at(-1) !== at) blocks.push(at + 1)
    breaks.push(at)
  }
  return { breaks: Int32Array.from(breaks), blocks: Int32Array.from(blocks) }
}

/** The first lines of the block that holds the line which begins at `start`, as far as they stand before it. */
const headingsBefore = ({ breaks, blocks }: Lines, start: number): readonly Range[] => {
  const headings: Range[] = []
  let from = blocks[firstFrom(blocks, blocks.length, start + 1) - 1]!
  for (let at = firstFrom(breaks, breaks.length, from); headings.length < HEADING_LINES; at += 1) {
    const end = breaks[at]
    if (end === undefined || end >= start || end - from > MAX_LINE) break
    headings.push({ start: from, end })
    from = end + 1
  }
  return headings
}

/** Cells of a line; a delimiter between double quotes is text. */
const cellsOf = (text: string, { start, end }: Range, delimiter: string): Range[] => {
  const code = delimiter.charCodeAt(0)
  const cells: Range[] = []
  let from = start
  let isQuoted = false
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) isQuoted = !isQuoted
    else if (unit === code && !isQuoted) {
      cells.push({ start: from, end: at })
      from = at + 1
    }
  }
  cells.push({ start: from, end })
  return cells
}

/** Columns set with spaces: two or more of them, or none at all, part the headings. */
const alignedCells = (text: string, { start, end }: Range): Range[] =>
  [...text.slice(start, end).matchAll(/\S+(?: \S+)*/g)].map((found) => ({
    start: start + found.index,
    end: start + found.index + found[0].length,
  }))

/** The heading of each place in a line whose columns are parted as those of a heading are; null where there is none. */
const delimited = (text: string, line: Range, headings: readonly Range[]): FindHeading | null => {
  for (const delimiter of DELIMITERS) {
    const cells = cellsOf(text, line, delimiter)
    if (cells.length < 2) continue
    for (const heading of headings) {
      const names = cellsOf(text, heading, delimiter)
      if (names.length !== cells.length || names.some(({ start, end }) => end - start > MAX_HEADING)) continue
      if (RULE.test(text.slice(heading.start, heading.end))) continue
      return (at) => names[cells.findIndex(({ end }) => at <= end)] ?? null
    }
  }
  return null
}

/** The same of columns that are set with spaces. */
const aligned = (text: string, line: Range, headings: readonly Range[]): FindHeading | null => {
  if (!text.slice(line.start, line.end).includes('  ')) return null
  for (const heading of headings) {
    const names = alignedCells(text, heading)
    if (names.length < 2) continue
    return (at) => names.findLast(({ start }) => start - heading.start <= at - line.start) ?? null
  }
  return null
}

const NO_HEADING: FindHeading = () => null

/** Looks for headings of one text: CSV and its kin, Markdown tables, columns set with spaces. Each line is read once, when first asked for. */
export const createFindHeading = (text: string): FindHeading => {
  let lines: Lines | null = null
  /** By the start of a line. */
  const columns = new Map<number, FindHeading>()

  const columnsOf = (line: Range, headings: readonly Range[]): FindHeading =>
    headings.length === 0
      ? NO_HEADING
      : (delimited(text, line, headings) ?? aligned(text, line, headings) ?? NO_HEADING)

  return (at) => {
    lines ??= linesOf(text)
    const { breaks } = lines
    const next = firstFrom(breaks, breaks.length, at)
    if (next === 0) return null
    const start = breaks[next - 1]! + 1
    const end = breaks[next] ?? text.length
    if (end - start > MAX_LINE) return null
    const known = columns.get(start) ?? columnsOf({ start, end }, headingsBefore(lines, start))
    columns.set(start, known)
    return known(at)
  }
}
