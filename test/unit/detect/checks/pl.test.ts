import { describe, expect, it } from 'vitest'
import { plPesel } from '../../../../src/detect/checks/pl.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('plPesel', () => {
  it.each([
    ['44051401458', 'pl.wikipedia example'],
    ['02070803628', 'born in 1902'],
    ['18660115325', 'born in 2218, by the oracle'],
    ['72273108644', 'born in 2072, by the oracle'],
    ['69120662776', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(plPesel(value)).toBe(true)
  })

  it.each([
    ['44051401459', 'wrong check digit'],
    ['85040812345', 'wrong check digit'],
    ['44131401456', 'no month 13'],
    ['58491237753', 'by the oracle'],
    ['4405140145', 'ten digits'],
    ['4405140145a', 'a letter'],
  ])('refuses %s (%s)', (value) => {
    expect(plPesel(value)).toBe(false)
  })
})
