/** An address that the traffic made: it names its tenant. */
const ADDRESS = /[a-z]+\.[a-z]+\d{4}\.(t\d+)@/g

/**
 * What the answer tells a tenant that it must not: null where it is the text that was sent and holds no address of
 * another tenant; else `mismatch` or `foreign`.
 */
export const faultOf = ({ tenant, text }, answer) => {
  for (const [, owner] of String(answer).matchAll(ADDRESS)) if (owner !== tenant) return 'foreign'
  return String(answer).startsWith(`${text} |`) ? null : 'mismatch'
}

/** Values by a part that is cheap to look for: their digits, or the whole. */
const keyOf = (value) => value.toLowerCase()

/** A search for any of many values in one pass: by the words of a text and their neighbours. */
export const createLeakFinder = (values) => {
  const words = new Set()
  const phrases = new Map()
  for (const value of values) {
    const parts = keyOf(value).split(' ')
    if (parts.length === 1) words.add(parts[0])
    else phrases.set(parts[0], [...(phrases.get(parts[0]) ?? []), keyOf(value)])
  }
  /** How many values stand in a text, which may be a JSON body, a header or an address. */
  return (text) => {
    const lower = keyOf(text)
    let found = 0
    for (const [word] of lower.matchAll(/[^\s"'\\,;<>{}[\]]+/g)) {
      const bare = word.replace(/[.:!?]+$/, '')
      if (words.has(bare)) found += 1
      for (const phrase of phrases.get(bare) ?? []) if (lower.includes(phrase)) found += 1
    }
    return found
  }
}

/** Least number of requests after which the heap says something: below it code is still being compiled. */
export const JUDGED_FROM = 20_000
export const MAX_GROWTH = 0.05

/** Growth of the heap after collection since the first look; null where there are too few requests to judge. */
export const growthOf = (heaps, requests) => {
  if (requests < JUDGED_FROM || heaps.length < 2) return null
  return heaps.at(-1) / heaps[0] - 1
}
