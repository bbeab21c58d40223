import type { PatternSet } from '../detect/rule.js'
import type { Engine } from './engine.js'

/** One pattern of the prefilter; `rule` is the id of the rule that it belongs to. */
export type SetEntry = {
  readonly pattern: string
  readonly rule: string
  readonly needsDigit: boolean
  readonly isWide: boolean
}

/** With more patterns in one set the states of the automaton multiply; measured with diverse text. */
const MAX_SET_ENTRIES = 96

type Group = { readonly needsDigit: boolean; readonly indices: readonly number[]; readonly set: PatternSet }

/**
 * One set made of several: patterns with large automata of their own would multiply with all others into states that
 * new text never meets twice, and building states costs a hundred times more than walking them. Wide patterns go by
 * rule, the others by whether they need a digit, so that text without one skips those.
 */
export const createPrefilter = (entries: readonly SetEntry[], engine: Engine): PatternSet => {
  const buckets = new Map<string, number[]>()
  for (const [index, { needsDigit, isWide, rule }] of entries.entries()) {
    const kind = isWide ? `rule ${rule}` : ''
    const bucket = buckets.get(`${needsDigit} ${kind}`)
    if (bucket === undefined) buckets.set(`${needsDigit} ${kind}`, [index])
    else bucket.push(index)
  }
  const groups = [...buckets.values()].flatMap((indices) =>
    chunk(indices).map((part) => createGroup(part, entries, engine)),
  )
  const first = groups[0]
  if (first === undefined) throw new RangeError('a prefilter needs at least one pattern')
  return {
    prepare: first.set.prepare,
    match: (subject) => {
      const found: number[] = []
      const hasDigit = DIGIT.test(subject.text)
      for (const { needsDigit, set, indices } of groups)
        if (hasDigit || !needsDigit) for (const hit of set.match(subject)) found.push(indices[hit]!)
      return found.sort(ascending)
    },
  }
}

const DIGIT = /[0-9]/
const ascending = (a: number, b: number): number => a - b

const chunk = (indices: readonly number[]): readonly (readonly number[])[] => {
  const parts: (readonly number[])[] = []
  for (let at = 0; at < indices.length; at += MAX_SET_ENTRIES) parts.push(indices.slice(at, at + MAX_SET_ENTRIES))
  return parts
}

const createGroup = (indices: readonly number[], entries: readonly SetEntry[], engine: Engine): Group => ({
  indices,
  needsDigit: entries[indices[0]!]!.needsDigit,
  set: engine.set(indices.map((index) => entries[index]!.pattern)),
})
