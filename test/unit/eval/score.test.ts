import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { labelsToScore, scoreFile } from '../../../src/eval/file-score.js'
import type { GoldRecord } from '../../../src/eval/gold.js'
import { type Score, type Scored, score } from '../../../src/eval/score.js'

/** Generated texts and predictions, and their figures as an independent scorer in Python computed them. */
const protocol: {
  readonly gold: readonly GoldRecord[]
  readonly predictions: readonly Pick<GoldRecord, 'id' | 'spans'>[]
  readonly expected: readonly {
    readonly labels: readonly string[] | null
    readonly loose: boolean
    readonly score: Score
  }[]
} = JSON.parse(readFileSync(new URL('protocol.json', import.meta.url), 'utf8'))

const texts: readonly Scored[] = protocol.gold.map((record, at) => ({
  ...record,
  predicted: protocol.predictions[at]!.spans,
}))

const STRICT = { labels: null, isLoose: false }

describe('scoring', () => {
  it.each(protocol.expected)(
    'gives the figures of the protocol for $labels, loose: $loose',
    ({ labels, loose, score: expected }) => {
      expect(score(texts, { labels: labels === null ? null : new Set(labels), isLoose: loose })).toEqual(expected)
    },
  )

  it('counts a span as covered although punctuation and spaces in it stay visible', () => {
    const text = 'call (555) 01-34 🙂 now'
    const spans = [{ s: 5, e: 16, label: 'PHONE' }]
    const predicted = [
      { s: 6, e: 9, label: 'PHONE' },
      { s: 11, e: 13, label: 'PHONE' },
      { s: 14, e: 16, label: 'PHONE' },
    ]
    expect(score([{ id: '1', text, spans, predicted }], STRICT).full_cover_recall).toBe(1)
    expect(score([{ id: '1', text, spans, predicted: predicted.slice(1) }], STRICT).full_cover_recall).toBe(0)
  })

  it('scores no label that is annotated fewer than 30 times, and holds findings of it against nobody', () => {
    const record = (n: number): Scored => ({
      id: String(n),
      text: 'Mara Lund',
      spans: [{ s: 0, e: 4, label: 'PERSON' }, ...(n === 0 ? [{ s: 5, e: 9, label: 'LOCATION' }] : [])],
      predicted: [
        { s: 0, e: 4, label: 'PERSON' },
        { s: 5, e: 9, label: 'LOCATION' },
      ],
    })
    const records = Array.from({ length: 30 }, (_, n) => record(n))
    expect(labelsToScore(records)).toEqual(['PERSON'])
    const { all, structured } = scoreFile(records, labelsToScore(records), false)
    expect(all).toMatchObject({ full_cover_recall: 1, char_any: { p: 1, r: 1 }, strict: { fp: 0 } })
    expect(structured).toBeNull()
  })

  it('takes a birth date for a date where a file does not tell them apart, and only if asked', () => {
    const record = (n: number, label: string): Scored => ({
      id: String(n),
      text: 'born 1990-01-14',
      spans: [{ s: 5, e: 15, label }],
      predicted: [{ s: 5, e: 15, label: 'DATE_OF_BIRTH' }],
    })
    const dates = Array.from({ length: 30 }, (_, n) => record(n, 'DATE'))
    expect(scoreFile(dates, ['DATE'], false).perLabel.DATE?.full_cover_recall).toBe(0)
    expect(scoreFile(dates, ['DATE'], true).perLabel.DATE?.full_cover_recall).toBe(1)
    const told = [...dates, record(30, 'DATE_OF_BIRTH')]
    expect(scoreFile(told, ['DATE'], true).perLabel.DATE?.full_cover_recall).toBe(0)
  })
})
