import { describe, expect, it } from 'vitest'
import { readDigits } from '../../../src/detect/digits.js'
import type { PatternSet } from '../../../src/detect/rule.js'
import { createPrefilter, type SetEntry } from '../../../src/rules/prefilter.js'
import { availableEngines } from '../../support/rules.js'

const entry = (pattern: string, rest: Partial<SetEntry> = {}): SetEntry => ({
  pattern,
  group: 'OTHER_ID',
  minDigits: 0,
  isNumeric: false,
  markers: [],
  minRun: 0,
  maxLength: 40,
  isWide: false,
  ...rest,
})

const match = (set: PatternSet, text: string) => set.match(set.prepare(text), readDigits(text))

describe.each(await availableEngines())('createPrefilter on $name', (engine) => {
  const entries = [
    entry('abc'),
    entry(String.raw`\d{3}`, { minDigits: 1 }),
    entry(String.raw`\bM\p{L}+`, { isWide: true, group: 'PERSON' }),
    entry('x1', { minDigits: 1 }),
    entry(String.raw`\p{L}@`, { isWide: true, group: 'EMAIL' }),
    entry('c d'),
  ]

  it('names entries by their own numbers, ascending, whatever set they are in', () => {
    const set = createPrefilter(entries, engine)
    expect(match(set, 'abc d 123 x1 Müller ö@').entries).toEqual([0, 1, 2, 3, 4, 5])
    expect(match(set, 'Müller x1').entries).toEqual([2, 3])
    expect(match(set, 'no such thing').entries).toEqual([])
  })

  it('splits very many entries and still finds each', () => {
    const many = Array.from({ length: 300 }, (_, index) => entry(`k${index}\\b`, { minDigits: 1 }))
    const set = createPrefilter(many, engine)
    expect(match(set, 'k7 k299 k131').entries).toEqual([7, 131, 299])
  })

  it('has no entries to find when there are none', () => {
    const set = createPrefilter([], engine)
    expect(match(set, 'abc').entries).toEqual([])
  })

  it('says in which parts of a long text an entry occurs, across their borders too, where many do', () => {
    const many = Array.from({ length: 8 }, (_, index) => entry(`many${index}`))
    const far = entry('far.{0,40}away', { maxLength: Number.POSITIVE_INFINITY })
    const set = createPrefilter([entry('needle'), far, ...many], engine)
    const text = `${'x '.repeat(1022)}needle ${'x '.repeat(3000)}far away ${many.map(({ pattern }) => pattern).join(' ')}`
    const hits = match(set, text)
    expect(hits.entries).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(hits.rangesOf(0)).toEqual([0, 2048])
    expect(hits.rangesOf(1)).toBeNull()
    expect(hits.has(0) && !hits.has(10)).toBe(true)
    expect(match(set, text.replace('many0', '')).rangesOf(0)).toEqual([0, 2048])
    expect(match(set, text.replace(/many\d/g, '')).rangesOf(0)).toBeNull()
  })

  it('looks for long tokens only in text with long runs', () => {
    const set = createPrefilter([entry('[a-z0-9]{20}', { minRun: 20, maxLength: 20 })], engine)
    expect(match(set, 'abcdefghij klmnopqrst').entries).toEqual([])
    expect(match(set, 'abcdefghijklmnopqrst').entries).toEqual([0])
  })
})
