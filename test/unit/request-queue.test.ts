import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.js'
import { CLIENT_GONE } from '../../src/http/receive.js'
import { createRequestQueue } from '../../src/request-queue.js'

const LIMIT_MS = 100
const FEW = 32
const MOST_HELD_TURNS = 16
const EACH_MS = 3
const RETRY = { retry_after_seconds: 1 }

let nowMs = 0
let ends: (() => void)[] = []
/** What became of each request, by its number. */
let served: number[] = []
let failed: [number, unknown][] = []
beforeEach(() => {
  nowMs = 1000
  ends = []
  served = []
  failed = []
})

const create = (limitMs = LIMIT_MS) => {
  const queue = createRequestQueue({
    maxDelayMs: () => limitMs,
    now: () => nowMs,
    atTurnEnd: (run) => void ends.push(run),
  })
  /** A request whose work takes EACH_MS, or no time where it need not wait; returns its response. */
  const ask = (number: number): EventEmitter => {
    const outgoing = new EventEmitter()
    const work = () => {
      served.push(number)
      nowMs += EACH_MS
    }
    const waiting = queue.wait(outgoing)
    if (waiting === null) served.push(number)
    else waiting.then(work, (error: unknown) => failed.push([number, error]))
    return outgoing
  }
  const askAll = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => ask(from + index))
  return { ...queue, ask, askAll }
}

/** All else of a turn takes so long; then the turn ends. */
const endTurn = async (elseMs = 0): Promise<void> => {
  nowMs += elseMs
  for (const end of ends.splice(0)) end()
  await new Promise(setImmediate)
}
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('createRequestQueue', () => {
  it('lets a request through at once when nobody is before it', async () => {
    const { ask, size } = create()
    ask(1)
    expect([served, size()]).toEqual([[1], 0])
    await endTurn()
    ask(2)
    expect(served).toEqual([1, 2])
  })

  it('asks for no further turn when nobody waits', async () => {
    const { ask } = create()
    ask(1)
    await endTurn()
    expect(ends).toEqual([])
  })

  it('lets one through in a turn that is short, first come, first served', async () => {
    const { ask, size } = create()
    ask(1)
    for (const number of [2, 3, 4]) ask(number)
    expect([served, size()]).toEqual([[1], 3])
    await endTurn()
    expect(served).toEqual([1, 2])
    ask(5)
    await endTurn()
    await endTurn()
    await endTurn()
    expect(served).toEqual([1, 2, 3, 4, 5])
  })

  it('goes on for as long as all else in the turn has taken, so that neither starves', async () => {
    const { ask, askAll } = create()
    ask(1)
    askAll(2, 20)
    await endTurn(3 * EACH_MS + 1)
    expect(served).toEqual(numbers(1, 5))
    await endTurn()
    expect(served).toEqual(numbers(1, 6))
  })

  it('leaves turns to new connections, but not for ever', async () => {
    const { ask, askAll, connected } = create()
    ask(1)
    askAll(2, 10)
    for (let turn = 1; turn <= MOST_HELD_TURNS; turn++) {
      connected()
      await endTurn()
      expect(served).toEqual([1])
    }
    connected()
    await endTurn()
    expect(served).toContain(2)
  })

  it('lets a request wait that comes in the turn of a new connection', async () => {
    const { ask, connected } = create()
    connected()
    ask(1)
    expect(served).toEqual([])
    await endTurn()
    await endTurn()
    expect(served).toEqual([1])
  })

  it('refuses who has waited for longer than the limit, and serves the others', async () => {
    const { ask, askAll, size } = create()
    ask(1)
    const late = askAll(2, 6)
    nowMs += LIMIT_MS / 2
    askAll(7, 8 + FEW)
    await endTurn(LIMIT_MS / 2 + 1)
    expect(failed).toEqual(numbers(2, 6).map((number) => [number, new GatewayError('overloaded', RETRY)]))
    expect([served, size()]).toEqual([[1, ...numbers(7, 8 + FEW)], 0])
    expect(late.map((outgoing) => outgoing.listenerCount('close'))).toEqual([0, 0, 0, 0, 0])
  })

  it('refuses the first of those that are late, until few are left', async () => {
    const { ask, askAll } = create()
    ask(1)
    askAll(2, 9 + FEW)
    await endTurn(LIMIT_MS + 1)
    expect(failed.map(([number]) => number)).toEqual(numbers(2, 9))
    expect(served).toEqual([1, ...numbers(10, 9 + FEW)])
  })

  it('serves a few, however late', async () => {
    const { ask, askAll } = create()
    ask(1)
    askAll(2, 1 + FEW)
    await endTurn(1000 * LIMIT_MS)
    expect([failed, served]).toEqual([[], numbers(1, 1 + FEW)])
  })

  it('refuses nobody with a limit of 0', async () => {
    const { ask, askAll } = create(0)
    ask(1)
    askAll(2, 500)
    await endTurn(1_000_000)
    expect([failed, served]).toEqual([[], numbers(1, 500)])
  })

  it('forgets a client that leaves', async () => {
    const { ask, size } = create()
    ask(1)
    const leaving = ask(2)
    ask(3)
    leaving.emit('close')
    expect(size()).toBe(1)
    await endTurn()
    expect([served, failed]).toEqual([[1, 3], [[2, CLIENT_GONE]]])
    expect(leaving.listenerCount('close')).toBe(0)
  })
})
