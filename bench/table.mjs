/** Columns as wide as their content, the first to the left, numbers to the right; no colour, so that it can be piped. */
export const toTable = (head, rows) => {
  const all = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)))
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')
  return [line(all[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...all.slice(1).map(line)].join('\n')
}

export const round = (value, decimals = 0) => value.toFixed(decimals)

/** One line that is written over on a terminal; nothing where the output is piped. */
export const createProgress = (stream) => (text) => {
  if (stream.isTTY) stream.write(`\r\x1b[K${text}`)
}
