import type { GoldRecord } from './gold.js'
import { kindredOf, labelsOf } from './match.js'
import { type Score, type Scored, score } from './score.js'

/** A label with fewer spans in a file says too little to be scored there. */
export const MIN_SPANS = 30

/** Labels of no fixed form, or of so many that rules alone do not find them all; every other label is structured. */
const OPEN_LABELS: ReadonlySet<string> = new Set([
  'PERSON',
  'LOCATION',
  'ORGANIZATION',
  'AGE',
  'ADDRESS',
  'ADDRESS_OR_LOCATION',
  'DATE',
  'USERNAME',
  'URL',
  'OTHER_ID',
  'MEDICAL_ID',
  'DRIVER_LICENSE',
  'ANY',
])

/** Scores of one file: of the structured labels together, of all, and of each alone. */
export type FileScore = {
  readonly records: number
  /** The labels that are annotated often enough, sorted. */
  readonly labels: readonly string[]
  /** Null where the file has no structured label. */
  readonly structured: Score | null
  /** Null where no label is annotated often enough; `negatives` says what was found there. */
  readonly all: Score | null
  readonly perLabel: Readonly<Record<string, Score>>
  /** Texts without any labelled span, and findings of any label in them. */
  readonly negatives: Score['negative_docs']
}

/** Labels with at least `MIN_SPANS` spans in the whole file, sorted. */
export const labelsToScore = (records: readonly GoldRecord[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { spans } of records)
    for (const { label } of spans) if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].flatMap(([label, count]) => (count >= MIN_SPANS ? [label] : [])).sort()
}

/**
 * Scores a file's texts for the given labels: a prediction of another label counts nowhere. Loosely, a label stands for
 * its kindred too, where the file does not annotate them.
 */
export const scoreFile = (texts: readonly Scored[], labels: readonly string[], isLoose: boolean): FileScore => {
  const annotated = new Set(texts.flatMap(({ spans }) => spans.map(({ label }) => label)))
  const kindred = (label: string) => (isLoose ? kindredOf(label).filter((other) => !annotated.has(other)) : [])
  const scoreOf = (wanted: readonly string[]): Score =>
    score(texts, { labels: new Set(wanted.flatMap((label) => [...labelsOf(label), ...kindred(label)])), isLoose })
  const structured = labels.filter((label) => !OPEN_LABELS.has(label))
  return {
    records: texts.length,
    labels,
    structured: structured.length === 0 ? null : scoreOf(structured),
    all: labels.length === 0 ? null : scoreOf(labels),
    perLabel: Object.fromEntries(labels.map((label) => [label, scoreOf([label])])),
    negatives: score(
      texts.filter(({ spans }) => spans.length === 0),
      { labels: null, isLoose },
    ).negative_docs,
  }
}
