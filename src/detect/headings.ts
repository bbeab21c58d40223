import { HEADING_LINES, MAX_LINE } from './tables.js'

/**
 * Where the lines of a block begin whose first line may be a heading: its words reach to the end of the block. To be
 * asked of places in ascending order; -1 for what is in no such line.
 */
export const createHeadings = (text: string): ((at: number) => number) => {
  let blockStart = 0
  let headEnd = -1
  let blockEnd = -1
  const readBlock = (start: number) => {
    blockStart = start
    const next = text.indexOf('\n\n', start)
    blockEnd = next < 0 ? text.length : next
    headEnd = start
    for (let line = 0; line < HEADING_LINES && headEnd < blockEnd; line += 1) {
      const end = text.indexOf('\n', headEnd)
      if (end < 0 || end > blockEnd || end - headEnd > MAX_LINE) break
      headEnd = end + 1
    }
  }
  readBlock(0)
  return (at) => {
    while (at > blockEnd + 1 && blockEnd < text.length) readBlock(blockEnd + 2)
    return at >= blockStart && at < headEnd ? blockEnd : -1
  }
}
