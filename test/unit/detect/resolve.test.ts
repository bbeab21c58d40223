import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolve } from '../../../src/detect/resolve.js'
import type { Finding, Operator } from '../../../src/types.js'

type Candidate = Finding & { readonly operator: Operator }

const candidate = fc
  .record({
    rule: fc.constantFrom('a', 'b', 'c'),
    entity: fc.constantFrom('EMAIL', 'PHONE', 'US_SSN'),
    start: fc.nat(60),
    length: fc.integer({ min: 1, max: 12 }),
    score: fc.nat(4),
    operator: fc.constantFrom<Operator>('allow', 'pseudonymise', 'mask', 'redact', 'block'),
  })
  .map(({ length, ...rest }): Candidate => ({ ...rest, end: rest.start + length }))

const candidates = fc.array(candidate, { maxLength: 24 })

const found = (start: number, end: number, rest: Partial<Candidate> = {}): Candidate => ({
  rule: 'r',
  entity: 'EMAIL',
  score: 3,
  operator: 'pseudonymise',
  ...rest,
  start,
  end,
})

describe('resolve', () => {
  it('gives spans that are sorted and disjoint', () => {
    fc.assert(
      fc.property(candidates, (input) => {
        const spans = resolve(input)
        return spans.every((span, index) => index === 0 || (spans[index - 1]?.end ?? 0) <= span.start)
      }),
    )
  })

  it('covers every character of every finding that is not allowed, and no other', () => {
    fc.assert(
      fc.property(candidates, (input) => {
        const covered = (ranges: readonly Candidate[]) =>
          new Set(ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)))
        expect(covered(resolve(input))).toEqual(covered(input.filter(({ operator }) => operator !== 'allow')))
      }),
    )
  })

  it('does not depend on the order of the findings', () => {
    const shuffled = candidates.chain((input) =>
      fc.tuple(fc.constant(input), fc.shuffledSubarray(input, { minLength: input.length })),
    )
    fc.assert(
      fc.property(shuffled, ([input, other]) => {
        const plain = (list: readonly Candidate[]) =>
          resolve(list).map(({ start, end, operator, score }) => ({ start, end, operator, score }))
        expect(plain(other)).toEqual(plain(input))
      }),
    )
  })

  it('takes block before irreversible before reversible operators', () => {
    const spans = [
      found(0, 10, { score: 4 }),
      found(5, 8, { operator: 'mask', score: 1 }),
      found(7, 12, { operator: 'block', score: 0 }),
    ]
    expect(resolve(spans)).toEqual([{ ...spans[2], start: 0, end: 12 }])
    expect(resolve(spans.slice(0, 2))).toEqual([{ ...spans[1], start: 0, end: 10 }])
  })

  it('takes the higher score, then the longer finding, among equal operators', () => {
    expect(resolve([found(0, 10, { score: 3 }), found(4, 8, { score: 4, entity: 'PHONE' })])[0]?.entity).toBe('PHONE')
    expect(resolve([found(0, 4), found(2, 9, { entity: 'PHONE' })])[0]?.entity).toBe('PHONE')
  })

  it('merges findings that overlap only through a third one', () => {
    expect(resolve([found(0, 4), found(6, 10), found(3, 7)])).toHaveLength(1)
    expect(resolve([found(0, 4), found(4, 8)])).toHaveLength(2)
  })

  it('leaves out allowed findings and never extends a span over them', () => {
    expect(resolve([found(0, 20, { operator: 'allow', score: 4 }), found(5, 9)])).toEqual([found(5, 9)])
  })
})
