import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PII_HEADERS } from '../../../src/mapping/headers.js'
import { mergeSent } from '../../../src/mapping/merge-sent.js'
import { toSentMap } from '../../../src/mapping/parse-map.js'
import type { ThreadMap } from '../../../src/types.js'

const identify = (_: string, value: string) => value.toLowerCase()
const sent = (header: string, members: Record<string, string>) => toSentMap(Object.entries(members), { header })
const mapping = (members: Record<string, string>) => sent(PII_HEADERS.mapping, members)
const history = (members: Record<string, string>) => sent(PII_HEADERS.history, members)
const auto = (members: Record<string, string>) => sent(PII_HEADERS.auto, members)
const stored = (members: Record<string, string>, highWater: Record<string, number> = {}): ThreadMap => {
  const map = mergeSent({ mapping: mapping(members), identify })
  return { ...map, highWater: new Map([...map.highWater, ...Object.entries(highWater)]) }
}
const valuesOf = (map: ThreadMap) => Object.fromEntries([...map.entries].map(([token, { value }]) => [token, value]))

describe('mergeSent', () => {
  it('is empty without sources', () => {
    expect(mergeSent({ identify })).toEqual({ entries: new Map(), tokenOf: new Map(), highWater: new Map() })
  })

  it('issues the placeholder of the strongest source and restores all', () => {
    const merged = mergeSent({
      auto: auto({ '<EMAIL_9>': 'a@example.org' }),
      history: history({ '<EMAIL_4>': 'a@example.org', '<EMAIL_5>': 'b@example.org' }),
      stored: stored({ '<EMAIL_3>': 'a@example.org', '<EMAIL_6>': 'b@example.org' }),
      mapping: mapping({ '<EMAIL_2>': 'a@example.org' }),
      identify,
    })
    expect([...merged.tokenOf]).toEqual([
      ['EMAIL\na@example.org', 'EMAIL_2'],
      ['EMAIL\nb@example.org', 'EMAIL_6'],
    ])
    expect([...merged.entries.keys()]).toEqual(['EMAIL_2', 'EMAIL_3', 'EMAIL_6', 'EMAIL_4', 'EMAIL_5', 'EMAIL_9'])
    expect(merged.highWater.get('EMAIL')).toBe(9)
  })

  it('keeps the strongest surface form of one placeholder', () => {
    const merged = mergeSent({
      stored: stored({ '<EMAIL_1>': 'a@example.org' }),
      history: history({ '<EMAIL_1>': 'A@Example.org' }),
      identify,
    })
    expect(valuesOf(merged)).toEqual({ EMAIL_1: 'a@example.org' })
  })

  it('keeps equal values of two entities apart', () => {
    const merged = mergeSent({ auto: auto({ '<A_1>': 'same', '<B_1>': 'same' }), identify })
    expect([...merged.tokenOf.values()]).toEqual(['A_1', 'B_1'])
  })

  it('refuses one placeholder for two people and names the place (F41, F47)', () => {
    const conflict = () =>
      mergeSent({
        stored: stored({ '<PERSON_1>': 'Ann Ash' }),
        history: history({ '<PERSON_2>': 'Bo Birch', '<PERSON_1>': 'Cy Cedar' }),
        identify,
      })
    expect(conflict).toThrow(
      expect.objectContaining({ code: 'mapping_conflict', details: { header: PII_HEADERS.history, index: 1 } }),
    )
  })

  it('reserves the number of a valueless placeholder and nothing else', () => {
    const merged = mergeSent({
      stored: stored({ '<EMAIL_1>': 'a@example.org' }),
      history: history({ '<EMAIL_1>': '<EMAIL_1>', '<EMAIL_8>': '<EMAIL_8>' }),
      identify,
    })
    expect(valuesOf(merged)).toEqual({ EMAIL_1: 'a@example.org' })
    expect(merged.highWater.get('EMAIL')).toBe(8)
  })

  it('keeps the stored high-water mark above the stored entries', () => {
    const merged = mergeSent({ stored: stored({ '<EMAIL_1>': 'aa' }, { EMAIL: 7, PHONE: 2 }), identify })
    expect([...merged.highWater]).toEqual([
      ['EMAIL', 7],
      ['PHONE', 2],
    ])
  })

  it('holds its laws for any maps: every token restores, every identity is issued one of its tokens, no number is above high water', () => {
    const members = fc.dictionary(
      fc.tuple(fc.constantFrom('A', 'B_C'), fc.integer({ min: 1, max: 6 })).map(([type, n]) => `<${type}_${n}>`),
      fc.constantFrom('aa', 'AA', 'bb', 'constructor', '__proto__'),
      { maxKeys: 4, noNullPrototype: true },
    )
    let merges = 0
    fc.assert(
      fc.property(members, members, members, (one, two, three) => {
        const sources = { mapping: mapping(one), history: history(two), auto: auto(three), identify }
        const all = [...Object.entries(one), ...Object.entries(two), ...Object.entries(three)]
        const keysOf = (token: string) =>
          new Set(all.filter(([key]) => key === token).map(([, value]) => identify('', value)))
        const hasConflict = all.some(([token]) => keysOf(token).size > 1)
        if (hasConflict) {
          expect(() => mergeSent(sources)).toThrow('mapping_conflict')
          return
        }
        merges += 1
        const merged = mergeSent(sources)
        expect(new Set(merged.entries.keys())).toEqual(new Set(all.map(([key]) => key.slice(1, -1))))
        for (const [token, { entity, key, value }] of merged.entries) {
          expect(value).toBe(all.find(([name]) => name === `<${token}>`)?.[1])
          const issued = merged.tokenOf.get(`${entity}\n${key}`)!
          expect(merged.entries.get(issued)).toMatchObject({ entity, key })
          expect(Number(/\d+$/.exec(token))).toBeLessThanOrEqual(merged.highWater.get(entity)!)
        }
      }),
    )
    expect(merges).toBeGreaterThan(10)
  })
})
