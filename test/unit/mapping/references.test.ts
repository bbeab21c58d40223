import { describe, expect, it } from 'vitest'
import { createReferences } from '../../../src/mapping/references.js'

const TTL_MS = 1000
const create = (maxBytes = 100_000) => {
  const clock = { nowMs: 0 }
  return { clock, references: createReferences({ ttlMs: TTL_MS, maxBytes, now: () => clock.nowMs }) }
}

describe('createReferences', () => {
  it('gives a value back to its caller only', () => {
    const { references } = create()
    const id = references.put('caller-1', 'value')!
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(references.get('caller-1', id)).toBe('value')
    expect(references.get('caller-1', id)).toBe('value')
    expect(references.get('caller-2', id)).toBeUndefined()
    expect(references.get(null, id)).toBeUndefined()
    expect(references.get('caller-1', 'constructor')).toBeUndefined()
  })

  it('keeps nothing without a caller (F75)', () => {
    expect(create().references.put(null, 'value')).toBeNull()
  })

  it('forgets after the time to live', () => {
    const { clock, references } = create()
    const id = references.put('caller-1', 'value')!
    clock.nowMs = TTL_MS - 1
    expect(references.get('caller-1', id)).toBe('value')
    clock.nowMs = TTL_MS
    expect(references.get('caller-1', id)).toBeUndefined()
  })

  it('lets the oldest go when it is full', () => {
    const { references } = create(4400)
    const [first, second, third] = ['a', 'b', 'c'].map((letter) => references.put('caller-1', letter.repeat(1000)))
    expect(references.get('caller-1', first!)).toBeUndefined()
    expect(references.get('caller-1', second!)).toBe('b'.repeat(1000))
    expect(references.get('caller-1', third!)).toBe('c'.repeat(1000))
  })

  it('refuses a value that alone is over the limit and keeps the others', () => {
    const { references } = create(4400)
    const id = references.put('caller-1', 'value')!
    expect(references.put('caller-1', 'x'.repeat(3000))).toBeNull()
    expect(references.get('caller-1', id)).toBe('value')
  })

  it('frees the room of what has expired', () => {
    const { clock, references } = create(4400)
    for (let turn = 0; turn < 100; turn++) {
      clock.nowMs = turn * TTL_MS
      const ids = [1, 2].map(() => references.put('caller-1', 'x'.repeat(1000))!)
      expect(ids.map((id) => references.get('caller-1', id)?.length)).toEqual([1000, 1000])
    }
  })
})
