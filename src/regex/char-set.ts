/** A set of code points: inclusive ranges `[first, last, first, last, …]`, ascending and apart from each other. */
export type CharSet = readonly number[]

export const MAX_CODE_POINT = 0x10ffff

/** Sorted and joined. */
export const unite = (...sets: readonly CharSet[]): CharSet => {
  const ranges: [number, number][] = []
  for (const set of sets) for (let at = 0; at < set.length; at += 2) ranges.push([set[at]!, set[at + 1]!])
  ranges.sort((a, b) => a[0] - b[0])
  const united: number[] = []
  for (const [first, last] of ranges) {
    const end = united.length - 1
    if (end > 0 && first <= united[end]! + 1) united[end] = Math.max(united[end]!, last)
    else united.push(first, last)
  }
  return united
}

/** Everything else. */
export const invert = (set: CharSet): CharSet => {
  const inverted: number[] = []
  let next = 0
  for (let at = 0; at < set.length; at += 2) {
    if (set[at]! > next) inverted.push(next, set[at]! - 1)
    next = set[at + 1]! + 1
  }
  if (next <= MAX_CODE_POINT) inverted.push(next, MAX_CODE_POINT)
  return inverted
}

export const has = (set: CharSet, codePoint: number): boolean => {
  let low = 0
  let high = set.length
  while (low < high) {
    const middle = ((low + high) >>> 2) << 1
    if (set[middle + 1]! < codePoint) low = middle + 2
    else high = middle
  }
  return low < set.length && set[low]! <= codePoint
}

export const DIGITS: CharSet = [48, 57]
export const WORD: CharSet = [48, 57, 65, 90, 95, 95, 97, 122]
/** RE2 knows no vertical tab here. */
export const SPACE: CharSet = [9, 10, 12, 13, 32, 32]

/** Letters beyond the planes that have any are none; a whole plane takes a millisecond. */
const LETTERED = [0, 0x323af, 0xe0000, 0xe01ef] as const
const properties = new Map<string, CharSet | null>()

/** Code points of a general category or script, such as `L` or `Greek`; null when there is none of that name. */
export const property = (name: string): CharSet | null => {
  const known = properties.get(name)
  if (known !== undefined) return known
  const set = readProperty(name)
  properties.set(name, set)
  return set
}

const readProperty = (name: string): CharSet | null => {
  let matcher: RegExp
  try {
    matcher = new RegExp(/^[A-Z][a-z]?$/.test(name) ? `^\\p{${name}}$` : `^\\p{Script=${name}}$`, 'u')
  } catch {
    return null
  }
  const set: number[] = []
  for (let at = 0; at < LETTERED.length; at += 2)
    for (let code = LETTERED[at]!; code <= LETTERED[at + 1]!; code += 1) {
      if (!matcher.test(String.fromCodePoint(code))) continue
      if (set.at(-1) === code - 1) set[set.length - 1] = code
      else set.push(code, code)
    }
  return set
}

/** The dotless i is a letter of its own outside Turkish. Source: CaseFolding.txt, statuses C and S. */
const DOTLESS_I = 0x131
const LAST_CASED = 0x1e943

const foldOf = (code: number): number => {
  if (code === DOTLESS_I) return code
  const char = String.fromCodePoint(code)
  const upper = char.toUpperCase()
  const lower = (upper.length === char.length ? upper : char).toLowerCase()
  return lower.length === char.length ? lower.codePointAt(0)! : code
}

let orbits: ReadonlyMap<number, readonly number[]> | null = null

/** By code point: all that differ from it by case alone. Only those of two and more. */
const readOrbits = (): ReadonlyMap<number, readonly number[]> => {
  const byFold = new Map<number, number[]>()
  for (let code = 65; code <= LAST_CASED; code += 1) {
    if (code === 0x3400) code = 0xa640
    else if (code === 0xac00) code = 0xfb00
    else if (code === 0x10000) code = 0x10400
    const folded = foldOf(code)
    const known = byFold.get(folded)
    if (known === undefined) byFold.set(folded, [code])
    else known.push(code)
  }
  const found = new Map<number, readonly number[]>()
  for (const orbit of byFold.values()) if (orbit.length > 1) for (const code of orbit) found.set(code, orbit)
  return found
}

const MAX_LISTED = 256

/** With all that differs by case alone, as in Unicode's simple case folding. */
export const foldCase = (set: CharSet): CharSet => {
  orbits ??= readOrbits()
  const more: number[] = []
  const add = (orbit: readonly number[]) => {
    for (const code of orbit) more.push(code, code)
  }
  let count = 0
  for (let at = 0; at < set.length; at += 2) count += set[at + 1]! - set[at]! + 1
  if (count > MAX_LISTED) {
    for (const [code, orbit] of orbits) if (has(set, code)) add(orbit)
  } else
    for (let at = 0; at < set.length; at += 2)
      for (let code = set[at]!; code <= set[at + 1]!; code += 1) add(orbits.get(code) ?? [])
  return more.length === 0 ? set : unite(set, more)
}
