import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitHeaders } from '../../../src/mapping/fit.js'

const ID = 'i'.repeat(22)
const bytes = (headers: readonly (readonly [string, string])[]) =>
  headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
const header = (name: string, length: number) => [name, 'v'.repeat(length)] as const

describe('fitHeaders', () => {
  it('leaves headers that fit exactly', () => {
    const headers = [header('X-A', 10), header('X-B', 20)]
    expect(fitHeaders(headers, 44, () => ID)).toEqual(headers)
  })

  it('replaces the largest by a reference and keeps the order', () => {
    const kept: string[] = []
    const put = (value: string) => {
      kept.push(value)
      return ID
    }
    const headers = [header('X-A', 100), header('X-B', 500), header('X-C', 200)]
    expect(fitHeaders(headers, 400, put)).toEqual([headers[0], ['X-B-Ref', ID], headers[2]])
    expect(kept).toEqual(['v'.repeat(500)])
  })

  it('drops the largest when nothing can be kept', () => {
    const headers = [header('X-A', 100), header('X-B', 500)]
    expect(fitHeaders(headers, 400, () => null)).toEqual([headers[0]])
  })

  it('drops references too when they do not fit', () => {
    expect(fitHeaders([header('X-A', 100), header('X-B', 500)], 40, () => ID)).toEqual([['X-B-Ref', ID]])
    expect(fitHeaders([header('X-A', 100)], 0, () => ID)).toEqual([])
  })

  it('stays within the limit and never cuts a value', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 4 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 900 }), fc.boolean(), (lengths, maxBytes, canKeep) => {
        const headers = lengths.map((length, index) => header(`X-${index}`, length))
        const fitted = fitHeaders(headers, maxBytes, () => (canKeep ? ID : null))
        expect(bytes(fitted)).toBeLessThanOrEqual(maxBytes)
        for (const [name, value] of fitted) {
          const whole = headers.some((each) => each[0] === name && each[1] === value)
          expect(whole || (name.endsWith('-Ref') && value === ID)).toBe(true)
        }
        if (bytes(headers) <= maxBytes) expect(fitted).toEqual(headers)
      }),
    )
  })
})
