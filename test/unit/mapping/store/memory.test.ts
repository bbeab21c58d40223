import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/mapping/store/memory.js'
import type { MapEntry } from '../../../../src/types.js'

const TTL_MS = 1000
const create = (limits: { maxThreads?: number; maxReferenceBytes?: number } = {}) => {
  const clock = { nowMs: 0 }
  const store = createMemoryStore({
    ttlMs: TTL_MS,
    numbersTtlMs: 10 * TTL_MS,
    maxThreads: 100,
    maxEntriesPerThread: 100,
    maxReferenceBytes: 1_000_000,
    now: () => clock.nowMs,
    ...limits,
  })
  const put = (caller: string, thread: string) =>
    store.add({ caller, space: 's', thread }, { wishes: [], entries: [email] })
  const has = (caller: string, thread: string) => store.read({ caller, space: 's', thread }) !== undefined
  return { clock, store, put, has }
}
const email: MapEntry = { token: 'EMAIL_1', entity: 'EMAIL', key: 'a@x.org', value: 'a@x.org' }

describe('createMemoryStore', () => {
  it('answers at once', () => {
    const { store, put } = create()
    expect(put('a', '1')).toEqual({ firsts: [], isStored: true, conflicts: [], dropped: 0 })
    expect(store.read({ caller: 'a', space: 's', thread: '1' })?.entries.size).toBe(1)
  })

  it('lets the thread of a caller go that was not used for longest', () => {
    const { put, has } = create({ maxThreads: 2 })
    put('a', 'one')
    put('a', 'two')
    has('a', 'one')
    put('a', 'three')
    expect(['one', 'two', 'three'].map((thread) => has('a', thread))).toEqual([true, false, true])
  })

  it('never lets a caller who floods it push out the threads of another one', () => {
    const { store, put, has } = create({ maxThreads: 10 })
    for (const thread of ['1', '2', '3']) put('quiet', thread)
    for (let n = 0; n < 100; n++) put('flood', `${n}`)
    expect(['1', '2', '3'].map((thread) => has('quiet', thread))).toEqual([true, true, true])
    expect(store.size()).toBe(10)
    expect(has('flood', '99')).toBe(true)
  })

  it('never lets a caller who floods it push out the references of another one', () => {
    const { store } = create({ maxReferenceBytes: 5 * 16_384 })
    store.keep({ caller: 'quiet', space: 's', thread: null }, 'id', 'kept')
    for (let n = 0; n < 100; n++) store.keep({ caller: 'flood', space: 's', thread: null }, `${n}`, 'x')
    expect(store.kept('quiet', 'id')).toBe('kept')
    expect(store.kept('flood', '0')).toBeUndefined()
  })

  it('bounds the bytes of references, however long one is, and never gives a part of one', () => {
    const { store } = create({ maxReferenceBytes: 4 * 16_384 })
    const scope = { caller: 'a', space: 's', thread: null }
    const long = 'x'.repeat(30_000)
    store.keep(scope, 'fits', long)
    expect(store.kept('a', 'fits')).toBe(long)
    store.keep(scope, 'next', 'y'.repeat(9000))
    expect(store.kept('a', 'fits')).toBeUndefined()
    expect(store.kept('a', 'next')).toHaveLength(9000)
    store.keep(scope, 'too-long', 'z'.repeat(100_000))
    expect(store.kept('a', 'too-long')).toBeUndefined()
  })

  it('sweeps the values that have expired, and keeps their numbers for longer', () => {
    const { clock, store, put } = create()
    put('a', 'old')
    clock.nowMs = 500
    put('a', 'new')
    clock.nowMs = TTL_MS
    expect(store.sweep()).toBe(1)
    expect(store.sweep()).toBe(0)
    expect(store.read({ caller: 'a', space: 's', thread: 'old' })).toMatchObject({ highWater: new Map([['EMAIL', 1]]) })
    clock.nowMs = 100 * TTL_MS
    store.sweep()
    expect(store.size()).toBe(0)
  })
})
