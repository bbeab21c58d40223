import type { CharSet } from './char-set.js'
import { EDGE, frequencyOf, WIDE } from './frequency.js'
import type { Node } from './syntax.js'

/** A text that a match holds, folded: letters small, every digit a 0, what is beyond ASCII one sign. */
export type Literal = {
  readonly text: string
  /** An edge of a word must be before it, or behind it. */
  readonly isWordStart: boolean
  readonly isWordEnd: boolean
  /** The match goes on to both sides of it, and not with white space. */
  readonly isInside: boolean
}

/** Every match holds one of these; so many code units of the match stand before it at least and at most. */
export type Required = {
  readonly literals: readonly Literal[]
  readonly minBefore: number
  readonly maxBefore: number
  /** Estimated share of the places of a text at which one of them stands. */
  readonly frequency: number
}

/** Letters beyond ASCII that differ from ASCII ones by case alone; in literals and texts they are these. */
const ODD_CASES: readonly (readonly [odd: number, folded: string])[] = [
  [0x130, 'i'],
  [0x17f, 's'],
  [0x212a, 'k'],
]

/** Folded form of a code unit beyond ASCII: the letter that it is another case of, or WIDE. */
export const foldBeyond = (code: number): string => ODD_CASES.find(([odd]) => odd === code)?.[1] ?? WIDE

const MAX_LITERALS = 128
const MAX_UNITS = 14
/** A set of more characters than this says too little. */
const MAX_CHARACTERS = 5
const MAX_COPIES = 8

type Facts = {
  readonly min: number
  readonly max: number
  /** All that the node matches, folded and with its edges, where that is little; else null. */
  readonly exact: readonly string[] | null
  readonly best: Best | null
  /** True where it matches something, and no white space. */
  readonly isDark: boolean
}
type Best = Omit<Required, 'literals'> & { readonly texts: readonly string[]; readonly isInside: boolean }

/** ASCII white space. */
export const isWhite = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

const unitsIn = (text: string): number => text.replaceAll(EDGE, '').length

const foldUnit = (code: number): string => {
  if (code > 127) return WIDE
  return code >= 48 && code <= 57 ? '0' : String.fromCharCode(code).toLowerCase()
}

const charactersOf = (set: CharSet): readonly string[] | null => {
  const units = new Set<string>()
  // One beyond the basic plane is two units.
  if (set.length === 0 || set.at(-1)! > 0xffff) return null
  for (let at = 0; at < set.length; at += 2) {
    const beyond = Math.max(128, set[at]!)
    const odd = ODD_CASES.filter(([code]) => beyond <= code && code <= set[at + 1]!)
    for (const [, folded] of odd) units.add(folded)
    if (set[at + 1]! - beyond + 1 > odd.length) units.add(WIDE)
    for (let code = set[at]!; code <= Math.min(set[at + 1]!, 127); code += 1) units.add(foldUnit(code))
  }
  return units.size > MAX_CHARACTERS || units.size === 0 ? null : [...units]
}

const holdsWhite = (set: CharSet): boolean => {
  for (let at = 0; at < set.length; at += 2)
    for (let code = set[at]!; code <= Math.min(set[at + 1]!, 32); code += 1) if (isWhite(code)) return true
  return false
}

const better = (one: Best | null, other: Best | null): Best | null => {
  if (one === null || other === null) return one ?? other
  return other.frequency < one.frequency ? other : one
}

/** A sign between other characters of a word is rarer than one that may end a sentence. */
const INSIDE = 0.2

type Place = { readonly minBefore: number; readonly maxBefore: number; readonly isInside: boolean }

const bestOf = (texts: readonly string[], { minBefore, maxBefore, isInside }: Place): Best | null => {
  const distinct = [...new Set(texts)]
  if (distinct.some((text) => unitsIn(text) === 0)) return null
  return {
    texts: distinct,
    isInside,
    minBefore,
    maxBefore,
    frequency: distinct.reduce((sum, each) => sum + frequencyOf(each), 0) * (isInside ? INSIDE : 1),
  }
}
const ALONE: Place = { minBefore: 0, maxBefore: 0, isInside: false }

/** All of one followed by all of the other, or null where that is too much. */
const joined = (heads: readonly string[], tails: readonly string[] | null): readonly string[] | null => {
  if (tails === null || heads.length * tails.length > MAX_LITERALS) return null
  const all = heads.flatMap((head) =>
    tails.map((tail) => `${head}${tail}`.replace(/(?<=[^\u0001])\u0001(?=[^\u0001])/g, '')),
  )
  return all.some((text) => unitsIn(text) > MAX_UNITS) ? null : [...new Set(all)]
}

const sequenceOf = (parts: readonly Facts[]): Facts => {
  let best: Best | null = null
  let min = 0
  let max = 0
  let run: readonly string[] = ['']
  let runMin = 0
  let runMax = 0
  let isExact = true
  let isDarkBefore = false
  let last: Facts | null = null
  for (const part of parts) {
    if (part.best !== null)
      best = better(best, { ...part.best, minBefore: part.best.minBefore + min, maxBefore: part.best.maxBefore + max })
    const longer = joined(run, part.exact)
    if (longer !== null) run = longer
    else {
      const isInside = isDarkBefore && part.isDark
      best = better(best, bestOf(run, { minBefore: runMin, maxBefore: runMax, isInside }))
      isExact = false
      isDarkBefore = part.exact === null ? part.isDark : last?.isDark === true
      run = part.exact ?? ['']
      runMin = part.exact === null ? min + part.min : min
      runMax = part.exact === null ? max + part.max : max
    }
    min += part.min
    max += part.max
    last = part
  }
  const end = bestOf(run, { minBefore: runMin, maxBefore: runMax, isInside: false })
  const isDark = min > 0 && parts.every((part) => part.isDark || part.max === 0)
  return { min, max, exact: isExact ? run : null, best: better(best, end), isDark }
}

const choiceOf = (options: readonly Facts[]): Facts => {
  const exact = [...new Set(options.flatMap((option) => option.exact ?? []))]
  const isExact = options.every((option) => option.exact !== null) && exact.length <= MAX_LITERALS
  const known = options.map(({ best }) => best).filter((best) => best !== null)
  return {
    min: Math.min(...options.map(({ min }) => min)),
    max: Math.max(...options.map(({ max }) => max)),
    exact: isExact ? exact : null,
    isDark: options.every(({ isDark }) => isDark),
    best:
      known.length < options.length
        ? null
        : {
            texts: [...new Set(known.flatMap(({ texts }) => texts))],
            minBefore: Math.min(...known.map(({ minBefore }) => minBefore)),
            maxBefore: Math.max(...known.map(({ maxBefore }) => maxBefore)),
            frequency: known.reduce((sum, { frequency }) => sum + frequency, 0),
            isInside: known.every(({ isInside }) => isInside),
          },
  }
}

/** What a node is in a row: a repeat is the copies that must be, with those that may be behind the first, or before one. */
const flat = (node: Node): readonly Node[] => {
  if (node.kind === 'sequence') return node.parts.flatMap(flat)
  if (node.kind === 'group') return flat(node.body)
  if (node.kind !== 'repeat' || node.min === 0) return [node]
  const copies = Math.min(node.min, MAX_COPIES)
  const rest = { ...node, min: node.min - copies, max: node.max - copies }
  const one = flat(node.body)
  const tail = rest.max > 0 ? [rest] : []
  if (copies === 1) return [...tail, ...one]
  return [...one, ...tail, ...Array.from({ length: copies - 1 }, () => one).flat()]
}

const factsOf = (node: Node): Facts => {
  if (node.kind === 'choice') return choiceOf(node.options.map(factsOf))
  if (node.kind === 'assertion')
    return { min: 0, max: 0, exact: [node.holds === 'edge' ? EDGE : ''], best: null, isDark: false }
  if (node.kind === 'set') {
    const exact = charactersOf(node.set)
    const max = node.set.at(-1)! > 0xffff ? 2 : 1
    return { min: 1, max, exact, best: exact === null ? null : bestOf(exact, ALONE), isDark: !holdsWhite(node.set) }
  }
  if (node.kind !== 'repeat' || node.min > 0) {
    const parts = flat(node)
    if (parts.length !== 1 || parts[0] !== node) return sequenceOf(parts.map(factsOf))
  }
  if (node.kind !== 'repeat') return sequenceOf([])
  const body = factsOf(node.body)
  const isDark = node.min > 0 && body.isDark
  if (node.max === 1 && body.exact !== null) return { ...body, min: 0, exact: ['', ...body.exact], best: null, isDark }
  return { min: body.min * node.min, max: body.max === 0 ? 0 : body.max * node.max, exact: null, best: null, isDark }
}

const isWordUnit = (unit: string | undefined): boolean => unit !== undefined && /\w/.test(unit)

const toLiteral = (text: string, isInside: boolean): Literal => {
  const bare = text.replaceAll(EDGE, '')
  return {
    text: bare,
    isWordStart: text.startsWith(EDGE) && isWordUnit(bare[0]),
    isWordEnd: text.endsWith(EDGE) && isWordUnit(bare.at(-1)),
    isInside,
  }
}

/** What every match of a pattern holds, the rarest that can be told; null where nothing can be. */
export const required = (root: Node): Required | null => {
  const { exact, best } = factsOf(root)
  const found = exact === null ? best : better(best, bestOf(exact, ALONE))
  if (found === null) return null
  const { texts, isInside, ...rest } = found
  return { ...rest, literals: texts.map((text) => toLiteral(text, isInside)) }
}

/** Code units of a match before a digit that it must hold, at most; Infinity where it need not hold one. */
export const unitsBeforeDigit = (node: Node): number => {
  let before = 0
  for (const part of flat(node)) {
    if (part.kind === 'set' && part.set[0]! >= 48 && part.set.at(-1)! <= 57) return before
    if (part.kind === 'choice') {
      const most = Math.max(...part.options.map(unitsBeforeDigit))
      if (most !== Number.POSITIVE_INFINITY) return before + most
    }
    before += factsOf(part).max
  }
  return Number.POSITIVE_INFINITY
}
