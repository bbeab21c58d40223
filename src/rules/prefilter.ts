import type { PatternSet } from '../detect/rule.js'
import type { Engine } from './engine.js'

/** One pattern of the prefilter, with the taxonomy group of its rule. */
export type SetEntry = {
  readonly pattern: string
  readonly group: string
  readonly minDigits: number
  readonly isWide: boolean
}

/** With more patterns in one set the states of the automaton multiply; measured with diverse text. */
const MAX_SET_ENTRIES = 128

type Group = { readonly needsDigit: boolean; readonly indices: readonly number[]; readonly set: PatternSet }

/**
 * One set made of several. In a single automaton the states of names multiply with those of all other patterns, new text
 * never meets them again, and building a state costs a hundred times more than walking it: on unseen text three or four
 * sets are ten times faster than one. Patterns that need a digit are one set, which text without digits skips; wide ones
 * are one for each group; the others are one.
 */
export const createPrefilter = (entries: readonly SetEntry[], engine: Engine): PatternSet => {
  const buckets = new Map<string, number[]>()
  for (const [index, { minDigits, isWide, group }] of entries.entries()) {
    const bucket = minDigits > 0 ? 'digit' : isWide ? `wide ${group}` : 'plain'
    const known = buckets.get(bucket)
    if (known === undefined) buckets.set(bucket, [index])
    else known.push(index)
  }
  const groups = [...buckets.values()].flatMap((indices) =>
    chunk(indices).map((part) => createGroup(part, entries, engine)),
  )
  return {
    prepare: engine.prepare,
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
  needsDigit: entries[indices[0]!]!.minDigits > 0,
  set: engine.set(indices.map((index) => entries[index]!.pattern)),
})
