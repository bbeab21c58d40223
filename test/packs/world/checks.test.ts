import { describe, expect, it } from 'vitest'
import fixtures from './fixtures.json' with { type: 'json' }
import { checkNamed, corrupted, createRandom, generate } from './numbers.js'
import { SPECS } from './specs.js'

const FIXTURES: Readonly<
  Record<string, { readonly oracle: string; readonly valid: string; readonly invalid: string }>
> = fixtures
const AMOUNT = 1_000

describe.each(Object.entries(SPECS))('%s', (name, spec) => {
  const check = checkNamed(name)
  const generated = generate(spec, { count: AMOUNT, seed: 20_261_123 })

  it.runIf(name in FIXTURES)('agrees with an independent implementation', () => {
    const { valid, invalid } = FIXTURES[name]!
    expect(valid.split(' ').filter((value) => !check(value))).toEqual([])
    expect(invalid.split(' ').filter((value) => check(value))).toEqual([])
    expect(valid.split(' ').filter((value) => spec.formula(value)).length).toBeGreaterThan(0)
  })

  it('accepts a thousand numbers made by its published formula', () => {
    expect(generated.filter((value) => !check(value))).toEqual([])
  })

  it('refuses a thousand numbers with one wrong character, as far as its algorithm can', () => {
    const random = createRandom(7)
    const wrong = generated.map((value) => corrupted(value, random))
    const missed = wrong.filter((value) => check(value))
    if (spec.blindShare === undefined) expect(missed).toEqual([])
    else expect(missed.length).toBeLessThanOrEqual(spec.blindShare * AMOUNT)
    if (spec.isPartial !== true) expect(missed.filter((value) => !spec.formula(value))).toEqual([])
  })

  it.each(['', '0', 'A', '12345', '\u0661\u0662\u0663'])('refuses "%s"', (value) => {
    expect(check(value)).toBe(false)
  })
})
