import { andThen, type Eventually } from './mapping/store/eventually.js'
import { type NumberWish, StoreError } from './mapping/store/store.js'
import type { Runtime } from './runtime.js'
import { resolveReferences } from './sent.js'
import { readThread, threadOf } from './thread.js'
import { LITERAL } from './token.js'
import { protectTurn, type Turn, type TurnInput, takeTurn } from './turn.js'
import type { MapEntry, ThreadMap } from './types.js'

/** Another request can take a number first; the block that is then ours fits at the second try. */
const MAX_TRIES = 4

/**
 * Takes a turn and reserves its numbers. Where a store is asked over a network, the turn is made of what this process knows of the
 * thread, and one question both confirms that and reserves; only where the thread has moved on is the turn made again.
 * `check` throws for a turn that must not go on; then nothing is reserved.
 */
export const takeReservedTurn = (runtime: Runtime, input: TurnInput, check: (turn: Turn) => void): Eventually<Turn> => {
  const { store } = runtime
  const { scope, rawHeaders } = input
  const thread = threadOf(scope, scope.thread)
  const settle = (turn: Turn): Eventually<Turn> => {
    check(turn)
    return reserveNumbers(runtime, turn)
  }
  const seen = thread === null ? undefined : store.recall?.(thread)
  if (thread === null || seen === undefined) return andThen(takeTurn(runtime, input), settle)
  return andThen(resolveReferences(rawHeaders, scope, store), (references): Eventually<Turn> => {
    let turn: Turn
    try {
      turn = protectTurn(runtime, input, { references, stored: seen.map })
      check(turn)
    } catch {
      // The mistake may be in what was known of the thread.
      return andThen(takeTurn(runtime, input), settle)
    }
    const wishes = wishesOf(turn, 1)
    return andThen(store.add(thread, { wishes, entries: [], seen }), ({ now, isStored, firsts }) => {
      if (now !== undefined) return settle(protectTurn(runtime, input, { references, stored: now.map }))
      return isStored ? turn : renumber(runtime, turn, { wishes, firsts, tries: 1 })
    })
  })
}

/**
 * Reserves the numbers of a turn in its thread, durably, before anything is forwarded, so that no later turn reuses them,
 * whatever becomes of this one. Where another request took the same numbers first, the body is written anew with the
 * numbers of the block that was reserved instead. Returns the turn that may be forwarded.
 */
const reserveNumbers = (runtime: Runtime, turn: Turn, tries = 1): Eventually<Turn> => {
  const thread = threadOf(turn.scope, turn.scope.thread)
  const wishes = thread === null ? [] : wishesOf(turn, tries)
  if (thread === null || wishes.length === 0) return turn
  return andThen(runtime.store.add(thread, { wishes, entries: [] }), ({ firsts, isStored }) =>
    isStored ? turn : renumber(runtime, turn, { wishes, firsts, tries }),
  )
}

type Reserved = {
  readonly wishes: readonly NumberWish[]
  readonly firsts: readonly number[]
  readonly tries: number
}

/** The turn with the numbers that were reserved for it, or with others once more. */
const renumber = (runtime: Runtime, turn: Turn, { wishes, firsts, tries }: Reserved): Eventually<Turn> => {
  if (tries === MAX_TRIES) throw new StoreError('store_refused')
  return andThen(readThread(runtime, turn.scope), (stored) => {
    const again = protectTurn(runtime, turn.input, {
      references: turn.references,
      stored: startingAt(stored, wishes, firsts),
    })
    return fits(again, wishes, firsts) ? again : reserveNumbers(runtime, again, tries + 1)
  })
}

/** One block for each entity with new values. A second try leaves room for numbers that the caller's own text spells. */
const wishesOf = ({ result, known }: Turn, tries: number): NumberWish[] =>
  [...result.fresh].map(([entity, highest]) => {
    const above = known.highWater.get(entity) ?? 0
    return { entity, count: highest - above + (tries === 1 ? 0 : result.literals.size), above }
  })

/** The thread as it is now, numbered from where the reserved blocks begin. */
const startingAt = (
  stored: ThreadMap | undefined,
  wishes: readonly NumberWish[],
  firsts: readonly number[],
): ThreadMap => {
  const highWater = new Map(stored?.highWater)
  for (const [index, { entity }] of wishes.entries()) highWater.set(entity, (firsts[index] ?? 1) - 1)
  return { entries: stored?.entries ?? new Map(), tokenOf: stored?.tokenOf ?? new Map(), highWater }
}

/** Whether every new number lies in a block that is ours. */
const fits = ({ result }: Turn, wishes: readonly NumberWish[], firsts: readonly number[]): boolean =>
  [...result.fresh].every(([entity, highest]) => {
    const index = wishes.findIndex((wish) => wish.entity === entity)
    return index >= 0 && highest < (firsts[index] ?? 0) + (wishes[index]?.count ?? 0)
  })

/** Longer literals carry numbers that no thread reaches; keeping them would only use those numbers up. */
const MAX_KEPT_LITERAL = 32

/** What the turn adds to its thread: literals stand for themselves for the life of the thread. */
const newEntries = ({ result, known, stored }: Turn): MapEntry[] => {
  const entries = new Map<string, MapEntry>()
  const isStored = (token: string): boolean => stored?.entries.has(token) === true
  for (const token of result.literals)
    if (token.length <= MAX_KEPT_LITERAL && !isStored(token))
      entries.set(token, { token, entity: LITERAL, key: token, value: `<${token}>` })
  for (const [token, entry] of known.entries) if (!isStored(token)) entries.set(token, entry)
  for (const [token, entry] of result.used) if (!isStored(token) && !entries.has(token)) entries.set(token, entry)
  return [...entries.values()]
}

/** Stores the turn's entries in its thread (or in the one that the answer named). Call it after a 2xx of the upstream only. */
export const commitTurn = ({ store }: Runtime, turn: Turn, name: string | null): Eventually<void> => {
  const thread = threadOf(turn.scope, name)
  const entries = thread === null ? [] : newEntries(turn)
  if (thread === null || entries.length === 0) return undefined
  return andThen(store.add(thread, { wishes: [], entries }), () => undefined)
}
