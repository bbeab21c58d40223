import { eachLongRun, LONG_RUN } from '../detect/long-runs.js'
import type { Prefilter, TextHits } from '../detect/rule.js'
import { createLiteralSet, doubled, type LiteralHits } from '../regex/literal-set.js'
import { foldBeyond, type Literal, type Required, unitsBeforeDigit } from '../regex/required.js'
import { createShapeSet, MAX_BEFORE_DIGIT } from '../regex/shape-set.js'
import type { Node } from '../regex/syntax.js'
import { unitsOf } from '../regex/units.js'

/** What is known of one pattern's matches. */
export type PrefilterEntry = {
  /** Null where it could not be taken apart. */
  readonly root: Node | null
  /** Of the longest match, in code units. */
  readonly maxLength: number
  /** What every match holds; null where nothing is known. */
  readonly required: Required | null
  /** Every match holds so many code units in a row without white space, and none besides; 0 where that is not known. */
  readonly minRun: number
  /** Small; the text must hold one of them. None where none is needed. */
  readonly keywords: readonly string[]
}

/** A literal that stands at more places than this says little: a pattern is then better looked for in long runs. */
const MAX_FREQUENCY = 0.05
/** Long runs are rarer than this. */
const MAX_BESIDE_RUN = 0.002
/** A literal of digits and signs: many patterns have such, and shapes tell them apart. */
const NUMBER = /^[0 ./:+-]+$/
/** Shapes are followed from each place on. */
const MAX_SHAPE_LENGTH = 128

const FIRST_LINKS = 1024

type Kind = 'begin' | 'literals' | 'shapes' | 'runs' | 'keywords' | 'always'
type Plan = { readonly kind: Kind; readonly literals: readonly Literal[]; readonly min: number; readonly max: number }

const foldKeyword = (keyword: string): Literal => ({
  text: keyword
    .toLowerCase()
    .replace(/[0-9]/g, '0')
    .replace(/[^\x00-\x7f]/g, (unit) => foldBeyond(unit.charCodeAt(0))),
  isWordStart: false,
  isWordEnd: false,
  isInside: false,
})

const isShape = (root: Node, maxLength: number): boolean =>
  maxLength <= MAX_SHAPE_LENGTH && unitsBeforeDigit(root) <= MAX_BEFORE_DIGIT

const isAtBegin = (root: Node): boolean =>
  root.kind === 'sequence'
    ? root.parts.length > 0 && isAtBegin(root.parts[0]!)
    : root.kind === 'assertion' && root.holds === 'begin'

const BEGIN = [0, 1]

const planOf = ({ root, maxLength, required, minRun, keywords }: PrefilterEntry): Plan => {
  if (root !== null && isAtBegin(root)) return { kind: 'begin', literals: [], min: 0, max: 0 }
  const isTold = required !== null && required.frequency <= MAX_FREQUENCY
  const isNumber = required?.literals.some(({ text }) => NUMBER.test(text)) === true
  const isShaped = (isNumber || !isTold) && root !== null && isShape(root, maxLength)
  const isLong = minRun >= LONG_RUN && required !== null && required.frequency > MAX_BESIDE_RUN
  if (isTold && !isShaped && !isLong)
    return { kind: 'literals', literals: required.literals, min: required.minBefore, max: required.maxBefore }
  const plain = { literals: [], min: 0, max: 0 }
  if (isShaped) return { kind: 'shapes', ...plain }
  if (minRun >= LONG_RUN && keywords.length === 0) return { kind: 'runs', ...plain }
  return keywords.length > 0
    ? { kind: 'keywords', ...plain, literals: keywords.map(foldKeyword) }
    : { kind: 'always', ...plain }
}

/** Numbers of literals that are equal are one. */
const numberLiterals = (plans: readonly Plan[]) => {
  const numbers = new Map<string, number>()
  const literals: Literal[] = []
  const users: number[][] = []
  for (const [entry, plan] of plans.entries())
    for (const literal of plan.literals) {
      const key = JSON.stringify(literal)
      const number = numbers.get(key) ?? literals.push(literal) - 1
      numbers.set(key, number)
      users[number] ??= []
      if (users[number].at(-1) !== entry) users[number].push(entry)
    }
  return { literals, users: users.map((entries) => Int32Array.from(entries)) }
}

/**
 * Says of a text which patterns can match in it, and where their matches can begin, in one pass over the text for the
 * literals of all patterns. Too many, never too few.
 */
export const createPrefilter = (entries: readonly PrefilterEntry[]): Prefilter => {
  const plans = entries.map(planOf)
  const { literals, users } = numberLiterals(plans)
  const readLiterals = createLiteralSet(literals)
  const numbersOf = (kind: Kind) => plans.flatMap((plan, entry) => (plan.kind === kind ? [entry] : []))
  const always = Int32Array.from([...numbersOf('always'), ...numbersOf('begin')])
  const ofRuns = Int32Array.from(numbersOf('runs'))
  const shaped = Int32Array.from(numbersOf('shapes'))
  const readShapes = createShapeSet([...shaped].map((entry) => entries[entry]!.root!))

  const hitEntries = new Int32Array(entries.length)
  /** By entry: the last text that hit it. A count of texts outgrows 32 bits in days. */
  const marks = new Float64Array(entries.length)
  /** Of each entry that is hit: the last link of the chain of its literals, or of the starts of its shape. */
  const chains = new Int32Array(entries.length)
  let linkValues = new Int32Array(FIRST_LINKS)
  let linkNext = new Int32Array(FIRST_LINKS)
  let links = 0
  let mark = 0
  let count = 0
  let runs: number[] = []

  const hit = (list: Int32Array) => {
    for (let at = 0; at < list.length; at += 1) {
      const entry = list[at]!
      if (marks[entry] === mark) continue
      marks[entry] = mark
      chains[entry] = -1
      hitEntries[count++] = entry
    }
  }
  const link = (entry: number, value: number) => {
    if (links === linkNext.length) {
      linkValues = doubled(linkValues)
      linkNext = doubled(linkNext)
    }
    linkValues[links] = value
    linkNext[links] = chains[entry]!
    chains[entry] = links++
  }
  const chain = ({ found, count: occurring }: LiteralHits) => {
    for (let at = 0; at < occurring; at += 1) {
      const literal = found[at]!
      const list = users[literal]!
      hit(list)
      for (let user = 0; user < list.length; user += 1) link(list[user]!, literal)
    }
  }

  const addShape = (pattern: number, start: number) => {
    const entry = shaped[pattern]!
    if (marks[entry] !== mark) {
      marks[entry] = mark
      chains[entry] = -1
      hitEntries[count++] = entry
    }
    link(entry, start)
  }
  const startsOfShape = (entry: number): number[] => {
    const ranges: number[] = []
    for (let at = chains[entry]!; at >= 0; at = linkNext[at]!) ranges.push(linkValues[at]! + 1, linkValues[at]!)
    return ranges.reverse()
  }

  /** Ranges of starts out of the places of an entry's literals, which ascend for each literal. */
  const startsAround = (entry: number, { first, next, starts }: LiteralHits): number[] => {
    const { min, max } = plans[entry]!
    const ranges: number[] = []
    let literals = 0
    for (let at = chains[entry]!; at >= 0; at = linkNext[at]!) {
      literals += 1
      for (let place = first(linkValues[at]!); place >= 0; place = next[place]!) {
        const to = starts[place]! - min + 1
        if (to > 0) addNext(ranges, Math.max(0, starts[place]! - max), to)
      }
    }
    return literals > 1 && ranges.length > 2 ? joinRanges(ranges) : ranges
  }

  return {
    read: (text): TextHits => {
      mark += 1
      count = 0
      runs = []
      const { length } = text
      const units = unitsOf(text)
      const found = readLiterals(text, units)
      eachLongRun(units, length, (start, end) => runs.push(start, end))
      hit(always)
      if (runs.length > 0) hit(ofRuns)
      links = 0
      chain(found)
      readShapes?.(units, length, addShape)
      return {
        units,
        isAscii: found.isAscii,
        hasLongRun: runs.length > 0,
        entries: hitEntries,
        count,
        has: (entry) => marks[entry] === mark,
        startsOf: (entry) => {
          const { kind } = plans[entry]!
          if (kind === 'begin') return BEGIN
          if (kind === 'shapes') return startsOfShape(entry)
          if (kind === 'literals') return startsAround(entry, found)
          return kind === 'runs' ? runs : null
        },
      }
    },
  }
}

/** Adds `[start,end)`, to the last one where it begins in that. */
const addNext = (ranges: number[], start: number, end: number): void => {
  const last = ranges.length - 1
  if (last < 0 || start > ranges[last]! || start < ranges[last - 1]!) ranges.push(start, end)
  else if (end > ranges[last]!) ranges[last] = end
}

/** Sorted, and those that touch as one. */
const joinRanges = (ranges: readonly number[]): number[] => {
  const order = Array.from({ length: ranges.length / 2 }, (_, index) => index * 2)
  order.sort((a, b) => ranges[a]! - ranges[b]!)
  const joined: number[] = []
  for (const at of order) {
    const last = joined.length - 1
    if (last > 0 && ranges[at]! <= joined[last]!) joined[last] = Math.max(joined[last]!, ranges[at + 1]!)
    else joined.push(ranges[at]!, ranges[at + 1]!)
  }
  return joined
}
