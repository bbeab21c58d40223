/** Half-open, UTF-16 code units. */
type Range = { readonly start: number; readonly end: number }

/** Range of the heading of the column that `at` stands in, or null when it stands in no table. Constant time. */
export type FindHeading = (at: number) => Range | null

/** Longer lines are no rows of a table. */
export const MAX_LINE = 2000
/** Longer cells are no headings. */
const MAX_HEADING = 48
/** A line of prose may stand before the heading. */
export const HEADING_LINES = 4
const DELIMITERS = ['|', '\t', ';', ',']
const QUOTE = 34
const NEWLINE = 10

/** A row of dashes under the heading of a Markdown table. */
const RULE = /^[\s|:+-]+$/

const lineStart = (text: string, at: number): number => {
  for (let index = at; index > 0 && at - index <= MAX_LINE; index -= 1)
    if (text.charCodeAt(index - 1) === NEWLINE) return index
  return at > MAX_LINE ? -1 : 0
}

const lineEnd = (text: string, at: number): number => {
  for (let index = at; index < text.length; index += 1) {
    if (text.charCodeAt(index) === NEWLINE) return index
    if (index - at > MAX_LINE) return -1
  }
  return text.length
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

type Block = { readonly start: number; lines: readonly Range[] | null }

const firstLines = (text: string, start: number): readonly Range[] => {
  const lines: Range[] = []
  let from = start
  while (lines.length < HEADING_LINES && from < text.length) {
    const end = lineEnd(text, from)
    if (end < 0) break
    lines.push({ start: from, end })
    from = end + 1
  }
  return lines
}

/** Looks for headings of one text: CSV and its kin, Markdown tables, columns set with spaces. Read when first asked. */
export const createFindHeading = (text: string): FindHeading => {
  let blocks: Block[] | null = null

  const readBlocks = (): Block[] => {
    const found: Block[] = [{ start: 0, lines: null }]
    for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n', at + 2))
      found.push({ start: at + 2, lines: null })
    return found
  }

  const linesBefore = (at: number): readonly Range[] => {
    blocks ??= readBlocks()
    let low = 0
    let high = blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (blocks[middle]!.start <= at) low = middle
      else high = middle - 1
    }
    const block = blocks[low]!
    block.lines ??= firstLines(text, block.start)
    return block.lines
  }

  const delimited = (line: Range, at: number, headings: readonly Range[]): Range | null => {
    for (const delimiter of DELIMITERS) {
      const cells = cellsOf(text, line, delimiter)
      if (cells.length < 2) continue
      const column = cells.findIndex(({ end }) => at <= end)
      for (const heading of headings) {
        const names = cellsOf(text, heading, delimiter)
        if (names.length !== cells.length || names.some(({ start, end }) => end - start > MAX_HEADING)) continue
        if (!RULE.test(text.slice(heading.start, heading.end))) return names[column] ?? null
      }
    }
    return null
  }

  const aligned = (line: Range, at: number, headings: readonly Range[]): Range | null => {
    if (!text.slice(line.start, line.end).includes('  ')) return null
    for (const heading of headings) {
      const names = alignedCells(text, heading)
      if (names.length < 2) continue
      const column = at - line.start
      const index = names.findLastIndex(({ start }) => start - heading.start <= column)
      return names[index] ?? null
    }
    return null
  }

  return (at) => {
    if (!text.includes('\n')) return null
    const start = lineStart(text, at)
    if (start <= 0) return null
    const end = lineEnd(text, at)
    if (end < 0) return null
    const line = { start, end }
    const headings = linesBefore(at).filter((heading) => heading.end < start)
    return headings.length === 0 ? null : (delimited(line, at, headings) ?? aligned(line, at, headings))
  }
}
