import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFairLru } from '../../../../src/mapping/store/fair-lru.js'

type Step = { readonly kind: 'set' | 'delete'; readonly owner: string; readonly key: string }

/** The same by plain counting, at any cost. */
const createModel = (maxItems: number) => {
  let items: { owner: string; key: string }[] = []
  const without = ({ owner, key }: { owner: string; key: string }) =>
    items.filter((item) => item.owner !== owner || item.key !== key)
  const held = () => {
    const counts = new Map<string, number>()
    for (const { owner } of items) counts.set(owner, (counts.get(owner) ?? 0) + 1)
    return counts
  }
  return {
    apply: ({ kind, owner, key }: Step) => {
      items = without({ owner, key })
      if (kind === 'set') items.push({ owner, key })
      return items.length > maxItems ? held() : null
    },
    drop: (owner: string, key: string) => {
      items = without({ owner, key })
    },
    oldest: (owner: string) => items.find((item) => item.owner === owner)?.key,
    items: () => items.map(({ owner, key }) => `${owner}/${key}`).sort(),
  }
}

describe('createFairLru', () => {
  it('always takes the oldest item of an owner who holds most', () => {
    const step = fc.record({
      kind: fc.constantFrom('set' as const, 'set' as const, 'set' as const, 'delete' as const),
      owner: fc.constantFrom('a', 'b', 'c'),
      key: fc.constantFrom('1', '2', '3', '4', '5'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, maxItems) => {
        const model = createModel(maxItems)
        const evicted: [string, string][] = []
        const lru = createFairLru<number>(maxItems, (owner, key) => evicted.push([owner, key]))
        for (const each of steps) {
          const counts = model.apply(each)
          if (each.kind === 'set') lru.set(each.owner, each.key, 1)
          else lru.delete(each.owner, each.key)
          if (counts !== null) {
            const [owner, key] = evicted.pop()!
            expect(counts.get(owner)).toBe(Math.max(...counts.values()))
            expect(key).toBe(model.oldest(owner))
            model.drop(owner, key)
          }
          expect(evicted).toEqual([])
          expect([...lru.items()].map(([owner, key]) => `${owner}/${key}`).sort()).toEqual(model.items())
          expect(lru.size()).toBe(model.items().length)
        }
      }),
    )
  })
})
