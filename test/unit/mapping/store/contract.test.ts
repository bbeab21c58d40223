import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKeyRing } from '../../../../src/mapping/store/key-ring.js'
import type { NumberWish, ThreadScope, ThreadStore } from '../../../../src/mapping/store/store.js'
import type { MapEntry } from '../../../../src/types.js'
import { SEAL_KEYS, STORES, type StoreSetting } from '../../../support/stores.js'

const TTL_MS = 400
const NUMBERS_TTL_MS = 1600

let scopes = 0
const newScope = (): ThreadScope => ({ caller: `caller-${++scopes}`, space: 'space-1', thread: 'thread-1' })
const email = (number: number, value: string): MapEntry => ({
  token: `EMAIL_${number}`,
  entity: 'EMAIL',
  key: value.toLowerCase(),
  value,
})
const wish = (count: number, above = 0): NumberWish[] => [{ entity: 'EMAIL', count, above }]

const commit = (store: ThreadStore, scope: ThreadScope, entries: readonly MapEntry[]) =>
  store.add(scope, { wishes: [], entries })
const reserve = async (store: ThreadStore, scope: ThreadScope, wishes: readonly NumberWish[]) =>
  (await store.add(scope, { wishes, entries: [] })).firsts
const valuesOf = async (store: ThreadStore, scope: ThreadScope) =>
  [...((await store.read(scope))?.entries.values() ?? [])].map(({ value }) => value)

describe.each(STORES)('the $kind store', ({ isHere, isPersistent, start }) => {
  let setting: StoreSetting
  let store: ThreadStore

  beforeAll(async () => {
    if (!isHere) return
    setting = await start()
    store = await setting.open()
  }, 30_000)
  afterAll(() => setting?.close())
  const law = it.skipIf(!isHere)

  law('reads what was added', async () => {
    const scope = newScope()
    expect(await store.read(scope)).toBeUndefined()
    const added = await commit(store, scope, [email(1, 'a@x.org'), email(4, 'b@x.org')])
    expect(added).toEqual({ firsts: [], isStored: true, conflicts: [], dropped: 0 })
    expect(await store.read(scope)).toEqual({
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

  law('reserves and stores in one step, and stores nothing when another was quicker', async () => {
    const scope = newScope()
    const first = await store.add(scope, { wishes: wish(2), entries: [email(1, 'a@x.org'), email(2, 'b@x.org')] })
    expect(first).toMatchObject({ firsts: [1], isStored: true })
    const late = await store.add(scope, { wishes: wish(1), entries: [email(1, 'c@x.org')] })
    expect(late).toMatchObject({ firsts: [3], isStored: false })
    expect(await valuesOf(store, scope)).toEqual(['a@x.org', 'b@x.org'])
    expect(await reserve(store, scope, wish(1, 3))).toEqual([4])
  })

  law('keeps callers, spaces and threads apart, whatever their names hold (F72, F73, F74)', async () => {
    const part = fc.constantFrom('a', 'b', 'a\n', '","', '__proto__', '', 'é')
    const anyScope = fc.record({ caller: part, space: part, thread: part })
    const selector = (s: ThreadScope) => JSON.stringify([s.caller, s.space, s.thread])
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyScope, { minLength: 2, maxLength: 6, selector }), async (chosen) => {
        run += 1
        const own = chosen.map((scope) => ({ ...scope, thread: `${scope.thread}|${run}` }))
        for (const [index, scope] of own.entries()) await commit(store, scope, [email(1, `${index}@x.org`)])
        for (const [index, scope] of own.entries()) expect(await valuesOf(store, scope)).toEqual([`${index}@x.org`])
      }),
      { numRuns: 20 },
    )
  })

  law('never hands out a number twice (F41, F64)', async () => {
    const scope = newScope()
    expect(await reserve(store, scope, [...wish(2), { entity: 'PHONE', count: 1, above: 5 }])).toEqual([1, 6])
    expect(await reserve(store, scope, wish(1))).toEqual([3])
    expect(await reserve(store, scope, wish(1, 10))).toEqual([11])
    await commit(store, scope, [email(20, 'a@x.org')])
    expect(await reserve(store, scope, wish(1))).toEqual([21])
    expect(await reserve(store, newScope(), wish(1))).toEqual([1])
  })

  law('hands out blocks that do not overlap, in any order of wishes and all at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.nat(30)), { maxLength: 20 }), async (wishes) => {
        const scope = newScope()
        const blocks = await Promise.all(
          wishes.map(async ([count, above]) => {
            const [first] = await reserve(store, scope, wish(count, above))
            expect(first).toBeGreaterThan(above)
            return Array.from({ length: count }, (_, index) => first! + index)
          }),
        )
        const numbers = blocks.flat()
        expect(new Set(numbers).size).toBe(numbers.length)
      }),
      { numRuns: 30 },
    )
  })

  law('keeps the mark that a reservation raised when nothing was stored', async () => {
    const scope = newScope()
    await reserve(store, scope, wish(3))
    expect(await store.read(scope)).toEqual({
      entries: new Map(),
      tokenOf: new Map(),
      highWater: new Map([['EMAIL', 3]]),
    })
  })

  law('never gives a token to another identity and keeps the first surface form (F41)', async () => {
    const scope = newScope()
    await commit(store, scope, [email(1, 'a@x.org')])
    const again = [email(1, 'A@X.org'), email(1, 'b@x.org'), email(2, 'c@x.org'), email(2, 'd@x.org')]
    expect(await commit(store, scope, again)).toMatchObject({ conflicts: ['EMAIL_1', 'EMAIL_2'], dropped: 0 })
    expect(await valuesOf(store, scope)).toEqual(['a@x.org', 'c@x.org'])
  })

  law('keeps every token of an identity and issues the first', async () => {
    const scope = newScope()
    await commit(store, scope, [email(2, 'a@x.org')])
    await commit(store, scope, [email(1, 'a@x.org')])
    const map = await store.read(scope)
    expect(map?.tokenOf.get('EMAIL\na@x.org')).toBe('EMAIL_2')
    expect(map?.entries.size).toBe(2)
  })

  law('leaves a snapshot as it was when the thread moves on (F20, F64)', async () => {
    const scope = newScope()
    await commit(store, scope, [email(1, 'a@x.org')])
    const snapshot = (await store.read(scope))!
    await commit(store, scope, [email(2, 'b@x.org')])
    await reserve(store, scope, wish(5))
    await store.erase(scope)
    expect([...snapshot.entries.keys()]).toEqual(['EMAIL_1'])
    expect([...snapshot.tokenOf.values()]).toEqual(['EMAIL_1'])
    expect([...snapshot.highWater]).toEqual([['EMAIL', 1]])
  })

  law('drops entries over the limit of a thread and still takes their numbers', async () => {
    const small = await setting.open({ maxEntriesPerThread: 2 })
    const scope = newScope()
    const entries = [1, 2, 3].map((number) => email(number, `${number}@x.org`))
    expect(await commit(small, scope, entries)).toMatchObject({ conflicts: [], dropped: 1 })
    expect(await valuesOf(small, scope)).toHaveLength(2)
    expect(await reserve(small, scope, wish(1))).toEqual([4])
  })

  law('keeps a literal without taking its number', async () => {
    const scope = newScope()
    const literal = { token: 'EMAIL_999', entity: 'LITERAL', key: 'EMAIL_999', value: '<EMAIL_999>' }
    await commit(store, scope, [literal])
    expect((await store.read(scope))?.entries.get('EMAIL_999')).toEqual(literal)
    expect(await reserve(store, scope, wish(1))).toEqual([1])
  })

  law('lives on with use and is gone after its TTL; its numbers are not', async () => {
    const short = await setting.open({ ttlMs: TTL_MS, numbersTtlMs: NUMBERS_TTL_MS })
    const scope = newScope()
    await commit(short, scope, [email(1, 'a@x.org')])
    for (let turn = 0; turn < 4; turn++) {
      await setting.pass(TTL_MS * 0.6)
      if (turn % 2 === 0) await short.touch(scope)
      expect(await valuesOf(short, scope)).toEqual(['a@x.org'])
      await Promise.resolve()
    }
    await setting.pass(TTL_MS * 1.1)
    expect(await valuesOf(short, scope)).toEqual([])
    expect(await reserve(short, scope, wish(1))).toEqual([2])
    expect(await valuesOf(short, scope)).toEqual([])
    await short.sweep()
    await setting.pass(NUMBERS_TTL_MS * 1.1)
    await short.sweep()
    expect(await short.read(scope)).toBeUndefined()
  })

  law('erases a thread, tells how many entries went, and never uses their numbers again', async () => {
    const scope = newScope()
    const other = { ...scope, thread: 'other' }
    await commit(store, scope, [email(1, 'a@x.org'), email(2, 'b@x.org')])
    await commit(store, other, [email(1, 'a@x.org')])
    expect(await store.erase(scope)).toEqual({ threads: 1, entries: 2 })
    expect(await store.erase(scope)).toEqual({ threads: 0, entries: 0 })
    expect(await valuesOf(store, scope)).toEqual([])
    expect(await valuesOf(store, other)).toEqual(['a@x.org'])
    expect(await reserve(store, scope, wish(1))).toEqual([3])
  })

  law('never brings back what is erased while the thread is written', async () => {
    for (let wait = 0; wait < 12; wait++) {
      const scope = newScope()
      await commit(store, scope, [email(1, 'a@x.org')])
      const erased = store.erase(scope)
      for (let step = 0; step < wait; step++) await Promise.resolve()
      await Promise.all([erased, commit(store, scope, [email(2, 'b@x.org')])])
      expect(await valuesOf(store, scope)).not.toContain('a@x.org')
      expect(await reserve(store, scope, wish(1))).toEqual([3])
    }
  })

  law('erases a space, a caller, and what holds a value', async () => {
    const scope = newScope()
    const places = [scope, { ...scope, thread: 'b' }, { ...scope, space: 'other' }, newScope()]
    const fill = async () => {
      for (const [index, place] of places.entries())
        await commit(store, place, [email(10 + index, 'a@x.org'), email(20 + index, 'b@x.org')])
    }
    await fill()
    expect(await store.erase({ caller: scope.caller, space: scope.space })).toEqual({ threads: 2, entries: 4 })
    expect(await store.erase({ caller: scope.caller })).toEqual({ threads: 1, entries: 2 })
    await fill()
    const holds = ({ value }: MapEntry) => value === 'a@x.org'
    expect(await store.erase({ caller: scope.caller, holds })).toEqual({ threads: 3, entries: 3 })
    expect(await valuesOf(store, scope)).toEqual(['b@x.org'])
    expect(await valuesOf(store, places[3]!)).toEqual(['a@x.org', 'b@x.org'])
    expect((await store.erase({ holds })).entries).toBeGreaterThanOrEqual(1)
    expect(await valuesOf(store, places[3]!)).toEqual(['b@x.org'])
  })

  law('keeps a reference for its caller only, until it expires or is erased', async () => {
    const short = await setting.open({ ttlMs: TTL_MS, numbersTtlMs: NUMBERS_TTL_MS })
    const { caller, space, thread } = newScope()
    await short.keep({ caller, space, thread }, 'id-1', 'value 1')
    await short.keep({ caller, space, thread: null }, 'id-2', 'value 2')
    expect(await short.kept(caller, 'id-1')).toBe('value 1')
    expect(await short.kept(caller, 'id-2')).toBe('value 2')
    expect(await short.kept('another', 'id-1')).toBeUndefined()
    expect(await short.kept(caller, 'id-3')).toBeUndefined()
    await short.erase({ caller, space, thread })
    expect(await short.kept(caller, 'id-1')).toBeUndefined()
    expect(await short.kept(caller, 'id-2')).toBe('value 2')
    await setting.pass(TTL_MS * 1.1)
    expect(await short.kept(caller, 'id-2')).toBeUndefined()
  })

  law('forgets all references of a caller with a value that they may hold', async () => {
    const { caller, space, thread } = newScope()
    await store.keep({ caller, space, thread }, 'id-1', 'value 1')
    await store.erase({ caller, holds: () => false })
    expect(await store.kept(caller, 'id-1')).toBeUndefined()
  })

  law('adds nothing for nothing', async () => {
    const scope = newScope()
    expect(await store.add(scope, { wishes: [], entries: [] })).toMatchObject({ firsts: [], isStored: true })
    expect(await store.read(scope)).toBeUndefined()
  })

  const lasting = it.skipIf(!isHere || !isPersistent)

  lasting('is found again by another process with the same keys', async () => {
    const scope = newScope()
    await store.add(scope, { wishes: wish(3), entries: [email(1, 'a@x.org')] })
    const again = await setting.open()
    expect(await valuesOf(again, scope)).toEqual(['a@x.org'])
    expect(await reserve(again, scope, [{ entity: 'EMAIL', count: 1, above: 1 }])).toEqual([4])
  })

  lasting('sees what another process has written and erased', async () => {
    const scope = newScope()
    const other = await setting.open()
    /** A snapshot of the other process may last until its event loop has turned. */
    const seen = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      return other.read(scope)
    }
    const values = async () => [...((await seen())?.entries.values() ?? [])].map(({ value }) => value)
    await commit(store, scope, [email(1, 'a@x.org')])
    expect(await values()).toEqual(['a@x.org'])
    await commit(store, scope, [email(2, 'b@x.org')])
    expect(await values()).toEqual(['a@x.org', 'b@x.org'])
    await store.erase({ caller: scope.caller, holds: ({ value }) => value === 'a@x.org' })
    expect(await values()).toEqual(['b@x.org'])
    await reserve(store, scope, wish(4, 2))
    expect((await seen())?.highWater.get('EMAIL')).toBe(6)
    await store.erase(scope)
    expect(await values()).toEqual([])
  })

  lasting('confirms what it recalls of a thread, and does nothing where that has changed', async () => {
    const [one, two] = [await setting.open(), await setting.open()]
    if (one.recall === undefined || two.recall === undefined) return expect(store.recall).toBeUndefined()
    const scope = newScope()
    const ask = (of: ThreadStore, wishes: readonly NumberWish[]) => {
      const seen = of.recall?.(scope)
      return of.add(scope, { wishes, entries: [], ...(seen === undefined ? {} : { seen }) })
    }
    expect(one.recall(scope)).toEqual({ map: undefined, state: '' })
    expect(await ask(one, [])).toEqual({ firsts: [], isStored: true, conflicts: [], dropped: 0 })
    expect(await one.read(scope)).toBeUndefined()
    expect(await ask(one, wish(1))).toEqual({ firsts: [1], isStored: true, conflicts: [], dropped: 0 })
    await commit(one, scope, [email(1, 'a@x.org')])
    expect(one.recall(scope)?.map).toEqual(await store.read(scope))
    expect(await ask(one, wish(1, 1))).toMatchObject({ firsts: [2], isStored: true })
    expect(one.recall(scope)?.map).toEqual(await store.read(scope))

    const late = await ask(two, wish(1))
    expect(late).toMatchObject({ firsts: [], isStored: false })
    expect(late.now?.map).toEqual(await store.read(scope))
    expect(two.recall(scope)).toEqual(late.now)
    expect(await ask(two, wish(2, 2))).toMatchObject({ firsts: [3], isStored: true })
    expect((await ask(one, wish(1, 2))).now?.map?.highWater.get('EMAIL')).toBe(4)

    await two.erase({ caller: scope.caller, holds: ({ value }) => value === 'a@x.org' })
    expect((await ask(one, [])).now?.map?.entries).toEqual(new Map())
    await commit(two, scope, [email(5, 'b@x.org')])
    expect([...((await ask(one, [])).now?.map?.entries.keys() ?? [])]).toEqual(['EMAIL_5'])
  })

  lasting('never takes a thread that has expired and begun anew for the one it recalls', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => setting.open({ ttlMs: 150, numbersTtlMs: 300 })))
    if (one?.recall === undefined || two === undefined) return expect(store.recall).toBeUndefined()
    const scope = newScope()
    await commit(one, scope, [email(1, 'a@x.org')])
    const seen = one.recall(scope)!
    await setting.pass(200)
    expect((await one.add(scope, { wishes: [], entries: [], seen })).now?.map?.entries.size).toBe(0)
    await setting.pass(400)
    await commit(two, scope, [email(1, 'b@x.org')])
    const { now } = await one.add(scope, { wishes: [], entries: [], seen })
    expect([...(now?.map?.entries.values() ?? [])].map(({ value }) => value)).toEqual(['b@x.org'])
  })

  lasting('reserves above marks of entities that the process has not met', async () => {
    const scope = newScope()
    await reserve(store, scope, [{ entity: 'NEVER_MET', count: 5, above: 0 }])
    const again = await setting.open()
    expect((await again.read(scope))?.highWater.get('NEVER_MET')).toBeUndefined()
    expect(await reserve(again, scope, [{ entity: 'NEVER_MET', count: 1, above: 0 }])).toEqual([6])
  })

  lasting('opens with a rotated key, seals anew what is used, and then needs the old key no more', async () => {
    const scope = newScope()
    await commit(store, scope, [email(1, 'a@x.org'), email(2, 'b@x.org')])
    const rotated = await setting.open({}, createKeyRing(SEAL_KEYS[1], [SEAL_KEYS[0]]))
    expect(await valuesOf(rotated, scope)).toEqual(['a@x.org', 'b@x.org'])
    // A use seals anew, behind the answer.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const fresh = await setting.open({}, createKeyRing(SEAL_KEYS[1]))
    expect(await valuesOf(fresh, scope)).toEqual(['a@x.org', 'b@x.org'])
    expect(await reserve(fresh, scope, wish(1))).toEqual([3])
  })

  lasting('does not open with keys that it does not know', async () => {
    await expect(setting.open({}, createKeyRing(Buffer.alloc(32, 7)))).rejects.toMatchObject({
      code: 'store_unreadable',
    })
  })

  lasting('holds no value, caller, space, thread, token or entity in clear', async () => {
    const scope = { caller: 'planted-caller', space: 'planted-space', thread: 'planted-thread' }
    const entry = { token: 'PLANTED_1', entity: 'PLANTED', key: 'planted-key', value: 'Planted Value' }
    await store.add(scope, { wishes: [{ entity: 'PLANTED', count: 1, above: 0 }], entries: [entry] })
    await store.keep(scope, 'planted-id', 'planted-reference')
    expect(await store.kept(scope.caller, 'planted-id')).toBe('planted-reference')
    const bytes = setting.bytes()
    expect(bytes.length).toBeGreaterThan(1000)
    expect(bytes.toString('latin1')).not.toMatch(/planted/i)
  })
})
