import { describe, expect, it } from 'vitest'
import { round4, toFigures } from '../../../src/eval/figures.js'
import { isHeldOut, isInPart } from '../../../src/eval/held-out.js'

describe('figures', () => {
  it('are rounded to even where they lie halfway, as Python rounds', () => {
    expect([1 / 32, 3 / 32, 5 / 32, 31 / 32].map(round4)).toEqual([0.0312, 0.0938, 0.1562, 0.9688])
    expect([1 / 3, 2 / 3, 0, 1, 0.5].map(round4)).toEqual([0.3333, 0.6667, 0, 1, 0.5])
  })

  it('weigh recall four times as much as precision in F2', () => {
    expect(toFigures({ tp: 1, fp: 1, fn: 0 })).toMatchObject({ p: 0.5, r: 1, f1: 0.6667, f2: 0.8333 })
    expect(toFigures({ tp: 0, fp: 0, fn: 3 })).toMatchObject({ p: 0, r: 0, f1: 0, f2: 0 })
  })
})

describe('held-out records', () => {
  it('are those whose SHA-256 is divisible by five', () => {
    // `printf text-N | sha256sum`, modulo 5.
    expect(Array.from({ length: 12 }, (_, n) => `text-${n}`).filter(isHeldOut)).toEqual(['text-1', 'text-2'])
  })

  it('are in one part or the other, never in both', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `record ${n}`)
    const [only, without] = [ids.filter((id) => isInPart(id, 'only')), ids.filter((id) => isInPart(id, 'without'))]
    expect(only.length + without.length).toBe(1000)
    expect(new Set([...only, ...without]).size).toBe(1000)
    expect(only.length).toBeGreaterThan(150)
    expect(only.length).toBeLessThan(250)
    expect(ids.filter((id) => isInPart(id, 'all'))).toEqual(ids)
  })
})
