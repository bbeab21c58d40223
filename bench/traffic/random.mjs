/** A seeded generator (mulberry32): the same bodies in every run, so that two runs compare. Returns numbers in [0,1). */
export const createRandom = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = (random, list) => list[Math.floor(random() * list.length)]

/** `count` decimal digits; the first is never 0. */
export const digits = (random, count) => {
  let text = String(1 + Math.floor(random() * 9))
  while (text.length < count) text += Math.floor(random() * 10)
  return text
}
