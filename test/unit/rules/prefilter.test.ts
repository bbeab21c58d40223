import { describe, expect, it } from 'vitest'
import { createPrefilter, type SetEntry } from '../../../src/rules/prefilter.js'
import { availableEngines } from '../../support/rules.js'

const entry = (pattern: string, rest: Partial<SetEntry> = {}): SetEntry => ({
  pattern,
  group: 'OTHER_ID',
  minDigits: 0,
  isWide: false,
  ...rest,
})

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
    expect(set.match(set.prepare('abc d 123 x1 Müller ö@'))).toEqual([0, 1, 2, 3, 4, 5])
    expect(set.match(set.prepare('Müller x1'))).toEqual([2, 3])
    expect(set.match(set.prepare('no such thing'))).toEqual([])
  })

  it('splits very many entries and still finds each', () => {
    const many = Array.from({ length: 300 }, (_, index) => entry(`k${index}\\b`, { minDigits: 1 }))
    const set = createPrefilter(many, engine)
    expect(set.match(set.prepare('k7 k299 k131'))).toEqual([7, 131, 299])
  })

  it('has no entries to find when there are none', () => {
    const set = createPrefilter([], engine)
    expect(set.match(set.prepare('abc'))).toEqual([])
  })
})
