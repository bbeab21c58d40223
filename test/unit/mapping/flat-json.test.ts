import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFlatObject } from '../../../src/mapping/flat-json.js'

describe('readFlatObject', () => {
  it('reads what JSON.parse reads', () => {
    const members = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(members, fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
        expect([...readFlatObject(JSON.stringify(object, null, indent), {})]).toEqual(Object.entries(object))
      }),
    )
  })

  it('refuses what JSON.parse refuses and ends at a value that is not a string', () => {
    const text = fc
      .array(fc.constantFrom('{', '}', '"a"', '"b"', ':', ',', ' ', '1', '\\', '"'))
      .map((parts) => parts.join(''))
    const parsed = (json: string) => {
      try {
        return JSON.parse(json) as unknown
      } catch {
        return undefined
      }
    }
    let read = 0
    fc.assert(
      fc.property(text, (json) => {
        let members: ReadonlyMap<string, string | undefined>
        try {
          members = readFlatObject(json, {})
        } catch {
          return
        }
        read += 1
        if ([...members.values()].includes(undefined)) return
        expect(Object.entries(parsed(json) as object)).toEqual([...members])
      }),
      { numRuns: 3000, examples: [['{"a":"b"}'], ['{ }']] },
    )
    expect(read).toBeGreaterThan(0)
  })
})
