import { describe, expect, it } from 'vitest'
import { checkNamed, corrupted, createRandom, generate } from '../world/numbers.js'
import fixtures from './fixtures.json' with { type: 'json' }
import { SPECS } from './specs.js'

const FIXTURES: Readonly<
  Record<string, { readonly oracle: string; readonly valid: string; readonly invalid: string }>
> = fixtures
const AMOUNT = 1_000
/** What the oracle takes for valid and the authority does not, and the reverse. */
const STRICTER: Readonly<Record<string, string>> = {
  'us-aba': 'the oracle knows no Federal Reserve prefixes; its numbers here have one',
  'us-itin': 'the oracle does not know the groups 50 to 65, which irs.gov gives; no number here has one',
  'in-pan':
    'the oracle does not know the kind of holder E, a partnership with limited liability; no number here has it',
}

describe.each(Object.entries(FIXTURES))('%s', (name, { oracle, valid, invalid }) => {
  const check = checkNamed(name)
  const list = (text: string) => text.split(' ').map((value) => value.replaceAll('_', ' '))

  it(`agrees with ${oracle}${name in STRICTER ? `: ${STRICTER[name]}` : ''}`, () => {
    expect(list(valid).length).toBeGreaterThanOrEqual(10)
    expect(list(valid).filter((value) => !check(value))).toEqual([])
    expect(list(invalid).filter((value) => check(value))).toEqual([])
  })
})

describe.each(Object.entries(SPECS))('%s', (name, spec) => {
  const check = checkNamed(name)
  const generated = generate(spec, { count: AMOUNT, seed: 20_261_123 })

  it('accepts a thousand numbers made by its published formula', () => {
    expect(generated.filter((value) => !check(value))).toEqual([])
  })

  it('refuses a thousand numbers with one wrong character, as far as its algorithm can', () => {
    const random = createRandom(7)
    const missed = generated.map((value) => corrupted(value, random)).filter((value) => check(value))
    expect(missed.length).toBeLessThanOrEqual((spec.blindShare ?? 0) * AMOUNT)
    if (spec.isPartial !== true) expect(missed.filter((value) => !spec.formula(value))).toEqual([])
  })
})
