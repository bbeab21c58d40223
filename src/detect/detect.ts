import type { Detect, Finding } from '../types.js'
import { createContext } from './context.js'
import { foldText } from './fold.js'
import type { CompiledRule, PatternSet } from './rule.js'
import { type Scan, scanRule } from './scan.js'

export type DetectOptions = {
  readonly rules: readonly CompiledRule[]
  /** Holds the entries that the rules' patterns and gates name. */
  readonly set: PatternSet
  readonly defaultRegion: string
  /** Findings below this likelihood are not returned. */
  readonly minLikelihood: number
}

const NOTHING: readonly Finding[] = []

/**
 * Detection with the given rules: all findings at or above the least likelihood; they may overlap. One pass of the set
 * names the patterns that occur, and only those run. Linear in the text's length.
 */
export const createDetect = ({ rules, set, defaultRegion, minLikelihood }: DetectOptions): Detect => {
  const ruleOfEntry: (CompiledRule | undefined)[] = []
  for (const rule of rules) for (const { entry } of rule.patterns) ruleOfEntry[entry] = rule

  return (text, hint) => {
    const folded = foldText(text)
    const plain = folded === null ? text : folded.text
    const hits = set.match(plain)
    if (hits.length === 0) return NOTHING
    const found: Finding[] = []
    const scan: Scan = {
      text: plain,
      context: createContext(plain, hint, hits),
      defaultRegion,
      minLikelihood,
      found,
      hits,
    }
    let last: CompiledRule | undefined
    for (const entry of hits) {
      const rule = ruleOfEntry[entry]
      // A rule's entries are neighbours; entries of gates belong to no rule here.
      if (rule === undefined || rule === last) continue
      last = rule
      scanRule(scan, rule)
    }
    if (folded === null || found.length === 0) return found
    return found.map((finding) => ({ ...finding, ...folded.toOriginal(finding.start, finding.end) }))
  }
}
