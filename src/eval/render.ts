import type { FileScore } from './file-score.js'
import type { Score } from './score.js'
import type { ValueCounts } from './value-score.js'

/** Wraps text in a terminal style, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string

const COLUMNS = ['label', 'n', 'full cover', 'char P', 'char R', 'P', 'R', 'F1', 'F2'] as const
const WIDTHS = [22, 6, 10, 7, 7, 7, 7, 7, 7] as const
/** Colours only say where to look first. */
const GOOD = 0.95
const POOR = 0.8

const pad = (cell: string, column: number): string =>
  column === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[column] ?? 0)

const row = (label: string, { full_cover_recall, char_any, iou50 }: Score, paint: Paint): string => {
  const shares = [full_cover_recall ?? 0, char_any.p, char_any.r, iou50.p, iou50.r, iou50.f1, iou50.f2]
  const cells = [label, String(iou50.tp + iou50.fn)].map(pad)
  const painted = shares.map((share, at) =>
    paint(share >= GOOD ? 'green' : share >= POOR ? 'yellow' : 'red', pad(share.toFixed(4), at + 2)),
  )
  return [...cells, ...painted].join(' ')
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** The table of one file: characters first (nothing of a span may leak), then spans that overlap by half and have the right label. */
export const renderFile = (name: string, score: FileScore, paint: Paint): string => {
  const { records, negatives, structured, all, perLabel } = score
  const title = `${name}: ${count(records, 'text')}; ${negatives.n} without a label, ${count(negatives.fp, 'finding')} in ${negatives.with_fp} of them`
  if (all === null) return `${paint('bold', title)}\n`
  const lines = Object.entries(perLabel).map(([label, one]) => row(label, one, paint))
  if (structured !== null) lines.unshift(row('structured', structured, paint))
  lines.push(row('all', all, paint))
  return [paint('bold', title), paint('dim', COLUMNS.map(pad).join(' ')), ...lines, ''].join('\n')
}

/** One line for a file of single values. */
export const renderValues = (name: string, { positives, found, negatives, quiet }: ValueCounts, paint: Paint): string =>
  `${paint('bold', `${name}: ${count(positives + negatives, 'single value')}`)}\n${found} of ${positives} found, ${quiet} of ${negatives} rightly not found\n`
