import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { labelsToScore, scoreFile } from '../../../src/eval/file-score.js'
import type { GoldRecord } from '../../../src/eval/gold.js'
import { type Score, type Scored, score } from '../../../src/eval/score.js'

/** Generated texts and predictions, and their figures as an independent scorer in Python computed them. */
const protocol: {
  readonly gold: readonly GoldRecord[]
  readonly predictions: readonly Pick<GoldRecord, 'id' | 'spans'>[]
  readonly expected: readonly { readonly labels: readonly string[] | null; readonly score: Score }[]
} = JSON.parse(readFileSync(new URL('protocol.json', import.meta.url), 'utf8'))

const texts: readonly Scored[] = protocol.gold.map((record, at) => ({
  ...record,
  predicted: protocol.predictions[at]!.spans,
}))

describe('scoring', () => {
  it.each(protocol.expected)('gives the figures of the protocol for $labels', ({ labels, score: expected }) => {
    expect(score(texts, labels === null ? null : new Set(labels))).toEqual(expected)
  })

  it('counts a span as covered although punctuation and spaces in it stay visible', () => {
    const text = 'call (555) 01-34 🙂 now'
    const spans = [{ s: 5, e: 16, label: 'PHONE' }]
    const predicted = [
      { s: 6, e: 9, label: 'PHONE' },
      { s: 11, e: 13, label: 'PHONE' },
      { s: 14, e: 16, label: 'PHONE' },
    ]
    expect(score([{ id: '1', text, spans, predicted }], null).full_cover_recall).toBe(1)
    expect(score([{ id: '1', text, spans, predicted: predicted.slice(1) }], null).full_cover_recall).toBe(0)
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
    const { all, structured } = scoreFile(records, labelsToScore(records))
    expect(all).toMatchObject({ full_cover_recall: 1, char_any: { p: 1, r: 1 }, strict: { fp: 0 } })
    expect(structured).toBeNull()
  })
})
