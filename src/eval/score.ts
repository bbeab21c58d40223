import { coverOf, type Spans } from './cover.js'
import { type Counts, type Figures, noCounts, shareOrNull, toFigures } from './figures.js'
import type { GoldRecord, LabelledSpan } from './gold.js'
import { MODES, type Mode, pair } from './match.js'

/** A labelled text and what a detector found in it. */
export type Scored = GoldRecord & { readonly predicted: readonly LabelledSpan[] }

/** All measures over a set of texts; the names are those of the protocol. */
export type Score = Readonly<Record<Mode | 'char_any', Figures>> & {
  /** Share of the labelled spans of which not one letter or digit stays visible. */
  readonly full_cover_recall: number | null
  /** Share of the texts with labelled spans in which all are covered in full. */
  readonly doc_clean: number | null
  /** Texts without any labelled span: how many, in how many something was found, how much. */
  readonly negative_docs: { readonly n: number; readonly with_fp: number; readonly fp: number }
  readonly per_label_iou50: Readonly<Record<string, Figures & { readonly full_cover: number | null }>>
}

export type ScoreOptions = {
  /** The labels that count; null counts all. */
  readonly labels: ReadonlySet<string> | null
  /** A kindred label is as good: for corpora that do not tell birth dates from dates. */
  readonly isLoose: boolean
}

/** The spans that count for these labels; null counts all. A prediction that lies mostly in what does not count is left out. */
const choose = ({ spans, predicted }: Scored, labels: ReadonlySet<string> | null): Spans => {
  const counts = ({ label }: LabelledSpan) => label !== '' && (labels === null || labels.has(label) || label === 'ANY')
  const ignored = spans.filter((span) => !counts(span))
  const isOutside = ({ s, e }: LabelledSpan) =>
    ignored.some((span) => (Math.min(e, span.e) - Math.max(s, span.s)) * 2 >= e - s)
  const wanted = labels === null ? predicted : predicted.filter(({ label }) => labels.has(label))
  return { gold: spans.filter(counts), predicted: wanted.filter((span) => !isOutside(span)), ignored }
}

type LabelCounts = Counts & { covered: number; labelled: number }

/**
 * Scores a detector on labelled texts, micro-averaged, for the given labels. Spans of other labels are
 * neither missed nor wrong. Linear in the number of texts; within one text, spans are compared pairwise.
 */
export const score = (texts: readonly Scored[], { labels, isLoose }: ScoreOptions): Score => {
  const modes = Object.keys(MODES) as Mode[]
  const counts = new Map<Mode, Counts>(modes.map((mode) => [mode, noCounts()]))
  const characters = noCounts()
  const perLabel = new Map<string, LabelCounts>()
  const ofLabel = (label: string): LabelCounts => {
    const known = perLabel.get(label) ?? { ...noCounts(), covered: 0, labelled: 0 }
    perLabel.set(label, known)
    return known
  }
  const documents = { clean: 0, labelled: 0 }
  const negatives = { n: 0, with_fp: 0, fp: 0 }

  for (const scored of texts) {
    const spans = choose(scored, labels)
    const { gold, predicted } = spans
    for (const mode of modes) {
      const { found, unused } = pair(gold, predicted, { mode, isLoose })
      const total = counts.get(mode)!
      total.tp += found.size
      total.fp += predicted.length - found.size
      total.fn += gold.length - found.size
      if (mode !== 'iou50') continue
      for (const span of gold) ofLabel(span.label)[found.has(span) ? 'tp' : 'fn'] += 1
      for (const { label } of unused) ofLabel(label).fp += 1
    }
    const cover = coverOf(scored.text, spans)
    for (const key of ['tp', 'fp', 'fn'] as const) characters[key] += cover.counts[key]
    gold.forEach(({ label }, at) => {
      ofLabel(label).labelled += 1
      if (cover.hidden[at]) ofLabel(label).covered += 1
    })
    if (gold.length > 0) documents.labelled += 1
    if (gold.length > 0 && cover.hidden.every(Boolean)) documents.clean += 1
    if (scored.spans.length === 0) {
      negatives.n += 1
      negatives.fp += predicted.length
      if (predicted.length > 0) negatives.with_fp += 1
    }
  }

  const rows = [...perLabel].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = (key: 'covered' | 'labelled') => rows.reduce((total, [, row]) => total + row[key], 0)
  const figures = Object.fromEntries(modes.map((mode) => [mode, toFigures(counts.get(mode)!)])) as Record<Mode, Figures>
  return {
    ...figures,
    char_any: toFigures(characters),
    full_cover_recall: shareOrNull(sum('covered'), sum('labelled')),
    doc_clean: shareOrNull(documents.clean, documents.labelled),
    negative_docs: negatives,
    per_label_iou50: Object.fromEntries(
      rows.map(([label, row]) => [label, { ...toFigures(row), full_cover: shareOrNull(row.covered, row.labelled) }]),
    ),
  }
}
