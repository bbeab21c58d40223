import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/mapping/store/memory.js'
import type { ThreadScope, ThreadStore } from '../../../../src/mapping/store/store.js'
import type { MapEntry } from '../../../../src/types.js'

const TTL_MS = 1000
const create = (limits: { maxThreads?: number; maxEntriesPerThread?: number } = {}) => {
  const clock = { nowMs: 0 }
  const options = { ttlMs: TTL_MS, maxThreads: 100, maxEntriesPerThread: 100, now: () => clock.nowMs, ...limits }
  return { clock, store: createMemoryStore(options) }
}
const scope: ThreadScope = { caller: 'caller-1', space: 'space-1', thread: 'thread-1' }
const inThread = (thread: string): ThreadScope => ({ ...scope, thread })
const email = (number: number, value: string): MapEntry => ({
  token: `EMAIL_${number}`,
  entity: 'EMAIL',
  key: value.toLowerCase(),
  value,
})
const wish = (count: number, above = 0) => [{ entity: 'EMAIL', count, above }]

describe('createMemoryStore', () => {
  it('reads what was committed', () => {
    const { store } = create()
    expect(store.read(scope)).toBeUndefined()
    expect(store.commit(scope, [email(1, 'a@x.org'), email(4, 'b@x.org')])).toEqual({ conflicts: [], dropped: 0 })
    expect(store.read(scope)).toEqual({
      entries: new Map([
        ['EMAIL_1', email(1, 'a@x.org')],
        ['EMAIL_4', email(4, 'b@x.org')],
      ]),
      tokenOf: new Map([
        ['EMAIL\na@x.org', 'EMAIL_1'],
        ['EMAIL\nb@x.org', 'EMAIL_4'],
      ]),
      highWater: new Map([['EMAIL', 4]]),
    })
  })

  it('keeps callers, spaces and threads apart, whatever their names hold (F72, F73, F74)', () => {
    const { store } = create()
    store.commit({ caller: 'a', space: 'b\nc', thread: 'd' }, [email(1, 'a@x.org')])
    expect(store.read({ caller: 'a\nb', space: 'c', thread: 'd' })).toBeUndefined()
    const part = fc.constantFrom('a', 'b', 'a\n', '","', '__proto__', '')
    const anyScope = fc.record({ caller: part, space: part, thread: part })
    fc.assert(
      fc.property(
        fc.uniqueArray(anyScope, { minLength: 2, maxLength: 6, selector: (s) => `${s.caller}|${s.space}|${s.thread}` }),
        (scopes) => {
          const { store } = create()
          for (const [index, each] of scopes.entries()) store.commit(each, [email(1, `${index}@x.org`)])
          for (const [index, each] of scopes.entries()) {
            expect(store.read(each)?.entries.get('EMAIL_1')?.value).toBe(`${index}@x.org`)
          }
        },
      ),
    )
  })

  it('never hands out a number twice (F41, F64)', () => {
    const { store } = create()
    expect(store.reserve(scope, [...wish(2), { entity: 'PHONE', count: 1, above: 5 }])).toEqual([1, 6])
    expect(store.reserve(scope, wish(1))).toEqual([3])
    expect(store.reserve(scope, wish(1, 10))).toEqual([11])
    store.commit(scope, [email(20, 'a@x.org')])
    expect(store.reserve(scope, wish(1))).toEqual([21])
    expect(store.reserve(inThread('other'), wish(1))).toEqual([1])
  })

  it('hands out blocks that do not overlap in any order of wishes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(30)), { maxLength: 20 }), (wishes) => {
        const { store } = create()
        const numbers = wishes.flatMap(([count, above]) => {
          const [first] = store.reserve(scope, wish(count, above))
          expect(first).toBeGreaterThan(above)
          return Array.from({ length: count }, (_, index) => first! + index)
        })
        expect(new Set(numbers).size).toBe(numbers.length)
      }),
    )
  })

  it('keeps the high-water mark that a reservation raised when nothing was committed', () => {
    const { store } = create()
    store.reserve(scope, wish(3))
    expect(store.read(scope)).toEqual({ entries: new Map(), tokenOf: new Map(), highWater: new Map([['EMAIL', 3]]) })
  })

  it('never gives a token to another identity and keeps the first surface form (F41)', () => {
    const { store } = create()
    store.commit(scope, [email(1, 'a@x.org')])
    const again = [email(1, 'A@X.org'), email(1, 'b@x.org'), email(2, 'c@x.org'), email(2, 'd@x.org')]
    expect(store.commit(scope, again)).toEqual({ conflicts: ['EMAIL_1', 'EMAIL_2'], dropped: 0 })
    expect([...(store.read(scope)?.entries.values() ?? [])].map((entry) => entry.value)).toEqual(['a@x.org', 'c@x.org'])
  })

  it('keeps every token of an identity and issues the first', () => {
    const { store } = create()
    store.commit(scope, [email(2, 'a@x.org')])
    store.commit(scope, [email(1, 'a@x.org')])
    expect(store.read(scope)?.tokenOf.get('EMAIL\na@x.org')).toBe('EMAIL_2')
    expect(store.read(scope)?.entries.size).toBe(2)
  })

  it('leaves a snapshot as it was when the thread moves on or expires (F20, F64)', () => {
    const { clock, store } = create()
    store.commit(scope, [email(1, 'a@x.org')])
    const snapshot = store.read(scope)!
    store.commit(scope, [email(2, 'b@x.org')])
    store.reserve(scope, wish(5))
    clock.nowMs = TTL_MS
    store.sweep()
    expect(store.read(scope)).toBeUndefined()
    expect([...snapshot.entries.keys()]).toEqual(['EMAIL_1'])
    expect([...snapshot.tokenOf.values()]).toEqual(['EMAIL_1'])
    expect([...snapshot.highWater]).toEqual([['EMAIL', 1]])
  })

  it('lives on with use', () => {
    const { clock, store } = create()
    store.commit(scope, [email(1, 'a@x.org')])
    for (let turn = 1; turn <= 5; turn++) {
      clock.nowMs = turn * (TTL_MS - 1)
      expect(store.read(scope)?.entries.size).toBe(1)
    }
    clock.nowMs += TTL_MS
    expect(store.read(scope)).toBeUndefined()
  })

  it('sweeps what has expired and nothing else', () => {
    const { clock, store } = create()
    store.commit(inThread('old'), [email(1, 'a@x.org')])
    store.commit(inThread('used'), [email(1, 'a@x.org')])
    clock.nowMs = 500
    store.commit(inThread('new'), [email(1, 'a@x.org')])
    store.read(inThread('used'))
    clock.nowMs = TTL_MS
    expect(store.sweep()).toBe(1)
    expect(store.size()).toBe(2)
    expect(store.sweep()).toBe(0)
  })

  it('lets the thread go that was not used for longest', () => {
    const { store } = create({ maxThreads: 2 })
    store.commit(inThread('one'), [email(1, 'a@x.org')])
    store.commit(inThread('two'), [email(1, 'a@x.org')])
    store.read(inThread('one'))
    store.commit(inThread('three'), [email(1, 'a@x.org')])
    expect(['one', 'two', 'three'].map((thread) => store.read(inThread(thread)) !== undefined)).toEqual([
      true,
      false,
      true,
    ])
  })

  it('drops entries over the limit of a thread and still burns their numbers', () => {
    const { store } = create({ maxEntriesPerThread: 2 })
    const entries = [1, 2, 3].map((number) => email(number, `${number}@x.org`))
    expect(store.commit(scope, entries)).toEqual({ conflicts: [], dropped: 1 })
    expect(store.read(scope)?.entries.size).toBe(2)
    expect(store.reserve(scope, wish(1))).toEqual([4])
  })

  it('serves where a store may answer later', async () => {
    const store: ThreadStore = create().store
    await store.commit(scope, [email(1, 'a@x.org')])
    expect((await store.read(scope))?.entries.size).toBe(1)
  })

  it('makes no thread for an empty commit', () => {
    const { store } = create()
    store.commit(scope, [])
    expect(store.size()).toBe(0)
  })
})
