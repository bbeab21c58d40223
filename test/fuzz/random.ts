/** Repeatable randomness. */
export type Random = {
  /** In [0,1). */
  readonly next: () => number
  /** A whole number in [0,limit). */
  readonly below: (limit: number) => number
  readonly pick: <T>(items: readonly T[]) => T
  readonly chance: (probability: number) => boolean
  readonly digits: (count: number) => string
  readonly repeat: (limit: number, action: () => void) => void
}

/** mulberry32 over a mix of seed and case, so that each case can be repeated alone. */
export const createRandom = (seed: number, index: number): Random => {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    chance: (probability) => next() < probability,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
    repeat: (limit, action) => {
      for (let times = 1 + below(limit); times > 0; times--) action()
    },
  }
}
